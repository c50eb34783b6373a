"""Applications in the admin: read like a letter, decided, several at once, announced."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from mentoring.actions import goals as goal_actions
from mentoring.exclusions import hash_of
from mentoring.models import Exclusion, Mentee, MenteeState, PairingState, Wish
from notifications.models import Message
from tests.factories import (
    CohortFactory,
    CriterionFactory,
    GoalFactory,
    MenteeFactory,
    MentorFactory,
    PairingFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db

LIST = "/verwaltung/mentoring/mentee/"


@pytest.fixture
def team(client, team_member):
    client.force_login(team_member)
    return client


@pytest.fixture
def criterion(cohort):
    return CriterionFactory(cohort=cohort, text="Motivation passt zum Programm")


def page_of(mentee: Mentee) -> str:
    return reverse("admin:mentoring_mentee_change", args=[mentee.pk])


def text_of(response) -> str:
    return response.content.decode()


def test_an_application_is_read_like_a_letter(team, cohort, criterion):
    mentee = MenteeFactory(cohort=cohort, motivation="Ich möchte wachsen.")
    second = GoalFactory(mentee=mentee, topic=TopicFactory(title="Zweites Thema"), position=2)
    first = GoalFactory(mentee=mentee, topic=TopicFactory(title="Erstes Thema"), position=1)
    wished = MentorFactory(cohort=cohort)
    Wish.objects.create(mentee=mentee, mentor=wished)

    page = text_of(team.get(page_of(mentee)))

    for words in (str(mentee), "Ich möchte wachsen.", str(wished), "1 mögliche Mentor:in", criterion.text):
        assert words in page
    assert page.index(str(first.topic)) < page.index(str(second.topic))


def test_her_own_words_and_exclusions_are_not_on_the_page(team, cohort, criterion):
    mentee = MenteeFactory(cohort=cohort)
    goal = GoalFactory(mentee=mentee)
    goal_actions.write_words(goal, mentee.participation, "Mein Geheimnis", version=None)
    other = MentorFactory(cohort=cohort)
    employee = other.participation.user.employee
    Exclusion.objects.create(
        author=mentee.participation, other_hash=hash_of(mentee.pk, employee.pk), email=employee.email
    )

    page = text_of(team.get(page_of(mentee)))

    assert "Mein Geheimnis" not in page
    assert employee.email not in page
    assert str(other) not in page


def test_opening_an_application_is_recorded(team, cohort, team_member):
    mentee = MenteeFactory(cohort=cohort)

    team.get(page_of(mentee))

    entry = AuditEntry.objects.get(action="application.read")
    assert (entry.actor_id, entry.subject_id) == (team_member.pk, mentee.pk)


def test_a_draft_does_not_exist_for_the_team(team, cohort):
    draft = MenteeFactory(cohort=cohort, state=MenteeState.DRAFT)

    assert team.get(page_of(draft)).status_code == 404
    assert team.get("/verwaltung/mentoring/mentee/999999/change/").status_code == 404
    assert str(draft) not in text_of(team.get(LIST))
    assert str(draft) not in text_of(team.get(LIST + "?state=draft"))


@pytest.mark.parametrize("decision", [MenteeState.ACCEPTED, MenteeState.WAITLISTED, MenteeState.DECLINED])
def test_a_decision_leads_to_the_next_application(team, cohort, criterion, decision):
    mentee, following = MenteeFactory(cohort=cohort), MenteeFactory(cohort=cohort)

    response = team.post(page_of(mentee), {"decision": decision, "criterion": criterion.pk})

    assert response.url == page_of(following)
    mentee.refresh_from_db()
    assert (mentee.state, mentee.criterion) == (decision, criterion)


def test_a_decision_without_a_criterion_is_refused_on_the_page(team, cohort, criterion):
    mentee = MenteeFactory(cohort=cohort)

    response = team.post(page_of(mentee), {"decision": "accepted"})

    page = text_of(response)
    assert "<title>Fehler:" in page
    assert "Bitte wählen Sie ein Kriterium." in page
    assert Mentee.objects.get().state == MenteeState.SUBMITTED


def test_a_decision_that_somebody_else_made_meanwhile_is_not_made_twice(team, cohort, criterion):
    mentee = MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED)

    response = team.post(page_of(mentee), {"decision": "declined", "criterion": criterion.pk})

    assert response.status_code == 200
    assert "Diese Entscheidung ist nicht mehr möglich." in text_of(response)
    assert Mentee.objects.get().state == MenteeState.ACCEPTED


def test_without_criteria_the_page_says_where_to_add_them(team, cohort):
    page = text_of(team.get(page_of(MenteeFactory(cohort=cohort))))

    assert reverse("admin:mentoring_cohort_change", args=[cohort.pk]) in page
    assert 'name="decision"' not in page


def test_the_way_to_the_next_application_follows_who_waits_longest(team, cohort):
    other_year = MenteeFactory(cohort=CohortFactory())
    waiting = MenteeFactory(cohort=cohort)
    address = reverse("admin:mentoring_mentee_next")

    assert team.get(f"{address}?cohort={cohort.pk}").url == page_of(waiting)
    assert team.get(address).url == page_of(other_year)
    Mentee.objects.all().update(state=MenteeState.WITHDRAWN)
    assert team.get(address).url == LIST


# --- several at once -------------------------------------------------------------------------


def test_several_are_accepted_after_a_page_that_names_them(team, cohort, criterion):
    first, second = MenteeFactory(cohort=cohort), MenteeFactory(cohort=cohort)
    chosen = {"action": "accept_selected", "_selected_action": [first.pk, second.pk]}

    question = text_of(team.post(LIST, chosen))
    assert str(first) in question
    assert "Ja, 2 Bewerbungen annehmen" in question
    assert Mentee.objects.filter(state=MenteeState.ACCEPTED).count() == 0

    team.post(LIST, {**chosen, "confirmed": "yes", "criterion": criterion.pk})
    assert Mentee.objects.filter(state=MenteeState.ACCEPTED, criterion=criterion).count() == 2


def test_the_report_names_who_was_skipped_and_why(team, cohort, criterion):
    waiting = MenteeFactory(cohort=cohort)
    declined = [MenteeFactory(cohort=cohort, state=MenteeState.DECLINED) for _ in range(2)]
    accepted = MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED)
    selected = [mentee.pk for mentee in (waiting, *declined, accepted)]
    chosen = {"action": "waitlist_selected", "_selected_action": selected, "confirmed": "yes"}

    page = text_of(team.post(LIST, {**chosen, "criterion": criterion.pk}, follow=True))

    assert "1 Bewerbung steht auf der Warteliste." in page
    names = ", ".join(sorted(map(str, declined), key=page.index))
    assert f"2 übersprungen: {names}. Der Stand ist „abgelehnt“." in page
    assert f"1 übersprungen: {accepted}. Der Stand ist „angenommen“." in page


def test_the_question_counts_only_what_is_possible(team, cohort, criterion):
    waiting = MenteeFactory(cohort=cohort)
    declined = MenteeFactory(cohort=cohort, state=MenteeState.DECLINED)
    chosen = {"action": "accept_selected", "_selected_action": [waiting.pk, declined.pk]}

    page = text_of(team.post(LIST, chosen))
    assert "Ja, annehmen" in page
    assert f"Nicht dabei, weil der Stand es nicht zulässt: {declined} (abgelehnt)." in page

    page = text_of(team.post(LIST, {**chosen, "_selected_action": [declined.pk]}, follow=True))
    assert f"Nicht dabei, weil der Stand es nicht zulässt: {declined} (abgelehnt)." in page
    assert "<form" in page
    assert "Ja, annehmen" not in page


def test_a_search_without_a_hit_says_so_and_offers_no_actions(team, cohort):
    MenteeFactory(cohort=cohort)
    page = text_of(team.get(LIST, {"q": "niemand"}))

    assert "Dazu gibt es keinen Treffer" in page
    assert 'name="action"' not in page


def test_several_are_asked_again_when_the_criterion_is_missing(team, cohort, criterion):
    mentee = MenteeFactory(cohort=cohort)
    page = text_of(team.post(LIST, {"action": "accept_selected", "_selected_action": [mentee.pk], "confirmed": "yes"}))
    assert "<title>Fehler:" in page
    assert Mentee.objects.get().state == MenteeState.SUBMITTED


def test_applications_of_two_years_are_not_decided_at_once(team, cohort):
    chosen = [MenteeFactory(cohort=cohort).pk, MenteeFactory().pk]
    page = team.post(LIST, {"action": "accept_selected", "_selected_action": chosen}, follow=True)
    assert "nur Bewerbungen eines Jahrgangs" in text_of(page)


def test_nobody_is_declined_in_bulk(team, cohort):
    MenteeFactory(cohort=cohort)
    page = team.get(LIST)
    offered = [value for value, _words in page.context["action_form"].fields["action"].choices]
    assert offered == ["", "accept_selected", "waitlist_selected", "open_to_adviser"]


# --- after a decision ------------------------------------------------------------------------


def test_a_decision_is_taken_back_after_being_asked(team, cohort):
    mentee = MenteeFactory(cohort=cohort, state=MenteeState.DECLINED)
    address = reverse("admin:mentoring_mentee_undo", args=[mentee.pk])

    assert str(mentee) in text_of(team.get(address))
    assert Mentee.objects.get().state == MenteeState.DECLINED
    assert team.post(address).url == page_of(mentee)
    assert Mentee.objects.get().state == MenteeState.SUBMITTED


def test_an_announced_decision_stays_and_the_page_says_so(team, cohort):
    mentee = MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED, announced=True)

    page = text_of(team.post(reverse("admin:mentoring_mentee_undo", args=[mentee.pk]), follow=True))

    assert "Hier hat sich inzwischen etwas geändert." in page
    assert Mentee.objects.get().state == MenteeState.ACCEPTED


def test_no_tandem_is_an_outcome_with_a_criterion(team, cohort, criterion):
    mentee = MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED)
    address = reverse("admin:mentoring_mentee_no_tandem", args=[mentee.pk])

    assert "<title>Fehler:" in text_of(team.post(address, {"criterion": ""}))
    team.post(address, {"criterion": criterion.pk})

    assert Mentee.objects.get().state == MenteeState.NO_TANDEM


# --- announcing ------------------------------------------------------------------------------


def test_announcing_shows_names_and_mails_before_anything_is_sent(team, cohort):
    tandem = PairingFactory(cohort=cohort, state=PairingState.APPROVED)
    waitlisted = MenteeFactory(cohort=cohort, state=MenteeState.WAITLISTED)
    address = reverse("admin:mentoring_cohort_announce", args=[cohort.pk])
    page = text_of(team.get(address))
    assert str(tandem) in page

    chosen = {"tandems": [tandem.pk], "decisions": [waitlisted.pk]}
    question = text_of(team.post(address, chosen))

    assert str(waitlisted) in question
    assert question.count('class="m-mail"') == 2
    assert not Message.objects.exists()
    team.post(address, {**chosen, "confirmed": "yes"})
    assert sorted(Message.objects.values_list("kind", flat=True)) == [
        "decision",
        "tandem-announced",
        "tandem-announced",
    ]


def test_who_has_an_approved_tandem_hears_of_it_with_that(team, cohort):
    tandem = PairingFactory(cohort=cohort, state=PairingState.APPROVED)
    page = team.get(reverse("admin:mentoring_cohort_announce", args=[cohort.pk]))
    assert "decisions" not in page.context["form"].fields
    assert [pk for pk, _words in page.context["form"].fields["tandems"].choices] == [str(tandem.pk)]


def test_who_is_turned_down_is_not_ticked_beforehand(team, cohort):
    declined = MenteeFactory(cohort=cohort, state=MenteeState.DECLINED)
    other = MenteeFactory(cohort=cohort, state=MenteeState.NO_TANDEM)
    address = reverse("admin:mentoring_cohort_announce", args=[cohort.pk])

    assert "checked" not in text_of(team.get(address))
    assert "<title>Fehler:" in text_of(team.post(address, {}))
    team.post(address, {"turned_down": [declined.pk], "confirmed": "yes"})

    told = set(Mentee.objects.filter(announced_at__isnull=False).values_list("pk", flat=True))
    assert told == {declined.pk}
    assert other.pk not in told


def test_what_changed_since_the_page_was_shown_is_not_announced(team, cohort):
    tandem = PairingFactory(cohort=cohort)
    address = reverse("admin:mentoring_cohort_announce", args=[cohort.pk])

    response = team.post(address, {"tandems": [tandem.pk], "confirmed": "yes"})

    assert response.status_code == 200
    assert not Message.objects.exists()


def test_with_nothing_to_announce_the_page_says_what_would_appear(team, cohort):
    page = text_of(team.get(reverse("admin:mentoring_cohort_announce", args=[cohort.pk])))
    assert "Es gibt nichts bekannt zu geben" in page


# --- who may, and how much it costs ----------------------------------------------------------


@pytest.mark.parametrize("role", ["hr_member", "administrator"])
def test_applications_are_closed_to_everybody_else(client, cohort, request, role):
    mentee = MenteeFactory(cohort=cohort)
    client.force_login(request.getfixturevalue(role))
    for address in (
        LIST,
        page_of(mentee),
        reverse("admin:mentoring_mentee_next"),
        reverse("admin:mentoring_mentee_undo", args=[mentee.pk]),
        reverse("admin:mentoring_mentee_no_tandem", args=[mentee.pk]),
        reverse("admin:mentoring_cohort_announce", args=[cohort.pk]),
    ):
        assert client.get(address).status_code == 403, address
        assert client.post(address).status_code == 403, address


@pytest.mark.logs_errors
@pytest.mark.parametrize(
    "probe", ["motivation__startswith=Ich", "goals__texts__text__isnull=1", "participation__exclusions__email=x"]
)
def test_the_address_cannot_be_used_to_guess(team, cohort, probe):
    MenteeFactory(cohort=cohort)
    assert team.get(f"{LIST}?{probe}").status_code in (302, 400)

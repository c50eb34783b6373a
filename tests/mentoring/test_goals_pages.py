"""The goals page, without JavaScript and with htmx, as its owner and as others meet it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentoring.actions import goals as goal_actions
from mentoring.models import (
    Goal,
    GoalState,
    GoalText,
    Meeting,
    MeetingState,
    Mentee,
    MenteeState,
    Pairing,
    PairingState,
    Topic,
)
from tests import factories
from tests.factories import (
    GoalFactory,
    MeetingFactory,
    MenteeFactory,
    MentorFactory,
    PairingFactory,
    UserFactory,
    some_topic,
)
from tests.mentoring.tandems import announced_tandem

pytestmark = pytest.mark.django_db

GOALS = reverse("mentoring:goals")
ACTIONS = ["take_up", "settle", "obsolete", "reopen", "edit", "move", "share", "unshare"]
HTMX = {"HX-Request": "true"}


def url(name: str, goal: Goal) -> str:
    return reverse(f"mentoring:goal_{name}", args=[goal.pk])


@pytest.fixture
def tandem(cohort: Any) -> Pairing:
    return announced_tandem(PairingState.ACTIVE, cohort=cohort)


@pytest.fixture
def goal(tandem: Pairing) -> Goal:
    return GoalFactory(mentee=tandem.mentee)


@pytest.fixture
def as_mentee(client: Client, tandem: Pairing) -> Client:
    client.force_login(tandem.mentee.participation.user)
    return client


def text_of(client: Client, address: str = GOALS) -> str:
    response = client.get(address, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def state_of(goal: Goal) -> str:
    goal.refresh_from_db()
    return goal.state


# --- who may see what ------------------------------------------------------------------------


def test_goals_of_somebody_else_do_not_exist_not_even_for_the_mentor(client, tandem, goal, team_member):
    other = MenteeFactory(cohort=tandem.mentee.participation.cohort, state=MenteeState.ACCEPTED, announced=True)
    before = Goal.objects.values().get()
    for user in (tandem.mentor.participation.user, other.participation.user, team_member):
        client.force_login(user)
        for name in ACTIONS:
            assert client.post(url(name, goal), {"reason": "other", "words": "Fremd"}).status_code == 404, name
        for name in ("edit", "obsolete"):
            assert client.get(url(name, goal)).status_code == 404
        assert goal.topic.title not in text_of(client)
    assert Goal.objects.values().get() == before
    assert not GoalText.objects.exists()


def test_who_is_not_signed_in_is_led_to_the_sign_in(client, goal):
    for address in (GOALS, reverse("mentoring:goal_add"), *(url(name, goal) for name in ACTIONS)):
        assert client.get(address).url.startswith(reverse("account_login"))


def test_a_button_opened_as_a_page_leads_to_the_list(as_mentee, goal):
    assert as_mentee.get(url("settle", goal)).url == GOALS
    assert state_of(goal) == GoalState.OPEN


# --- the list --------------------------------------------------------------------------------


def test_the_list_shows_words_meetings_and_what_is_done(as_mentee, tandem, goal):
    author = tandem.mentee.participation
    goal_actions.write_words(goal, author, "Ruhig bleiben", version=None)
    goal_actions.write_words(goal, tandem.mentor.participation, "Wir üben das", version=None)
    held = MeetingFactory(pairing=tandem, state=MeetingState.HELD, starts_at=factories.NOW)
    cancelled = MeetingFactory(pairing=tandem, state=MeetingState.CANCELLED)
    for meeting in (held, cancelled):
        meeting.goals.add(goal)
    GoalFactory(mentee=tandem.mentee, state=GoalState.OBSOLETE, obsolete_reason="reorganisation")
    text = text_of(as_mentee)
    for expected in (
        "Ruhig bleiben",
        "Wir üben das",
        f"In den Worten von {tandem.mentor}",
        "Thema im Treffen am 15.01.2027",
    ):
        assert expected in " ".join(text.split())
    assert "20.01.2027" not in text
    assert "Gute Nachricht: ein Ziel ist geschafft" in text
    assert "Die Organisation hat sich geändert" in text


def test_meetings_of_others_that_touched_her_goal_stay_hidden(as_mentee, goal):
    foreign = MeetingFactory(state=MeetingState.HELD, starts_at=factories.NOW)
    foreign.goals.add(goal)
    assert "Thema im Treffen" not in text_of(as_mentee)


def test_without_an_application_the_page_says_how_goals_begin(client, cohort):
    client.force_login(UserFactory())
    text = text_of(client)
    assert "Hier werden Ihre Ziele stehen" in text
    assert reverse("mentoring:application_new") in text


def test_a_mentor_without_own_goals_gets_the_empty_page(client, cohort):
    client.force_login(MentorFactory(cohort=cohort).participation.user)
    assert "Hier werden Ihre Ziele stehen" in text_of(client)


@pytest.mark.parametrize("state", [MenteeState.DRAFT, MenteeState.SUBMITTED])
def test_while_she_applies_goals_are_the_topics_of_the_application(client, cohort, state):
    mentee = MenteeFactory(cohort=cohort, state=state)
    client.force_login(mentee.participation.user)
    assert client.get(GOALS).url == reverse("mentoring:application_topics", args=[mentee.pk])


def test_a_new_draft_does_not_hide_the_goals_of_the_running_year(as_mentee, tandem, goal):
    user = tandem.mentee.participation.user
    later = factories.CohortFactory(starts_on=factories.date(2027, 3, 2))
    MenteeFactory(cohort=later, user=user, state=MenteeState.DRAFT)
    response = as_mentee.get(GOALS)
    assert response.status_code == 200
    assert [row.goal for row in response.context["unsettled"]] == [goal]


def test_an_empty_list_has_one_next_step(as_mentee):
    text = text_of(as_mentee)
    assert "Sie haben noch keine Ziele" in text
    assert reverse("mentoring:goal_add") in text


@pytest.mark.parametrize("state", [MenteeState.DECLINED, MenteeState.NO_TANDEM, MenteeState.WITHDRAWN])
def test_where_nothing_goes_on_the_list_is_there_to_read(client, cohort, state):
    mentee = MenteeFactory(cohort=cohort, state=state, announced=state != MenteeState.WITHDRAWN)
    goal = GoalFactory(mentee=mentee)
    client.force_login(mentee.participation.user)
    text = text_of(client)
    assert goal.topic.title in text
    assert "Geklärt" not in text
    assert client.post(url("settle", goal)).status_code == 302
    assert state_of(goal) == GoalState.OPEN


@pytest.mark.parametrize(("number", "is_said"), [(1, True), (2, False)])
def test_running_short_of_goals_is_said(as_mentee, clock, tandem, number, is_said):
    clock.move_to(factories.ACTIVATED_AT)
    as_mentee.force_login(tandem.mentee.participation.user)
    for _ in range(number):
        GoalFactory(mentee=tandem.mentee)
    assert ("Sie haben weniger als 2 offene Ziele" in text_of(as_mentee)) is is_said


def test_thirty_goals_need_as_many_statements_as_three(as_mentee, tandem):
    counts = []
    for number in (3, 27):
        for _ in range(number):
            added = GoalFactory(mentee=tandem.mentee)
            GoalText.objects.create(goal=added, author=tandem.mentee.participation, text="Meins")
            GoalText.objects.create(goal=added, author=tandem.mentor.participation, text="Deins")
            meeting = MeetingFactory(pairing=tandem, state=MeetingState.HELD)
            meeting.goals.add(added)
            goal_actions.share([added], tandem, by=tandem.mentee.participation.user)
        with CaptureQueriesContext(connection) as captured:
            text_of(as_mentee)
        counts.append(len(captured))
    assert Meeting.objects.count() == 30
    assert counts[0] == counts[1] <= 30


# --- buttons ---------------------------------------------------------------------------------


def test_a_goal_goes_its_way_by_buttons(as_mentee, goal):
    assert as_mentee.post(url("take_up", goal)).url == f"{GOALS}#goal-{goal.pk}"
    assert state_of(goal) == GoalState.IN_WORK
    as_mentee.post(url("settle", goal))
    assert state_of(goal) == GoalState.SETTLED
    as_mentee.post(url("reopen", goal))
    assert state_of(goal) == GoalState.OPEN


def test_htmx_gets_the_list_alone_with_the_news_of_it(as_mentee, goal):
    response = as_mentee.post(url("settle", goal), headers=HTMX)
    text = response.content.decode()
    assert "<html" not in text
    assert f"„{goal.topic}“ ist geklärt." in text
    assert "Gute Nachricht: ein Ziel ist geschafft" in text
    assert "ist geklärt. Gut gemacht" not in text_of(as_mentee)


def test_a_button_of_an_old_window_says_that_something_has_changed(as_mentee, goal):
    as_mentee.post(url("settle", goal))
    text = as_mentee.post(url("take_up", goal), follow=True).content.decode()
    assert "Hier hat sich inzwischen etwas geändert" in text
    assert as_mentee.post(url("take_up", goal), headers=HTMX)["HX-Redirect"] == GOALS


def test_no_longer_needed_asks_for_the_reason(as_mentee, goal):
    refused = as_mentee.post(url("obsolete", goal), {})
    assert "<title>Fehler:" in refused.content.decode()
    assert state_of(goal) == GoalState.OPEN
    assert as_mentee.post(url("obsolete", goal), {"reason": "conditions"}).url == f"{GOALS}#done"
    assert (state_of(goal), goal.obsolete_reason) == (GoalState.OBSOLETE, "conditions")


def test_goals_are_put_in_order_by_buttons(as_mentee, tandem, goal):
    second = GoalFactory(mentee=tandem.mentee)
    as_mentee.post(url("move", second), {"up": second.pk})
    assert list(tandem.mentee.goals.all()) == [second, goal]
    part = as_mentee.post(url("move", second), {"down": second.pk}, headers=HTMX).content.decode()
    assert list(tandem.mentee.goals.all()) == [goal, second]
    assert part.count("autofocus") == 1


# --- words and sharing -----------------------------------------------------------------------


def test_words_are_written_and_emptied(as_mentee, goal):
    as_mentee.post(url("edit", goal), {"words": "Ruhig bleiben", "version": ""})
    assert "Ruhig bleiben" in text_of(as_mentee)
    as_mentee.post(url("edit", goal), {"words": "", "version": "1"})
    assert not GoalText.objects.exists()


def test_two_windows_show_both_texts_and_the_second_press_decides(as_mentee, goal):
    as_mentee.post(url("edit", goal), {"words": "Aus Fenster eins", "version": ""})
    second = as_mentee.post(url("edit", goal), {"words": "Aus Fenster zwei", "version": ""})
    text = second.content.decode()
    assert "Aus Fenster eins" in text
    assert "Aus Fenster zwei" in text
    as_mentee.post(url("edit", goal), {"words": "Aus beiden", "version": second.context["form"]["version"].value()})
    assert GoalText.objects.get().text == "Aus beiden"


def test_words_that_were_emptied_in_another_window_are_a_conflict_too(as_mentee, goal):
    as_mentee.post(url("edit", goal), {"words": "Erste", "version": ""})
    as_mentee.post(url("edit", goal), {"words": "", "version": "1"})
    second = as_mentee.post(url("edit", goal), {"words": "Zweite", "version": "1"})
    assert "(kein Text)" in second.content.decode()
    as_mentee.post(url("edit", goal), {"words": "Zweite", "version": second.context["form"]["version"].value()})
    assert GoalText.objects.get().text == "Zweite"


def test_a_sign_in_that_expired_while_she_wrote_does_not_cost_the_words(client, goal):
    response = client.post(url("edit", goal), {"words": "Lange überlegt", "version": ""})
    assert response.status_code == 401
    assert "Lange überlegt" in response.content.decode()


def test_what_the_mentor_reads_is_marked_and_changed_with_one_button(as_mentee, tandem, goal):
    goal_actions.write_words(goal, tandem.mentee.participation, "Ruhig bleiben", version=None)
    assert "Ihre Worte lesen nur Sie" in text_of(as_mentee)
    as_mentee.post(url("share", goal))
    assert f"{tandem.mentor} liest Ihre Worte" in text_of(as_mentee)
    as_mentee.post(url("unshare", goal))
    assert not goal.shares.exists()


def test_a_shared_goal_without_words_does_not_claim_that_somebody_reads_them(as_mentee, tandem, goal):
    goal_actions.share([goal], tandem, by=tandem.mentee.participation.user)
    assert "liest Ihre Worte, sobald Sie welche schreiben" in text_of(as_mentee)


def test_without_a_tandem_there_is_nobody_to_share_with(client, cohort):
    mentee = MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED, announced=True)
    goal = GoalFactory(mentee=mentee)
    goal_actions.write_words(goal, mentee.participation, "Ruhig bleiben", version=None)
    PairingFactory(mentee=mentee, state=PairingState.APPROVED, announced=False)
    client.force_login(mentee.participation.user)
    assert reverse("mentoring:goal_share", args=[goal.pk]) not in text_of(client)
    assert "Sie haben zurzeit kein Tandem" in client.post(url("share", goal), follow=True).content.decode()


# --- adding ----------------------------------------------------------------------------------


def test_a_goal_is_added_from_the_catalogue_with_or_without_words(as_mentee, tandem):
    as_mentee.post(reverse("mentoring:goal_add"), {"topic": some_topic(1).pk, "words": ""})
    as_mentee.post(reverse("mentoring:goal_add"), {"topic": some_topic(2).pk, "words": "Mit Worten"})
    assert [goal.topic for goal in tandem.mentee.goals.all()] == [some_topic(1), some_topic(2)]
    assert "Mit Worten" in text_of(as_mentee)


def test_a_topic_that_needs_words_asks_for_them_and_none_at_all_is_refused(as_mentee):
    other = Topic.objects.get(needs_words=True)
    for values in ({"topic": other.pk, "words": " "}, {"words": "Ohne Thema"}):
        assert "<title>Fehler:" in as_mentee.post(reverse("mentoring:goal_add"), values).content.decode()
    assert not Goal.objects.exists()


def test_who_may_not_add_is_led_to_the_list(client, cohort):
    mentee = MenteeFactory(cohort=cohort, state=MenteeState.DECLINED, announced=True)
    client.force_login(mentee.participation.user)
    assert client.get(reverse("mentoring:goal_add")).url == GOALS
    client.post(reverse("mentoring:goal_add"), {"topic": some_topic().pk})
    assert not Mentee.objects.get().goals.exists()

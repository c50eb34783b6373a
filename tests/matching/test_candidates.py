"""Proposing by hand: every mentor with what speaks for and against, and nothing forbidden gets through."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Employee
from matching.candidates import candidates_for, mentees_without_tandem
from mentoring.models import GoalState, MenteeState, MentorState, Pairing, PairingState, Wish
from tests.factories import (
    MENTOR_RANK,
    TODAY,
    CohortFactory,
    GoalFactory,
    LevelFactory,
    MenteeFactory,
    MentorFactory,
    OrgUnitFactory,
    PairingFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db

CHOOSE = "/verwaltung/matching/von-hand/"


@pytest.fixture
def team(client, team_member):
    client.force_login(team_member)
    return client


@pytest.fixture
def mentee(cohort):
    return MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED)


def page_of(mentee) -> str:
    return reverse("admin:matching_candidates", args=[mentee.pk])


def text_of(response) -> str:
    return response.content.decode()


def names(candidates) -> list[str]:
    return [str(candidate.mentor) for candidate in candidates]


def test_topics_in_common_put_mentors_first_and_her_order_counts(cohort, mentee, team_member):
    topics = [TopicFactory() for _ in range(3)]
    for position, topic in enumerate(topics, start=1):
        GoalFactory(mentee=mentee, topic=topic, position=position)
    last = MentorFactory(cohort=cohort, topics=[TopicFactory()])
    third = MentorFactory(cohort=cohort, topics=[topics[2]])
    second = MentorFactory(cohort=cohort, topics=[topics[0]])
    best = MentorFactory(cohort=cohort, topics=[topics[1], topics[0]])

    found = candidates_for(mentee, user=team_member, today=TODAY)

    assert names(found.possible) == [str(one) for one in (best, second, third, last)]
    assert found.possible[0].shared_topics == [topics[0], topics[1]]
    assert [candidate.weight for candidate in found.possible] == [5, 3, 1, 0]


def test_a_wish_is_shown_and_decides_between_equals(cohort, mentee, team_member):
    _other, wished = MentorFactory(cohort=cohort), MentorFactory(cohort=cohort)
    Wish.objects.create(mentee=mentee, mentor=wished, position=1)

    found = candidates_for(mentee, user=team_member, today=TODAY)

    assert names(found.possible)[0] == str(wished)
    assert found.possible[0].wish == 1


def test_goals_that_are_settled_ask_for_nobody(cohort, mentee, team_member):
    goal = GoalFactory(mentee=mentee, state=GoalState.SETTLED)
    MentorFactory(cohort=cohort, topics=[goal.topic])
    assert candidates_for(mentee, user=team_member, today=TODAY).possible[0].shared_topics == []


def test_after_a_tandem_that_ended_neither_list_nor_order_tells_of_topics(cohort, mentee, team_member):
    goal = GoalFactory(mentee=mentee)
    PairingFactory(mentee=mentee, mentor=MentorFactory(cohort=cohort), state=PairingState.ENDED)
    MentorFactory(cohort=cohort, topics=[goal.topic])

    found = candidates_for(mentee, user=team_member, today=TODAY)

    assert [(one.shared_topics, one.weight) for one in (*found.possible, *found.by_exception)] == [([], 0)] * 2


def test_mentors_are_sorted_out_with_every_reason(cohort, mentee, team_member):
    possible = MentorFactory(cohort=cohort)
    near = MentorFactory(cohort=cohort, level=LevelFactory(rank=2), unit=OrgUnitFactory())
    cohort.minimum_mentor_level = LevelFactory(rank=1)
    cohort.save()
    pausing = MentorFactory(cohort=cohort, state=MentorState.PAUSED, level=LevelFactory(rank=2))
    MentorFactory(cohort=cohort, state=MentorState.SUBMITTED)
    MentorFactory(cohort=CohortFactory())

    found = candidates_for(mentee, user=team_member, today=TODAY)

    assert names(found.possible) == [str(possible)]
    assert names(found.by_exception) == [str(near)]
    assert names(found.refused) == [str(pausing)]
    assert [reason.code for reason in found.refused[0].reasons] == ["pause", "level_distance"]


def test_places_and_open_proposals_are_counted(cohort, mentee, team_member):
    mentor = MentorFactory(cohort=cohort, capacity=3)
    PairingFactory(cohort=cohort, mentor=mentor, state=PairingState.ACTIVE)
    PairingFactory(cohort=cohort, mentor=mentor)
    PairingFactory(cohort=cohort, mentor=mentor, state=PairingState.ENDED)

    (candidate,) = candidates_for(mentee, user=team_member, today=TODAY).possible

    assert (candidate.taken_places, candidate.proposals) == (1, 1)


def test_who_waits_for_a_tandem(cohort, mentee, team_member, hr_member, today):
    MenteeFactory(cohort=cohort)
    PairingFactory(cohort=cohort)
    PairingFactory(cohort=cohort, state=PairingState.ACTIVE)
    stepped_back = PairingFactory(cohort=cohort, state=PairingState.DECLINED).mentee
    elsewhere = MenteeFactory(state=MenteeState.ACCEPTED)

    assert set(mentees_without_tandem(team_member, cohort.pk, today=today)) == {mentee, stepped_back}
    assert elsewhere in mentees_without_tandem(team_member, today=today)
    assert mentees_without_tandem(hr_member, today=today) == []


def test_nobody_waits_for_a_tandem_in_a_year_that_is_over(cohort, mentee, team_member):
    assert mentees_without_tandem(team_member, today=cohort.ends_on) == [mentee]
    assert mentees_without_tandem(team_member, today=cohort.ends_on + timedelta(days=1)) == []


# --- the pages -------------------------------------------------------------------------------


def test_a_possible_mentor_is_proposed_with_one_click(team, cohort, mentee):
    waiting = MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED)
    mentor = MentorFactory(cohort=cohort)
    assert str(mentor) in text_of(team.get(page_of(mentee)))

    response = team.post(page_of(mentee), {"mentor": mentor.pk})

    assert Pairing.objects.get().state == PairingState.PROPOSED
    assert response.url == f"{CHOOSE}?cohort={cohort.pk}"
    assert str(waiting) in text_of(team.get(response.url))
    response = team.post(page_of(waiting), {"mentor": MentorFactory(cohort=cohort).pk})
    assert response.url == f"/verwaltung/mentoring/pairing/freigeben/?cohort={cohort.pk}"


def test_a_forbidden_pair_that_is_forced_is_refused_with_all_reasons_on_the_page(team, cohort):
    office = OrgUnitFactory(is_department=True, with_head=True, code="10", name="Amt für Jugend")
    mentee = MenteeFactory(
        cohort=cohort, state=MenteeState.ACCEPTED, unit=OrgUnitFactory(parent=office), level=LevelFactory(rank=2)
    )
    boss = MentorFactory(cohort=cohort, employee=office.head, state=MentorState.PAUSED)

    response = team.post(page_of(mentee), {"mentor": boss.pk, "reason": "Ich möchte es trotzdem."})

    page = text_of(response)
    assert response.status_code == 200
    assert "<title>Fehler:" in page
    for words in ("Dieses Tandem ist nicht möglich", "10 (Amt für Jugend) (Dienstweg).", "(Pause)", "(zu nah)"):
        assert words in page
    assert not Pairing.objects.exists()


def test_an_exception_needs_its_reason(team, cohort):
    level = LevelFactory(rank=MENTOR_RANK)
    mentee = MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED, level=level)
    mentor = MentorFactory(cohort=cohort, level=level)
    assert "Trotzdem vorschlagen" in text_of(team.get(page_of(mentee)))

    assert "(Abstand der Ebenen)" in text_of(team.post(page_of(mentee), {"mentor": mentor.pk, "reason": " "}))
    assert not Pairing.objects.exists()
    team.post(page_of(mentee), {"mentor": mentor.pk, "reason": "Beide wünschen es."})

    pairing = Pairing.objects.get()
    assert (pairing.overridden_rules, pairing.override_reason) == (["level_distance"], "Beide wünschen es.")


def test_an_exclusion_is_named_without_saying_whose(team, cohort, mentee):
    from mentoring.exclusions import hash_of  # beside the test that needs it
    from mentoring.models import Exclusion

    mentor = MentorFactory(cohort=cohort)
    pages = []
    for author, other in ((mentee, mentor), (mentor, mentee)):
        Exclusion.objects.all().delete()
        person = other.participation.user.employee
        Exclusion.objects.create(
            author=author.participation, other_hash=hash_of(author.pk, person.pk), email=person.email
        )
        pages.append(team.get(page_of(mentee)))
    reasons = [[str(r) for one in page.context["candidates"].refused for r in one.reasons] for page in pages]
    assert reasons[0] == reasons[1] == [reasons[0][0]]
    assert "Ausschluss" in reasons[0][0]


@pytest.mark.parametrize("sent", [{}, {"mentor": "x"}, {"mentor": ""}])
def test_a_proposal_without_a_mentor_is_refused_on_the_page(team, mentee, sent):
    response = team.post(page_of(mentee), sent)
    assert "Bitte wählen Sie eine Mentorin oder einen Mentor." in text_of(response)


def test_mentors_of_another_year_and_drafts_are_not_found(team, cohort, mentee):
    assert team.post(page_of(mentee), {"mentor": MentorFactory().pk}).status_code == 404
    assert team.get(page_of(MenteeFactory(cohort=cohort, state=MenteeState.DRAFT))).status_code == 404


def test_who_is_not_accepted_is_not_proposed(team, cohort):
    mentee = MenteeFactory(cohort=cohort)
    page = text_of(team.post(page_of(mentee), {"mentor": MentorFactory(cohort=cohort).pk}))
    assert f"Die Bewerbung von {mentee} ist" in page
    assert not Pairing.objects.exists()


def test_empty_pages_say_what_would_stand_there(team, cohort, mentee):
    assert "Zurzeit ist niemand möglich" in text_of(team.get(page_of(mentee)))
    mentee.delete()
    assert "Niemand wartet auf ein Tandem" in text_of(team.get(CHOOSE))


def test_somebody_who_left_the_directory_is_still_named(team, cohort, mentee):
    Employee.objects.filter(pk=mentee.participation.user.employee_id).delete()
    assert str(mentee) in text_of(team.get(CHOOSE))
    assert str(mentee) in text_of(team.get(page_of(mentee)))


@pytest.mark.parametrize("role", ["hr_member", "administrator"])
def test_the_pages_are_closed_to_everybody_else(client, mentee, request, role):
    client.force_login(request.getfixturevalue(role))
    for address in (CHOOSE, page_of(mentee)):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403

"""What the rules say about many people at once, and which milestones the team reads."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest

from accounts.models import Employee
from accounts.retention import days_of
from mentoring.actions import applications, pairings, retention
from mentoring.checks import broken_tandems, prospects
from mentoring.milestones import expected, with_milestones
from mentoring.models import Mentor, MentorState, Pairing, PairingState
from mentoring.rules import reasons_against
from tests.factories import (
    MENTOR_RANK,
    LevelFactory,
    MeetingFactory,
    MenteeFactory,
    MentorFactory,
    OrgUnitFactory,
    PairingFactory,
)

pytestmark = pytest.mark.django_db


def test_prospects_count_who_is_possible_and_why_others_are_not(cohort):
    office = OrgUnitFactory(is_department=True)
    mentee = MenteeFactory(cohort=cohort, unit=office)
    MentorFactory(cohort=cohort)
    MentorFactory(cohort=cohort, unit=office)
    MentorFactory(cohort=cohort, state=MentorState.PAUSED)
    MentorFactory(cohort=cohort, state=MentorState.INVITED)
    MentorFactory()

    found = prospects(mentee)

    assert (found.possible, found.by_exception) == (1, 1)
    assert [(refusal.rule, refusal.mentors) for refusal in found.refusals] == [("Pause", 1), ("zu nah", 1)]


def test_prospects_do_not_say_that_somebody_was_named(cohort):
    """The same words for an exclusion, whoever named whom, and for the line of command."""
    counted = []
    for relation in ("hers", "the mentor's", "line"):
        mentee, mentor = MenteeFactory(cohort=cohort), MentorFactory(cohort=cohort)
        boss = mentor.participation.user.employee
        if relation == "line":
            Employee.objects.filter(pk=mentee.participation.user.employee_id).update(superior=boss)
        else:
            author, other = (mentee, mentor) if relation == "hers" else (mentor, mentee)
            applications.exclude(author.participation, other.participation.user.email)
        found = prospects(mentee)
        counted.append((found.possible, [(one.rule, one.mentors) for one in found.refusals]))
        Mentor.objects.all().delete()

    assert counted == [(0, [("zwischen beiden nicht möglich", 1)])] * 3


def test_a_live_tandem_that_a_rule_would_refuse_today_is_found_with_the_rule(cohort):
    fine = PairingFactory(cohort=cohort, state=PairingState.ACTIVE)
    tandem = PairingFactory(cohort=cohort, state=PairingState.ACTIVE)
    boss = tandem.mentor.participation.user.employee
    Employee.objects.filter(pk=tandem.mentee.participation.user.employee.pk).update(superior=boss)

    (found,) = broken_tandems([fine, tandem])

    assert found.pairing == tandem
    assert [reason.code for reason in found.reasons] == ["line_of_command"]


def test_what_was_overridden_and_a_pause_break_nothing(cohort):
    level = LevelFactory(rank=MENTOR_RANK)
    tandem = PairingFactory(
        mentee=MenteeFactory(cohort=cohort, state="accepted", level=level),
        mentor=MentorFactory(cohort=cohort, level=level),
        state=PairingState.APPROVED,
        overridden_rules=["level_distance"],
    )
    Mentor.objects.filter(pk=tandem.mentor_id).update(state=MentorState.PAUSED)

    assert broken_tandems([tandem]) == []
    tandem.overridden_rules = []
    assert len(broken_tandems([tandem])) == 1


@pytest.mark.parametrize("state", [PairingState.APPROVED, PairingState.ACTIVE, PairingState.RESTING])
@pytest.mark.parametrize("by_mentee", [True, False])
def test_whoever_names_her_present_partner_is_not_given_away(cohort, now, state, by_mentee):
    tandem = PairingFactory(cohort=cohort, state=state, announced=True)
    name_the_other(tandem, by_mentee=by_mentee)

    assert broken_tandems([tandem]) == []
    assert "exclusion" not in codes(reasons_against(tandem.mentee, tandem.mentor))

    Pairing.objects.update(state=PairingState.ENDED, seat=None, closed_at=now)
    assert "exclusion" in codes(reasons_against(tandem.mentee, tandem.mentor))


@pytest.mark.parametrize("by_mentee", [True, False])
def test_an_exclusion_is_told_as_long_as_nobody_knows_of_the_tandem(cohort, by_mentee):
    """Otherwise she would be given the partner whom she has just named."""
    tandem = PairingFactory(cohort=cohort, state=PairingState.APPROVED)
    name_the_other(tandem, by_mentee=by_mentee)

    (found,) = broken_tandems([tandem])
    assert list(map(str, found.reasons)) == ["Zwischen den beiden besteht ein Ausschluss (Ausschluss)."]


def test_a_live_tandem_hides_no_exclusion_of_others(cohort):
    tandem = PairingFactory(cohort=cohort, state=PairingState.ACTIVE, mentor=MentorFactory(cohort=cohort, capacity=2))
    other = MenteeFactory(cohort=cohort)
    applications.exclude(other.participation, tandem.mentor.participation.user.email)

    assert "exclusion" in codes(reasons_against(other, tandem.mentor))


def name_the_other(tandem, *, by_mentee):
    author, other = (tandem.mentee, tandem.mentor) if by_mentee else (tandem.mentor, tandem.mentee)
    applications.exclude(author.participation, other.participation.user.email)


def codes(reasons):
    return [reason.code for reason in reasons]


def test_two_tandems_of_one_mentor_do_not_stand_in_each_others_way(cohort):
    mentor = MentorFactory(cohort=cohort, capacity=2)
    tandems = [PairingFactory(cohort=cohort, mentor=mentor, state=PairingState.ACTIVE) for _ in range(2)]

    assert broken_tandems(tandems) == []


def test_checking_tandems_takes_the_same_statements_for_3_and_for_30(cohort, django_assert_num_queries):
    for size in (3, 30):
        tandems = [PairingFactory(cohort=cohort, state=PairingState.ACTIVE) for _ in range(size)]
        with django_assert_num_queries(7):
            broken_tandems(tandems)


def test_milestones_are_a_yes_or_a_no(cohort, now):
    untold = PairingFactory(cohort=cohort, state=PairingState.APPROVED)
    new = PairingFactory(cohort=cohort, state=PairingState.APPROVED, announced=True)
    planned = MeetingFactory(pairing=PairingFactory(cohort=cohort, state=PairingState.ACTIVE), starts_at=now).pairing
    held = MeetingFactory(pairing=PairingFactory(cohort=cohort, state=PairingState.ACTIVE), state="held").pairing
    forgotten = MeetingFactory(
        pairing=PairingFactory(cohort=cohort, state=PairingState.ACTIVE), starts_at=now - timedelta(days=15)
    ).pairing

    found = {one.pk: one for one in with_milestones(expected(Pairing.objects.all()), now)}

    assert untold.pk not in found
    reached = {pk: (one.has_confirmed_agreement, one.has_met) for pk, one in found.items()}
    assert reached == {
        new.pk: (False, False),
        planned.pk: (True, False),
        held.pk: (True, True),
        forgotten.pk: (True, True),
    }


def test_whether_two_met_is_not_denied_once_their_meetings_are_deleted(team_member, client, cohort):
    met = MeetingFactory(pairing=PairingFactory(cohort=cohort, state=PairingState.ACTIVE), state="held").pairing
    never = PairingFactory(cohort=cohort, state=PairingState.ACTIVE)
    last_day = at_ten(cohort.ends_on + timedelta(days=days_of("texts")))
    pairings.complete_due(now=last_day, today=last_day.date())

    def told(now):
        retention.remove_texts(now)
        found = with_milestones(expected(Pairing.objects.all()), now)
        return {one.pk: one.has_met for one in found}

    assert told(last_day) == {met.pk: True, never.pk: False}
    assert told(last_day + timedelta(days=1)) == {met.pk: None, never.pk: None}


def test_the_pages_of_the_team_say_that_it_is_not_known_any_more(team_member, client, cohort, clock):
    tandem = PairingFactory(cohort=cohort, state=PairingState.COMPLETED)
    clock.move_to(at_ten(cohort.ends_on + timedelta(days=days_of("texts") + 1)))
    client.force_login(team_member)

    page = client.get(f"/verwaltung/mentoring/pairing/{tandem.pk}/change/").content.decode()
    assert "Ob es ein erstes Treffen gab, ist nicht mehr gespeichert." in page
    assert "Das erste Treffen hat noch nicht stattgefunden." not in page
    columns = client.get("/verwaltung/mentoring/pairing/").content.decode()
    assert re.search(r'field-has_first_meeting">–<', columns)


def at_ten(day):
    return datetime.combine(day, time(10), tzinfo=UTC)

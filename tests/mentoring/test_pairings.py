"""The life of a tandem, from the proposal to its end."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.errors import Refused, Stale
from accounts.models import AuditEntry
from mentoring.actions import pairings
from mentoring.models import (
    Agreement,
    Cohort,
    Meeting,
    MeetingState,
    Mentee,
    MenteeState,
    MentorState,
    Pairing,
    PairingState,
)
from mentoring.rules import RuleBroken
from notifications.localtime import at_local
from notifications.models import Message
from tests.factories import (
    MENTOR_RANK,
    NOW,
    LevelFactory,
    MeetingFactory,
    MenteeFactory,
    MentorFactory,
    PairingFactory,
)

pytestmark = pytest.mark.django_db


def accepted(cohort: Cohort, **fields) -> Mentee:
    return MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED, **fields)


def recorded(pairing: Pairing) -> list[str]:
    entries = AuditEntry.objects.filter(subject_type="mentoring.pairing", subject_id=pairing.pk)
    return list(entries.order_by("pk").values_list("action", flat=True))


# --- proposing -------------------------------------------------------------------------------


def test_the_team_proposes_a_tandem_and_nobody_is_told(cohort, team_member):
    pairing = pairings.propose(accepted(cohort), MentorFactory(cohort=cohort), by=team_member, now=NOW)

    assert pairing.state == PairingState.PROPOSED
    assert pairing.proposed_by == team_member
    assert recorded(pairing) == ["pairing.proposed"]
    assert not Message.objects.exists()


def test_a_forbidden_pair_is_refused_with_every_reason(cohort, team_member):
    level = LevelFactory(rank=MENTOR_RANK)
    mentor = MentorFactory(cohort=cohort, level=level, state=MentorState.PAUSED)

    with pytest.raises(RuleBroken) as refusal:
        pairings.propose(
            accepted(cohort, level=level), mentor, by=team_member, now=NOW, override_reason="Bitte trotzdem"
        )

    assert [reason.code for reason in refusal.value.reasons] == ["pause", "level_distance"]
    assert not Pairing.objects.exists()


def test_what_may_be_overridden_needs_a_reason_which_is_kept(cohort, team_member):
    level = LevelFactory(rank=MENTOR_RANK)
    mentee, mentor = accepted(cohort, level=level), MentorFactory(cohort=cohort, level=level)

    for no_reason in ("", "   "):
        with pytest.raises(RuleBroken):
            pairings.propose(mentee, mentor, by=team_member, now=NOW, override_reason=no_reason)
    pairing = pairings.propose(mentee, mentor, by=team_member, now=NOW, override_reason="Beide wünschen es.")

    assert pairing.overridden_rules == ["level_distance"]
    assert pairing.override_reason == "Beide wünschen es."
    assert AuditEntry.objects.get(action="pairing.proposed").details == {"overridden": ["level_distance"]}


def test_a_reason_that_nothing_needs_is_not_kept(cohort, team_member):
    pairing = pairings.propose(
        accepted(cohort), MentorFactory(cohort=cohort), by=team_member, now=NOW, override_reason="Nur so."
    )
    assert pairing.override_reason == ""


@pytest.mark.parametrize("state", [s for s in MenteeState if s != MenteeState.ACCEPTED])
def test_only_accepted_mentees_are_paired(cohort, team_member, state):
    with pytest.raises(Refused):
        pairings.propose(
            MenteeFactory(cohort=cohort, state=state), MentorFactory(cohort=cohort), by=team_member, now=NOW
        )


@pytest.mark.parametrize("state", [s for s in MentorState if s not in (MentorState.CONFIRMED, MentorState.PAUSED)])
def test_only_confirmed_mentors_are_paired(cohort, team_member, state):
    with pytest.raises(Refused):
        pairings.propose(accepted(cohort), MentorFactory(cohort=cohort, state=state), by=team_member, now=NOW)


def test_two_people_of_different_cohorts_are_not_paired(cohort, team_member):
    with pytest.raises(Refused):
        pairings.propose(accepted(cohort), MentorFactory(), by=team_member, now=NOW)


def test_the_same_proposal_is_not_made_twice(cohort, team_member):
    pairing = pairings.propose(accepted(cohort), MentorFactory(cohort=cohort), by=team_member, now=NOW)
    with pytest.raises(Refused):
        pairings.propose(pairing.mentee, pairing.mentor, by=team_member, now=NOW)


def test_a_proposal_can_be_withdrawn_and_only_once(cohort, team_member):
    pairing = PairingFactory(cohort=cohort)

    pairings.withdraw_proposal(pairing, by=team_member, now=NOW)

    pairing.refresh_from_db()
    assert (pairing.state, pairing.closed_at) == (PairingState.WITHDRAWN, NOW)
    with pytest.raises(Stale):
        pairings.withdraw_proposal(pairing, by=team_member, now=NOW)


# --- approving -------------------------------------------------------------------------------


def test_an_approved_tandem_takes_a_place_and_nobody_is_told(cohort, team_member):
    mentor = MentorFactory(cohort=cohort, capacity=2)
    PairingFactory(cohort=cohort, mentor=mentor, state=PairingState.ACTIVE)
    pairing = PairingFactory(cohort=cohort, mentor=mentor)

    pairings.approve(pairing, by=team_member, now=NOW)

    pairing.refresh_from_db()
    assert (pairing.state, pairing.seat) == (PairingState.APPROVED, 2)
    assert (pairing.approved_by, pairing.approved_at) == (team_member, NOW)
    assert recorded(pairing) == ["pairing.approved"]
    assert not Message.objects.exists()


def test_rules_are_checked_again_at_the_approval(cohort, team_member):
    pairing = PairingFactory(cohort=cohort)
    pairing.mentor.state = MentorState.PAUSED
    pairing.mentor.save()

    with pytest.raises(RuleBroken):
        pairings.approve(pairing, by=team_member, now=NOW)

    pairing.refresh_from_db()
    assert (pairing.state, pairing.seat) == (PairingState.PROPOSED, None)


def test_a_rule_that_was_not_overridden_at_the_proposal_stops_the_approval(cohort, team_member):
    level = LevelFactory(rank=MENTOR_RANK)
    mentee, mentor = accepted(cohort, level=level), MentorFactory(cohort=cohort, level=level)
    silent = PairingFactory(mentee=mentee, mentor=mentor)
    with pytest.raises(RuleBroken):
        pairings.approve(silent, by=team_member, now=NOW)

    Pairing.objects.filter(pk=silent.pk).update(overridden_rules=["level_distance"], override_reason="Wunsch beider")
    pairings.approve(silent, by=team_member, now=NOW)

    silent.refresh_from_db()
    assert silent.is_live


def test_a_mentee_gets_one_live_tandem_only(cohort, team_member):
    mentee = accepted(cohort)
    first, second = PairingFactory(mentee=mentee), PairingFactory(mentee=mentee)
    pairings.approve(first, by=team_member, now=NOW)

    with pytest.raises(Refused):
        pairings.approve(second, by=team_member, now=NOW)


def test_a_mentor_gets_no_more_tandems_than_places(cohort, team_member):
    mentor = MentorFactory(cohort=cohort, capacity=2)
    for _ in range(2):
        pairings.approve(PairingFactory(cohort=cohort, mentor=mentor), by=team_member, now=NOW)

    with pytest.raises(RuleBroken) as refusal:
        pairings.approve(PairingFactory(cohort=cohort, mentor=mentor), by=team_member, now=NOW)

    assert [reason.code for reason in refusal.value.reasons] == ["capacity"]


@pytest.mark.parametrize("state", [s for s in PairingState if s != PairingState.PROPOSED])
def test_only_a_proposal_is_approved(cohort, team_member, state):
    pairing = PairingFactory(cohort=cohort, state=state)
    with pytest.raises(Stale):
        pairings.approve(pairing, by=team_member, now=NOW)


def test_the_database_refuses_a_second_live_tandem_and_a_taken_place(cohort):
    tandem = PairingFactory(cohort=cohort, state=PairingState.APPROVED)

    with pytest.raises(IntegrityError, match="mentee"), transaction.atomic():
        PairingFactory(cohort=cohort, mentee=tandem.mentee, state=PairingState.APPROVED)
    with pytest.raises(IntegrityError, match=r"mentor|seat"), transaction.atomic():
        PairingFactory(cohort=cohort, mentor=tandem.mentor, state=PairingState.APPROVED, seat=1)
    with pytest.raises(IntegrityError, match="seat"), transaction.atomic():
        PairingFactory(cohort=cohort, state=PairingState.APPROVED, seat=4)


def test_an_approval_can_be_undone_until_it_was_announced(cohort, team_member):
    pairing = PairingFactory(cohort=cohort, state=PairingState.APPROVED)
    pairings.undo_approval(pairing, by=team_member)

    pairing.refresh_from_db()
    assert (pairing.state, pairing.seat, pairing.approved_at) == (PairingState.PROPOSED, None, None)

    announced = PairingFactory(cohort=cohort, state=PairingState.APPROVED, announced=True)
    with pytest.raises(Stale):
        pairings.undo_approval(announced, by=team_member)


# --- announcing ------------------------------------------------------------------------------


def test_announcing_tells_both_partners_and_opens_the_agreement(cohort, team_member):
    pairing = PairingFactory(cohort=cohort, state=PairingState.APPROVED)

    assert pairings.announce([pairing], by=team_member, now=NOW) == [pairing]

    pairing.refresh_from_db()
    assert pairing.announced_at == NOW
    assert Agreement.objects.get(pairing=pairing).rhythm_weeks == cohort.rhythm_weeks
    told = Message.objects.filter(kind="tandem-announced").values_list("recipient", flat=True)
    assert set(told) == {pairing.mentee.participation.user_id, pairing.mentor.participation.user_id}
    mentee = Mentee.objects.get(pk=pairing.mentee_id)
    assert (mentee.announced_state, mentee.announced_at) == (MenteeState.ACCEPTED, NOW)


def test_announcing_twice_tells_nobody_twice(cohort, team_member):
    pairing = PairingFactory(cohort=cohort, state=PairingState.APPROVED)
    pairings.announce([pairing], by=team_member, now=NOW)

    assert pairings.announce([pairing], by=team_member, now=NOW) == []
    assert Message.objects.count() == 2


def test_a_proposal_cannot_be_announced(cohort, team_member):
    assert pairings.announce([PairingFactory(cohort=cohort)], by=team_member, now=NOW) == []
    assert not Message.objects.exists()


# --- ending and resting ----------------------------------------------------------------------


@pytest.mark.parametrize("state", [PairingState.APPROVED, PairingState.ACTIVE, PairingState.RESTING])
def test_a_live_tandem_can_be_ended_and_its_planned_meetings_are_cancelled(cohort, team_member, state):
    pairing = PairingFactory(cohort=cohort, state=state, announced=True)
    ahead = MeetingFactory(pairing=pairing, starts_at=NOW + timedelta(days=3))
    over = MeetingFactory(pairing=pairing, starts_at=NOW - timedelta(days=3))

    pairings.end(pairing, by=team_member, now=NOW)

    pairing.refresh_from_db()
    assert (pairing.state, pairing.seat, pairing.closed_at) == (PairingState.ENDED, None, NOW)
    assert Meeting.objects.get(pk=ahead.pk).state == MeetingState.CANCELLED
    assert Meeting.objects.get(pk=over.pk).state == MeetingState.PLANNED
    assert recorded(pairing) == ["pairing.ended"]


def test_a_tandem_that_is_over_cannot_be_ended_again(cohort, team_member):
    with pytest.raises(Stale):
        pairings.end(PairingFactory(cohort=cohort, state=PairingState.ENDED), by=team_member, now=NOW)


def test_a_tandem_rests_and_wakes_and_keeps_its_place(cohort, team_member):
    pairing = PairingFactory(cohort=cohort, state=PairingState.ACTIVE)
    pairings.rest(pairing, by=team_member)
    pairing.refresh_from_db()
    assert (pairing.state, pairing.seat) == (PairingState.RESTING, 1)

    pairings.resume(pairing, by=team_member, now=NOW)
    pairing.refresh_from_db()
    assert pairing.state == PairingState.ACTIVE
    with pytest.raises(Stale):
        pairings.resume(pairing, by=team_member, now=NOW)


def test_at_the_end_of_the_year_active_tandems_are_completed_once(cohort):
    active = PairingFactory(cohort=cohort, state=PairingState.ACTIVE)
    resting = PairingFactory(cohort=cohort, state=PairingState.RESTING)
    unconfirmed = PairingFactory(cohort=cohort, state=PairingState.APPROVED, announced=True)

    assert pairings.complete_due(now=NOW, today=cohort.ends_on) == 0
    assert pairings.complete_due(now=NOW, today=date(2028, 4, 1)) == 3
    assert pairings.complete_due(now=NOW, today=date(2028, 4, 1)) == 0

    states = [Pairing.objects.get(pk=one.pk).state for one in (active, resting, unconfirmed)]
    assert states == [PairingState.COMPLETED, PairingState.COMPLETED, PairingState.ENDED]


def test_a_proposal_stands_in_the_way_of_the_same_two_alone(cohort, team_member):
    mentee, mentor = accepted(cohort), MentorFactory(cohort=cohort, capacity=3)
    PairingFactory(mentee=mentee, mentor=MentorFactory(cohort=cohort))
    PairingFactory(mentee=accepted(cohort), mentor=mentor)
    PairingFactory(mentee=mentee, mentor=mentor, state=PairingState.WITHDRAWN)
    assert pairings.propose(mentee, mentor, by=team_member, now=NOW).state == PairingState.PROPOSED


def test_people_are_paired_until_the_last_day_of_the_year(cohort, team_member):
    last = at_local(cohort.ends_on, time(12))
    pairings.propose(accepted(cohort), MentorFactory(cohort=cohort), by=team_member, now=last)
    with pytest.raises(Refused):
        pairings.propose(accepted(cohort), MentorFactory(cohort=cohort), by=team_member, now=last + timedelta(days=1))


def test_what_somebody_else_has_closed_meanwhile_is_not_completed(cohort, monkeypatch):
    tandem = PairingFactory(cohort=cohort, state=PairingState.ACTIVE)
    lock = pairings._lock

    def lock_late(pairing: Pairing) -> Pairing:
        Pairing.objects.filter(pk=pairing.pk).update(state="ended", seat=None, closed_at=NOW)
        return lock(pairing)

    monkeypatch.setattr(pairings, "_lock", lock_late)

    assert pairings.complete_due(now=NOW, today=cohort.ends_on + timedelta(days=1)) == 0
    tandem.refresh_from_db()
    assert tandem.state == PairingState.ENDED


@pytest.mark.parametrize("state", [PairingState.APPROVED, PairingState.ACTIVE])
def test_only_what_rests_is_woken(cohort, team_member, state):
    tandem = PairingFactory(cohort=cohort, state=state, announced=True)
    with pytest.raises(Stale):
        pairings.resume(tandem, by=team_member, now=NOW)

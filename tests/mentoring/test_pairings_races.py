"""Ten people approve at once (R6). Threads with a connection each, on PostgreSQL."""

from collections.abc import Callable

import pytest

from accounts.models import User
from mentoring.actions import pairings
from mentoring.models import MenteeState, Pairing, PairingState
from mentoring.rules import RuleBroken
from tests.factories import (
    NOW,
    MenteeFactory,
    MentorFactory,
    PairingFactory,
)
from tests.support.races import at_once, refusals

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def approving(pairing: Pairing, by: User) -> Callable[[], object]:
    return lambda: pairings.approve(pairing, by=by, now=NOW)


def test_a_mentor_with_three_places_gets_three_of_ten_mentees(cohort, team_member):
    mentor = MentorFactory(cohort=cohort, capacity=3)
    proposals = [PairingFactory(cohort=cohort, mentor=mentor) for _ in range(10)]

    outcomes = at_once(approving(proposal, team_member) for proposal in proposals)

    assert sorted(Pairing.objects.live().values_list("seat", flat=True)) == [1, 2, 3]
    assert outcomes.count(None) == 3
    assert len([refusal for refusal in refusals(outcomes) if isinstance(refusal, RuleBroken)]) == 7


def test_a_mentee_gets_one_of_ten_mentors(cohort, team_member):
    mentee = MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED)
    proposals = [PairingFactory(mentee=mentee, mentor=MentorFactory(cohort=cohort)) for _ in range(10)]

    outcomes = at_once(approving(proposal, team_member) for proposal in proposals)

    assert Pairing.objects.live().count() == 1
    assert outcomes.count(None) == 1
    assert len(refusals(outcomes)) == 9


def test_ten_clicks_on_one_proposal_approve_it_once(cohort, team_member):
    proposal = PairingFactory(cohort=cohort)

    outcomes = at_once(approving(proposal, team_member) for _ in range(10))

    assert outcomes.count(None) == 1
    assert Pairing.objects.get().state == PairingState.APPROVED


def test_ten_clicks_on_announce_tell_each_partner_once(cohort, team_member):
    tandem = PairingFactory(cohort=cohort, state=PairingState.APPROVED)

    outcomes = at_once(lambda: pairings.announce([tandem], by=team_member, now=NOW) for _ in range(10))

    assert not refusals(outcomes)
    assert sorted(map(len, outcomes)) == [0] * 9 + [1]
    assert tandem.mentee.participation.user.notifications.count() == 1

"""Ten people approve at once (R6). Threads with a connection each, on PostgreSQL."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.errors import Refused
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

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def outcomes_of(calls: Iterable[Callable[[], object]]) -> list[BaseException | None]:
    """Run the calls in threads that start together; return what each raised, or None."""
    calls = list(calls)
    start = Barrier(len(calls))

    def run(call: Callable[[], object]) -> None:
        try:
            start.wait(timeout=20)
            call()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(calls)) as pool:
        return [future.exception() for future in [pool.submit(run, call) for call in calls]]


def approving(pairing: Pairing, by: User) -> Callable[[], object]:
    return lambda: pairings.approve(pairing, by=by, now=NOW)


def test_a_mentor_with_three_places_gets_three_of_ten_mentees(cohort, team_member):
    mentor = MentorFactory(cohort=cohort, capacity=3)
    proposals = [PairingFactory(cohort=cohort, mentor=mentor) for _ in range(10)]

    outcomes = outcomes_of(approving(proposal, team_member) for proposal in proposals)

    assert sorted(Pairing.objects.live().values_list("seat", flat=True)) == [1, 2, 3]
    assert outcomes.count(None) == 3
    refusals = [outcome for outcome in outcomes if outcome is not None]
    assert all(isinstance(refusal, RuleBroken) for refusal in refusals), refusals


def test_a_mentee_gets_one_of_ten_mentors(cohort, team_member):
    mentee = MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED)
    proposals = [PairingFactory(mentee=mentee, mentor=MentorFactory(cohort=cohort)) for _ in range(10)]

    outcomes = outcomes_of(approving(proposal, team_member) for proposal in proposals)

    assert Pairing.objects.live().count() == 1
    assert outcomes.count(None) == 1
    refusals = [outcome for outcome in outcomes if outcome is not None]
    assert all(isinstance(refusal, Refused) for refusal in refusals), refusals


def test_ten_clicks_on_one_proposal_approve_it_once(cohort, team_member):
    proposal = PairingFactory(cohort=cohort)

    outcomes = outcomes_of(approving(proposal, team_member) for _ in range(10))

    assert outcomes.count(None) == 1
    assert Pairing.objects.get().state == PairingState.APPROVED


def test_ten_clicks_on_announce_tell_each_partner_once(cohort, team_member):
    tandem = PairingFactory(cohort=cohort, state=PairingState.APPROVED)

    outcomes = outcomes_of(lambda: pairings.announce([tandem], by=team_member, now=NOW) for _ in range(10))

    assert outcomes == [None] * 10
    assert tandem.mentee.participation.user.notifications.count() == 1

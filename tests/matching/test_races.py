"""Two people of the team at the same moment. Threads with a connection each, on PostgreSQL."""

import pytest

from matching import tasks
from matching.actions import approving, changes, runs
from matching.models import Instruction, Run, RunKind
from mentoring.actions import pairings
from mentoring.models import Pairing
from tests.factories import NOW, MentorFactory, PairingFactory
from tests.matching.factories import ProposalFactory, RunFactory
from tests.matching.years import proposal_for
from tests.support.races import at_once, refusals

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_ten_clicks_start_one_run(cohort, team_member, monkeypatch):
    monkeypatch.setattr(tasks.compute, "apply_async", lambda **options: None)

    outcomes = at_once([lambda: runs.start(cohort, RunKind.MATCHING, by=team_member, now=NOW)] * 10)

    assert not refusals(outcomes)
    assert [is_new for _run, is_new in outcomes].count(True) == 1
    assert Run.objects.count() == 1


def test_a_waiting_run_is_claimed_by_one_of_ten_workers(cohort):
    run = RunFactory(cohort=cohort, state="queued", finished_at=None)

    outcomes = at_once([lambda: runs.claim(run.pk, now=NOW)] * 10)

    assert len([claimed for claimed in outcomes if claimed]) == 1


def test_two_who_approve_everything_at_once_double_nothing(cohort, team_member):
    run = RunFactory(cohort=cohort)
    proposals = ProposalFactory.create_batch(4, run=run)

    outcomes = at_once(
        [
            lambda one=one: approving.approve(one, revision=run.revision, by=team_member, now=NOW)
            for one in [*proposals, *proposals]
        ]
    )

    assert len(refusals(outcomes)) == 4
    assert Pairing.objects.live().count() == Pairing.objects.count() == 4


def test_two_changes_of_one_run_at_once_let_one_pass(year, team_member):
    year.mentee(0), year.mentee(0)
    year.mentor(0), year.mentor(1)
    run = year.run()
    first, second = (proposal_for(run, one.mentee) for one in run.proposals.all())

    outcomes = at_once(
        [
            lambda one=one: changes.keep_apart(one, revision=run.revision, by=team_member, now=NOW)
            for one in (first, second)
        ]
    )

    assert len(refusals(outcomes)) == 1
    assert Instruction.objects.count() == 1


def test_a_change_and_a_new_run_at_once_make_no_two_runs(year, team_member, monkeypatch):
    year.mentee(0), year.mentor(0)
    run = year.run()
    proposal = proposal_for(run, run.proposals.get().mentee)
    monkeypatch.setattr(tasks.compute, "apply_async", lambda **options: None)

    at_once(
        [
            lambda: changes.hold(proposal, revision=run.revision, by=team_member, now=NOW),
            lambda: runs.start(year.cohort, RunKind.MATCHING, by=team_member, now=NOW),
        ]
        * 3
    )

    assert Run.objects.unfinished().count() == 1


def test_approving_beside_other_proposals_for_her_waits_in_one_order(cohort, team_member):
    run = RunFactory(cohort=cohort)
    proposals = ProposalFactory.create_batch(3, run=run)
    by_hand = [PairingFactory(mentee=one.mentee, mentor=MentorFactory(cohort=cohort)) for one in proposals]

    at_once(
        [lambda one=one: approving.approve(one, revision=run.revision, by=team_member, now=NOW) for one in proposals]
        + [lambda one=one: pairings.approve(one, by=team_member, now=NOW) for one in by_hand]
    )

    assert Pairing.objects.live().count() == 3

"""By which run can still be decided, and what a worker may still write."""

from datetime import time, timedelta

import pytest

from accounts.errors import Conflict, Refused, Stale
from matching.actions import locking, results, runs, weights
from matching.actions.locking import OutOfDate
from matching.models import Failure, Proposal, Run, RunKind, RunState, Weighting
from notifications.localtime import at_local
from tests.factories import NOW
from tests.matching.factories import ProposalFactory, RunFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def failed(**fields) -> Run:
    return RunFactory(state=RunState.FAILED, failure=Failure.SUPERSEDED, **fields)


def under_way(**fields) -> Run:
    return RunFactory(state=RunState.RUNNING, heartbeat_at=NOW, finished_at=None, **fields)


def test_of_a_run_that_is_computed_or_failed_nothing_is_read():
    for run in (under_way(), failed()):
        standing = locking.standing_of(run, now=NOW)
        assert (standing.changes, standing.facts) == ([], None)
    assert locking.standing_of(RunFactory(), now=NOW).facts is not None


def test_only_the_newest_run_with_a_result_passes(cohort):
    with pytest.raises(Stale):
        locking.require_current(under_way(), now=NOW)
    with pytest.raises(OutOfDate) as no_result:
        locking.require_current(failed(), now=NOW)
    older = RunFactory(cohort=cohort)
    assert locking.require_current(older, now=NOW)
    RunFactory(cohort=cohort)
    with pytest.raises(OutOfDate) as overtaken:
        locking.require_current(older, now=NOW)
    assert "fehlgeschlagen" in str(no_result.value)
    assert "neueren Lauf" in str(overtaken.value)


def test_a_year_is_matched_until_its_last_day(cohort, team_member):
    last = at_local(cohort.ends_on, time(12))
    run, is_new = runs.start(cohort, RunKind.MATCHING, by=team_member, now=last)
    assert is_new
    Run.objects.filter(pk=run.pk).delete()
    with pytest.raises(Refused):
        runs.start(cohort, RunKind.MATCHING, by=team_member, now=last + timedelta(days=1))


def test_a_worker_without_its_run_changes_nothing():
    proposal = ProposalFactory()

    assert not results.keep(proposal.run, [])

    assert Proposal.objects.get() == proposal


def test_weights_are_kept_after_their_effect_was_seen(cohort, team_member):
    for trial in (failed(cohort=cohort, kind=RunKind.TRIAL), under_way(cohort=cohort, kind=RunKind.TRIAL)):
        with pytest.raises(Refused, match="zuerst"):
            weights.keep(trial, version=1, by=team_member)


def test_weights_that_were_saved_elsewhere_are_not_overwritten(cohort, team_member):
    settings = Weighting(cohort=cohort).snapshot()
    present = weights.change(cohort, settings | {"topics": "off"}, version=Weighting().version, by=team_member)
    with pytest.raises(Conflict):
        weights.change(cohort, settings, version=present.version - 1, by=team_member)
    assert weights.change(cohort, settings, version=present.version, by=team_member).version == present.version + 1

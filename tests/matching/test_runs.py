"""The life of a run: asked for once, claimed once, kept or given up."""

from datetime import timedelta

import pytest

from accounts.errors import Refused
from accounts.models import AuditEntry
from matching import tasks
from matching.actions import runs
from matching.models import Failure, Run, RunKind, RunState, Stage
from tests.factories import NOW
from tests.matching.factories import RunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def nudges(monkeypatch) -> list[int]:
    """Collect the runs of which a worker is told."""
    told: list[int] = []
    monkeypatch.setattr(tasks.compute, "apply_async", lambda args, **options: told.extend(args))
    return told


def test_a_second_click_starts_no_second_run(cohort, team_member, nudges, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first, is_new = runs.start(cohort, RunKind.MATCHING, by=team_member, now=NOW)
        second, is_new_again = runs.start(cohort, RunKind.MATCHING, by=team_member, now=NOW)

    assert (is_new, is_new_again) == (True, False)
    assert first == second
    assert nudges == [first.pk]


def test_a_start_is_noted_in_the_decision_log(cohort, team_member):
    run, _is_new = runs.start(cohort, RunKind.MATCHING, by=team_member, now=NOW)

    entry = AuditEntry.objects.get(action="matching.started")
    assert (entry.actor_id, entry.subject_id) == (team_member.pk, run.pk)


def test_a_trial_does_not_stand_in_the_way_of_a_matching(cohort, team_member):
    runs.start(cohort, RunKind.TRIAL, by=team_member, now=NOW)

    _run, is_new = runs.start(cohort, RunKind.MATCHING, by=team_member, now=NOW)

    assert is_new


def test_a_year_that_is_over_is_not_matched(cohort, team_member):
    after = NOW.replace(year=cohort.ends_on.year + 1)

    with pytest.raises(Refused):
        runs.start(cohort, RunKind.MATCHING, by=team_member, now=after)


def test_one_worker_alone_gets_a_run(cohort):
    run = RunFactory(cohort=cohort, state=RunState.QUEUED, finished_at=None)

    assert runs.claim(run.pk, now=NOW) == run
    assert runs.claim(run.pk, now=NOW) is None


def test_a_run_whose_worker_died_is_given_up(cohort):
    run = RunFactory(cohort=cohort, state=RunState.QUEUED, finished_at=None)
    runs.claim(run.pk, now=NOW)

    assert runs.sweep(now=NOW + runs.SILENCE / 2) == 0
    assert runs.sweep(now=NOW + runs.SILENCE + timedelta(seconds=1)) == 1

    run.refresh_from_db()
    assert (run.state, run.failure) == (RunState.FAILED, Failure.INTERRUPTED)


def test_a_sign_of_life_keeps_a_run(cohort):
    run = RunFactory(cohort=cohort, state=RunState.QUEUED, finished_at=None)
    claimed = runs.claim(run.pk, now=NOW)
    runs.report(claimed, Stage.PRICING, 40, now=NOW + runs.SILENCE)

    assert runs.sweep(now=NOW + runs.SILENCE + timedelta(minutes=1)) == 0
    run.refresh_from_db()
    assert (run.stage, run.progress) == (Stage.PRICING, 40)


def test_a_worker_that_comes_back_too_late_keeps_nothing(cohort):
    run = RunFactory(cohort=cohort, state=RunState.QUEUED, finished_at=None)
    claimed = runs.claim(run.pk, now=NOW)
    runs.sweep(now=NOW + runs.SILENCE + timedelta(seconds=1))

    assert runs.finish(claimed, now=NOW, matched=5) is False
    run.refresh_from_db()
    assert (run.state, run.matched) == (RunState.FAILED, 0)


def test_a_run_of_which_no_worker_heard_is_told_again(cohort, nudges, django_capture_on_commit_callbacks):
    run = RunFactory(cohort=cohort, state=RunState.QUEUED, finished_at=None, requested_at=NOW)

    with django_capture_on_commit_callbacks(execute=True):
        runs.sweep(now=NOW + timedelta(seconds=30))
    assert nudges == []
    with django_capture_on_commit_callbacks(execute=True):
        runs.sweep(now=NOW + timedelta(minutes=2))
    assert nudges == [run.pk]


def test_the_progress_never_goes_back(cohort):
    done = [Run(stage=stage, progress=progress).percent_done for stage in Stage for progress in (0, 50, 100)]

    assert done == sorted(done)
    assert done[-1] == 100

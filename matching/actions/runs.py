"""The life of a run: asked for once, claimed by one worker, kept or failed.

Celery is only nudged; the row is the truth. A run whose worker died is found by its last sign of life.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit, nudging
from accounts.errors import Refused
from accounts.models import User
from accounts.transitions import require_transition
from matching import facts, tasks
from matching.models import Failure, Run, RunKind, RunState, Stage, Weighting
from mentoring.actions.impartial import require_pairing_in
from mentoring.models import Cohort

# Longer than any stage without a sign of life, even with hundreds of mentees on a busy machine.
SILENCE = timedelta(minutes=10)
# A nudge arrives within seconds; what waits longer is nudged again.
WAITING = timedelta(minutes=1)
NUDGE_EXPIRES = 60


@transaction.atomic
def start(
    cohort: Cohort,
    kind: RunKind,
    *,
    by: User,
    now: datetime,
    weighting: Weighting | None = None,
    seen: int | None = None,
) -> tuple[Run, bool]:
    """Ask for a computation, and say whether it is a new one: a second click gets the run that is on its way.

    `seen` is the newest matching that the page of the click knew, 0 for none: a click that did not know the
    newest one gets that instead of another. Other weights than those that are being tried take their place.

    Raises:
        Refused: when the year is over, or she takes part in it.
    """
    cohort = Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    require_pairing_in(by, cohort.pk)
    if cohort.ends_on < timezone.localdate(now):
        raise Refused(_("This year is over."))
    weights = (weighting or facts.weighting_of(cohort)).snapshot()
    running = Run.objects.unfinished().filter(cohort=cohort, kind=kind).first()
    if running is not None and kind == RunKind.TRIAL and running.weights != weights:
        fail(running, Failure.SUPERSEDED)
    elif running is not None:
        return running, False
    if kind == RunKind.MATCHING and seen is not None:
        unseen = Run.objects.filter(cohort=cohort, pk__gt=seen).newest_matching()
        if unseen is not None:
            return unseen, False
    run = Run.objects.create(cohort=cohort, kind=kind, weights=weights, requested_by=by, requested_at=now)
    if kind == RunKind.MATCHING:
        audit.record("matching.started", run, by=by)
    nudge(run)
    return run, True


def nudge(run: Run) -> None:
    """Tell a worker, once the transaction is through. The sweep finds what nobody heard."""
    transaction.on_commit(partial(nudging.nudge, tasks.compute, run.pk, expires=NUDGE_EXPIRES))


@transaction.atomic
def claim(run_id: int, *, now: datetime) -> Run | None:
    """Give a waiting run to the worker that asks first; nobody else gets it."""
    claimed = Run.objects.filter(pk=run_id, state=RunState.QUEUED).update(
        state=RunState.RUNNING, heartbeat_at=now, stage=Stage.LOADING, progress=0
    )
    return Run.objects.select_related("cohort").get(pk=run_id) if claimed else None


def report(run: Run, stage: Stage, progress: int = 0, *, now: datetime) -> None:
    """Say how far the worker is; also its sign of life."""
    Run.objects.filter(pk=run.pk, state=RunState.RUNNING).update(stage=stage, progress=progress, heartbeat_at=now)


def lock_claimed(run: Run) -> Run | None:
    """Return the run, locked, if the worker that claimed it may still write its result."""
    return (
        Run.objects.select_for_update(of=("self",))
        .filter(pk=run.pk, state=RunState.RUNNING, revision=run.revision)
        .first()
    )


@transaction.atomic
def finish(run: Run, *, now: datetime, **columns: Any) -> bool:
    """Keep what a run found. Returns False, and keeps nothing, when it was given up or changed meanwhile."""
    current = lock_claimed(run)
    if current is None:
        return False
    require_transition(current, RunState.READY)
    for name, value in columns.items():
        setattr(current, name, value)
    current.state, current.stage, current.progress = RunState.READY, Stage.SAVING, 100
    current.finished_at = current.finished_at or now
    current.revision += 1
    current.save()
    return True


@transaction.atomic
def fail(run: Run, failure: Failure) -> None:
    """Give a run up. What it had found before stays."""
    Run.objects.filter(pk=run.pk, state__in=[RunState.QUEUED, RunState.RUNNING]).update(
        state=RunState.FAILED, failure=failure
    )


@transaction.atomic
def sweep(*, now: datetime) -> int:
    """Give up runs whose worker died, nudge those that nobody took; return how many. Safe to run again."""
    silent = Run.objects.filter(state=RunState.RUNNING, heartbeat_at__lt=now - SILENCE)
    touched = silent.update(state=RunState.FAILED, failure=Failure.INTERRUPTED, revision=F("revision") + 1)
    for run in Run.objects.filter(state=RunState.QUEUED, requested_at__lt=now - WAITING):
        nudge(run)
        touched += 1
    return touched

"""One order of locks for everything that is done with a run: the year, mentors, mentee, tandem, the run."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Refused, Stale
from matching import facts
from matching.facts import Facts
from matching.models import Run, RunState
from matching.staleness import changes_since, settled_since
from mentoring.actions import pairings
from mentoring.models import Cohort


class OutOfDate(Refused):
    """Something that the run was computed from has changed. `changes` says what, a sentence each."""

    def __init__(self, changes: list[str]) -> None:
        self.changes = changes
        sentence = _("This run is out of date. %(changes)s Please start a new one.")
        super().__init__(sentence % {"changes": " ".join(changes)})


@dataclass(frozen=True)
class Standing:
    """Whether a run can still be decided by."""

    # What speaks against it, a sentence each.
    changes: list[str]
    # None while it is computed, and when that failed.
    facts: Facts | None = None
    # Mentees who can no longer be moved by the prices of the run.
    settled: frozenset[int] = frozenset()


def standing_of(run: Run, *, now: datetime) -> Standing:
    """Return what has changed since a run was computed; of one without a result, nothing."""
    if run.state != RunState.READY:
        return Standing([])
    found = facts.read(run.cohort)
    changes = changes_since(run, found)
    try:
        _require_newest(run)
        _require_running(run, now)
    except OutOfDate as refusal:
        changes = refusal.changes
    except Refused as refusal:
        changes = [str(refusal)]
    return Standing(changes, found, settled_since(run, found))


def require_current(run: Run, *, now: datetime) -> Facts:
    """Let the newest run of its year pass, if nothing has changed since; return what was read.

    Raises:
        OutOfDate: with what has changed.
        Refused: when the year is over.
        Stale: while it is being computed, or when that failed.
    """
    _require_newest(run)
    _require_running(run, now)
    found = facts.read(run.cohort)
    if changes := changes_since(run, found):
        raise OutOfDate(changes)
    return found


def lock_run(run: Run, *, revision: int, mentors: Iterable[int] = ()) -> Run:
    """Lock a year, some of its mentors and the run, and return it as it is now.

    Whoever starts, changes or approves waits here for the other.

    Raises:
        Stale: when the run is being computed, or is no longer the one that was looked at.
        OutOfDate: when there is a newer one.
    """
    Cohort.objects.select_for_update(of=("self",)).get(pk=run.cohort_id)
    pairings.lock_mentors(mentors)
    locked = Run.objects.select_for_update(of=("self",)).select_related("cohort__minimum_mentor_level").get(pk=run.pk)
    _require_newest(locked)
    if locked.revision != revision:
        raise Stale
    return locked


def _require_running(run: Run, now: datetime) -> None:
    if run.cohort.ends_on < timezone.localdate(now):
        raise Refused(_("This year is over."))


def _require_newest(run: Run) -> None:
    if run.state in (RunState.QUEUED, RunState.RUNNING):
        raise Stale(_("This run is being computed. Please wait a moment."))
    newest = Run.objects.matchings().filter(cohort=run.cohort_id).exclude(state=RunState.FAILED).first()
    if run.state == RunState.FAILED or (newest is not None and newest.pk != run.pk):
        raise OutOfDate([_("There is a newer run.") if newest else _("Its last computation failed.")])

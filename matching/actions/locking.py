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
from matching.naming import run_title
from matching.staleness import changes_since, settled_since
from mentoring.actions import pairings
from mentoring.models import Cohort


class OutOfDate(Refused):
    """Something that the run was computed from has changed. `changes` says what, a sentence each."""

    def __init__(self, changes: list[str], *, has_newer: bool = False) -> None:
        self.changes = changes
        sentence = (
            _("This run is out of date. %(changes)s Please decide by the newer one.")
            if has_newer
            else _("This run is out of date. %(changes)s Please start a new one.")
        )
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
    # The run of the year to decide by instead, when there is one.
    newer: Run | None = None
    is_over: bool = False


def standing_of(run: Run, *, now: datetime) -> Standing:
    """Return what speaks against a run: a newer one, and what has changed since. While it is computed, nothing."""
    if run.is_unfinished:
        return Standing([])
    newer, is_over = _newer_than(run), _is_over(run, now)
    overtaken = [_overtaken_by(newer)] if newer else []
    if run.state == RunState.FAILED:
        return Standing(overtaken, newer=newer, is_over=is_over)
    found = facts.read(run.cohort)
    changes = [_("This year is over.")] if is_over else [*overtaken, *changes_since(run, found)]
    return Standing(changes, found, settled_since(run, found), newer, is_over)


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


def _is_over(run: Run, now: datetime) -> bool:
    return run.cohort.ends_on < timezone.localdate(now)


def _require_running(run: Run, now: datetime) -> None:
    if _is_over(run, now):
        raise Refused(_("This year is over."))


def _require_newest(run: Run) -> None:
    if run.is_unfinished:
        raise Stale(_("This run is being computed. Please wait a moment."))
    if newer := _newer_than(run):
        raise OutOfDate([_overtaken_by(newer)], has_newer=True)
    if run.state == RunState.FAILED:
        raise OutOfDate([_("Its last computation failed.")])


def _newer_than(run: Run) -> Run | None:
    return Run.objects.filter(cohort=run.cohort_id, pk__gt=run.pk).newest_matching()


def _overtaken_by(newer: Run) -> str:
    return _("There is a newer run: %(run)s.") % {"run": run_title(newer)}

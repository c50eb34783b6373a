"""How much happened in the tandems of a year, as plain counts without persons (R11).

No page and no mail shows these as they are: whoever tells them puts them into bands first.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Min, Q

from mentoring.models import Cohort, Goal, Meeting, Pairing
from mentoring.models.pairings import PairingQuerySet
from notifications.localtime import at_local


@dataclass(frozen=True)
class TandemFigures:
    """What happened in one year between two moments, in the tandems that it had at the end."""

    tandems: int
    # Tandems that had met by the end, and those of them that did so for the first time: a milestone,
    # which the team reads by name (R10).
    acquainted: int
    newly_acquainted: int
    meetings: int
    # By mentees of these tandems, since they are told of it: before that the team reads goals by name.
    goals_added: int
    goals_done: int


def figures_of(cohort: Cohort, begin: datetime, end: datetime) -> TandemFigures:
    """Count from a moment up to, and without, another one; the same whenever it is asked afterwards.

    A meeting that nobody answered for is presumed to be held if it was so at the end. A year that
    is over by then is counted with the tandems it had on its last day.
    """
    tandems = tandems_at(cohort, min(end, at_local(cohort.ends_on + timedelta(days=1))))
    held = Meeting.objects.filter(pairing__in=tandems, starts_at__lt=end).held(end)
    first_met = list(held.order_by().values("pairing").annotate(at=Min("starts_at")).values_list("at", flat=True))
    added = Q(created_at__gte=begin, created_at__lt=end)
    done = Q(done_at__gte=begin, done_at__lt=end)
    return TandemFigures(
        tandems=tandems.count(),
        acquainted=len(first_met),
        newly_acquainted=sum(at >= begin for at in first_met),
        meetings=held.filter(starts_at__gte=begin).count(),
        goals_added=_goals(tandems, added, since="created_at"),
        goals_done=_goals(tandems, done, since="done_at"),
    )


def tandems_at(cohort: Cohort, moment: datetime) -> PairingQuerySet:
    """Return the tandems of a year that knew of each other at a moment and were not over, resting ones included."""
    is_open = Q(closed_at=None) | Q(closed_at__gte=moment)
    return Pairing.objects.of_cohort(cohort.pk).filter(is_open, announced_at__lt=moment)


def _goals(tandems: PairingQuerySet, happened: Q, *, since: str) -> int:
    is_of_tandem = Q(mentee__pairings__in=tandems, mentee__pairings__announced_at__lte=F(since))
    return Goal.objects.filter(is_of_tandem, happened).distinct().count()

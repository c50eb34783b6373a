"""The numbers of a year in one quarter, as they may be told (R11)."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from mentoring.figures import figures_of
from mentoring.models import Cohort
from notifications.localtime import at_local
from reporting.bands import Band, band_of
from reporting.quarters import Quarter


class Numbers(NamedTuple):
    """What is told of a year and a quarter."""

    # A planning figure, which the team reads by name anyway; all others are bands in words.
    tandems: int
    meetings: str
    goals_added: str
    goals_done: str


def numbers_of(cohort: Cohort, quarter: Quarter) -> Numbers:
    """Return what is told of a year and a quarter, the same whenever it is asked afterwards."""
    figures = figures_of(cohort, at_local(quarter.first_day), at_local(quarter.next.first_day))
    return Numbers(
        tandems=figures.tandems,
        meetings=in_words(band_of(figures.meetings, tandems=figures.acquainted, known=figures.newly_acquainted)),
        goals_added=in_words(band_of(figures.goals_added, tandems=figures.tandems)),
        goals_done=in_words(band_of(figures.goals_done, tandems=figures.tandems)),
    )


def in_words(band: Band | None) -> str:
    """Return how a band is told. Why one is hidden is never said, because that would tell it."""
    if band is None:
        return _("too few to say")
    if band.highest is None:
        return _("%(lowest)s and more") % {"lowest": band.lowest}
    return f"{band.lowest}–{band.highest}"

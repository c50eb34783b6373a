"""The year of a cohort as a list that people read: what comes when, and where it stands."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from mentoring.models import Cohort
from mentoring.models.cohorts import Phase

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class YearPhase:
    """One phase of the year. `ends_on` is its last day."""

    name: str
    begins_on: date
    ends_on: date
    is_past: bool
    is_present: bool


def phases_of(cohort: Cohort, today: date) -> list[YearPhase]:
    """Return the phases from the applications to the end of the year; one without a single day is left out."""
    closes, starts, known = cohort.applications_close_on, cohort.starts_on, cohort.acquaintance_ends_on
    spans = [
        (Phase.APPLYING, _("Applications"), cohort.applications_open_on, closes),
        (Phase.REVIEW, _("Selection and matching"), closes + ONE_DAY, starts - ONE_DAY),
        (Phase.ACQUAINTANCE, _("Getting to know each other"), starts, known),
        (Phase.RUNNING, _("Mentoring year"), known + ONE_DAY, cohort.ends_on),
    ]
    present = cohort.phase(today)
    return [
        YearPhase(name, begins_on, ends_on, is_past=phase != present and ends_on < today, is_present=phase == present)
        for phase, name, begins_on, ends_on in spans
        if begins_on <= ends_on
    ]

"""The year of a cohort as a list that people read: what comes when, and where it stands."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from mentoring.models import Cohort
from mentoring.models.cohorts import Phase


@dataclass(frozen=True)
class YearPhase:
    """One phase of the year. `ends_on` is its last day."""

    name: str
    begins_on: date
    ends_on: date
    is_past: bool
    is_present: bool


def phases_of(cohort: Cohort, today: date) -> list[YearPhase]:
    """Return the phases from the applications to the end of the year."""
    spans = [
        (Phase.APPLYING, _("Applications"), cohort.applications_open_on, cohort.applications_close_on),
        (Phase.REVIEW, _("Selection and matching"), cohort.applications_close_on, cohort.starts_on),
        (Phase.ACQUAINTANCE, _("Getting to know each other"), cohort.starts_on, cohort.acquaintance_ends_on),
        (Phase.RUNNING, _("Mentoring year"), cohort.acquaintance_ends_on, cohort.ends_on),
    ]
    present = cohort.phase(today)
    return [
        YearPhase(name, begins_on, ends_on, is_past=phase != present and ends_on < today, is_present=phase == present)
        for phase, name, begins_on, ends_on in spans
    ]

"""What a workshop may be, asked by the form and, under the lock, by the actions."""

from dataclasses import dataclass, fields
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from mentoring.models import Cohort
from workshops import access
from workshops.models import Audience, Workshop, WorkshopState

# What participants and their calendars must hear of when it changes.
APPOINTMENT = ("starts_at", "ends_at", "place", "link")


@dataclass(frozen=True)
class Details:
    """Everything of a workshop that the team writes."""

    cohort: Cohort
    kind: str
    title: str
    description: str
    starts_at: datetime
    ends_at: datetime
    place: str
    link: str
    host: User | None
    seats: int | None
    audience: str

    def changed_from(self, workshop: Workshop) -> set[str]:
        """Return the names of the fields in which the workshop is different; a new one may lack a cohort."""
        return {name for name in self.names() if getattr(self, name) != getattr(workshop, name, None)}

    def write_to(self, workshop: Workshop) -> None:
        for name in self.names():
            setattr(workshop, name, getattr(self, name))

    @classmethod
    def names(cls) -> list[str]:
        """Return the fields of a workshop that the team writes."""
        return [field.name for field in fields(cls)]


def objections(workshop: Workshop, details: Details, *, now: datetime) -> dict[str, str]:
    """Return what speaks against giving the workshop these details: a sentence per field."""
    changed = details.changed_from(workshop)
    found = {}
    if "host" in changed and details.host and not access.possible_hosts().filter(pk=details.host.pk).exists():
        found["host"] = _("Only advisers and the project team host workshops.")
    if details.ends_at <= details.starts_at:
        found["ends_at"] = _("The workshop ends before it begins.")
    if workshop.state == WorkshopState.OPEN and workshop.is_over(now):
        if changed.intersection(APPOINTMENT):
            found["starts_at"] = _("The workshop is over. Its time and place can no longer be changed.")
    elif "starts_at" in changed and details.starts_at <= now:
        found["starts_at"] = _("This time lies in the past.")
    if workshop.state == WorkshopState.OPEN:
        found |= _objections_once_open(workshop, details, changed)
    return found


def _objections_once_open(workshop: Workshop, details: Details, changed: set[str]) -> dict[str, str]:
    found = {}
    if "cohort" in changed:
        found["cohort"] = _("The cohort can no longer be changed: people have been invited.")
    if "audience" in changed and details.audience != Audience.ALL:
        found["audience"] = _("People have been invited. The audience can only be widened to mentees and mentors.")
    if not (details.place or details.link):
        found["place"] = _("Please give a place or a link.")
    taken = workshop.registrations.registered().count()
    if details.seats is not None and details.seats < taken:
        found["seats"] = ngettext(
            "%(count)s person is registered already. Fewer seats are not possible.",
            "%(count)s people are registered already. Fewer seats are not possible.",
            taken,
        ) % {"count": taken}
    return found

"""Workshops as entries of a calendar."""

from collections.abc import Iterator
from datetime import datetime

from accounts.models import User
from notifications import calendar, kinds
from workshops import access
from workshops.models import Registration, RegistrationState, Workshop, WorkshopState


def seat_file(registration: Registration, to: User | None = None) -> kinds.Attachment:
    """Return the calendar file of a seat in a workshop, to download or, with a recipient, to send.

    For a workshop that was called off it takes the entry away.
    """
    return calendar.attachment(_seat(registration), to)


def workshops_in_feed(user: User, since: datetime) -> Iterator[calendar.CalendarEvent]:
    """Yield the workshops that the user has a seat in or hosts and that were not over at a moment."""
    taking_place = Workshop.objects.upcoming(since)
    seats = access.registrations_of(user).filter(state=RegistrationState.REGISTERED, workshop__in=taking_place)
    own = {seat.workshop_id: _seat(seat) for seat in seats.select_related("workshop")}
    hosted = access.workshops_hosted_by(user).filter(pk__in=taking_place)
    leads = {workshop.pk: _event(workshop, "workshops:attendance", workshop.entry_changed_at) for workshop in hosted}
    yield from (leads | own).values()


def _seat(registration: Registration) -> calendar.CalendarEvent:
    """A seat that was given back and taken again is newer than the one before."""
    workshop = registration.workshop
    return _event(workshop, "workshops:detail", max(workshop.entry_changed_at, registration.since))


def _event(workshop: Workshop, page: str, changed_at: datetime) -> calendar.CalendarEvent:
    """The title is neutral, because assistants read calendars too (R12). A link is read on the page."""
    return calendar.CalendarEvent(
        uid=workshop.uid,
        sequence=workshop.sequence,
        changed_at=changed_at,
        starts_at=workshop.starts_at,
        ends_at=workshop.ends_at,
        url=kinds.link_to(page, workshop.pk),
        place=workshop.where,
        is_cancelled=workshop.state == WorkshopState.CANCELLED,
    )

"""Workshops as entries of a calendar."""

from notifications import calendar, kinds
from workshops.models import Workshop, WorkshopState


def workshop_file(workshop: Workshop) -> kinds.Attachment:
    """Return the calendar file of a workshop; for one that was called off it takes the entry away.

    The title is neutral, because assistants read calendars too (R12). A link is read on the page.
    """
    return calendar.attachment(
        calendar.CalendarEvent(
            uid=workshop.uid,
            sequence=workshop.sequence,
            starts_at=workshop.starts_at,
            ends_at=workshop.ends_at,
            url=kinds.link_to("workshops:detail", workshop.pk),
            place=workshop.where,
            is_cancelled=workshop.state == WorkshopState.CANCELLED,
        )
    )

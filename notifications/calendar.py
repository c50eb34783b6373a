"""Calendar files: one event to keep, or to take away again.

Times are in UTC, because Outlook misreads generated time zones. An event is published, with an
organizer and no attendee, so that no calendar asks for answers that nobody reads.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr
from urllib.parse import urlsplit
from uuid import UUID

import icalendar
from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.kinds import Attachment

# What assistants may read in a calendar (R12).
NEUTRAL_TITLE = gettext_lazy("Mentoring appointment")
FILE_NAME = "termin.ics"


@dataclass(frozen=True)
class CalendarEvent:
    """What a calendar is told.

    It recognises the event by its `uid` and believes whichever file has the highest `sequence`:
    both are kept with what takes place. `url` is its page behind the sign-in.
    """

    uid: UUID
    sequence: int
    starts_at: datetime
    ends_at: datetime
    title: str | Promise = NEUTRAL_TITLE
    url: str = ""
    place: str = ""
    is_cancelled: bool = False

    @property
    def method(self) -> str:
        return "CANCEL" if self.is_cancelled else "PUBLISH"


def event_file(event: CalendarEvent) -> bytes:
    """Return a calendar file that adds or changes one event, or takes a cancelled one away."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Mentoring//DE")
    calendar.add("version", "2.0")
    calendar.add("method", event.method)
    calendar.add_component(_component(event))
    return calendar.to_ical()


def attachment(event: CalendarEvent) -> Attachment:
    """Return the calendar file of an event, to send with a mail or to download.

    No charset in its type: Django adds it to the mail, and calendars take files as UTF-8.
    """
    return Attachment(FILE_NAME, event_file(event), f"text/calendar; method={event.method}")


def download(file: Attachment) -> HttpResponse:
    """Answer a request with a calendar file, which no shared cache keeps."""
    return HttpResponse(
        file.content,
        content_type=file.content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{file.filename}"',
            "Cache-Control": "private, no-store",
        },
    )


def _component(event: CalendarEvent) -> icalendar.Event:
    component = icalendar.Event()
    component.add("uid", f"{event.uid}@{urlsplit(settings.BASE_URL).hostname}")
    component.add("sequence", event.sequence)
    component.add("dtstamp", timezone.now().astimezone(UTC))
    component.add("dtstart", event.starts_at.astimezone(UTC))
    component.add("dtend", event.ends_at.astimezone(UTC))
    component.add("summary", str(event.title))
    component.add("organizer", _organizer())
    component.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    component.add("class", "PRIVATE")
    if event.place:
        component.add("location", event.place)
    if event.url:
        component.add("url", event.url)
        component.add("description", _("Read more after signing in: %(url)s") % {"url": event.url})
    return component


def _organizer() -> icalendar.vCalAddress:
    organizer = icalendar.vCalAddress(f"mailto:{parseaddr(settings.TEAM_EMAIL)[1]}")
    organizer.params["cn"] = _("Mentoring programme")
    return organizer

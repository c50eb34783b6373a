"""Calendar files: one event to keep or to take away again, and feeds of many.

Times are in UTC, because Outlook misreads generated time zones. An event is published, with an
organizer and no attendee, so that no calendar asks for answers that nobody reads. Only where the
installation has a mailbox for answers, what goes out by mail asks its recipient for one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import UUID

import icalendar
from django.conf import settings
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from notifications.kinds import Attachment

# What assistants may read in a calendar (R12).
NEUTRAL_TITLE = gettext_lazy("Mentoring appointment")
FILE_NAME = "termin.ics"
# How many files a process keeps: those who come to the same event mostly get the same one, one after the other.
FILES = 100
# How often calendars are asked to look at a feed again.
REFRESH = timedelta(hours=1)


@dataclass(frozen=True)
class CalendarEvent:
    """What a calendar is told.

    It recognises the event by its `uid` and believes whichever file has the highest `sequence`, then
    the latest `changed_at`: all are kept with what takes place, so that an event that did not change
    always makes the same file. `url` is its page behind the sign-in.
    """

    uid: UUID
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str | Promise = NEUTRAL_TITLE
    url: str = ""
    place: str = ""
    is_cancelled: bool = False


def attachment(event: CalendarEvent, to: User | None = None) -> Attachment:
    """Return the calendar file of an event: to download or, with the recipient of a mail, to send.

    It adds or changes the event, or takes a cancelled one away. What is sent asks for an answer where
    there is a mailbox for it; the recipient is its only attendee, so nobody learns who else comes.
    No charset in its type: Django adds it to the mail, and calendars take files as UTF-8.
    """
    attendee = to.email if to is not None and settings.CALENDAR_MAILBOX else ""
    method = "CANCEL" if event.is_cancelled else "REQUEST" if attendee else "PUBLISH"
    content = _file(event, method, attendee, _organizer_address())
    return Attachment(FILE_NAME, content, f"text/calendar; method={method}")


@lru_cache(maxsize=FILES)
def _file(event: CalendarEvent, method: str, attendee: str, organizer: str) -> bytes:
    calendar = _calendar(method)
    component = _component(event, organizer)
    if attendee:
        component.add("attendee", _attendee(attendee, method))
    calendar.add_component(component)
    return calendar.to_ical()


def feed(events: Iterable[CalendarEvent]) -> bytes:
    """Return a calendar of many events, to be fetched again and again.

    The same events make the same bytes, whenever and in whatever order they come.
    """
    calendar = _calendar("PUBLISH")
    for name in ("name", "x-wr-calname"):  # the standard's name, and the one that Outlook and Google know
        calendar.add(name, _("Mentoring appointments"))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(REFRESH))
    organizer = _organizer_address()
    for event in sorted(events, key=lambda event: (event.starts_at, event.uid)):
        calendar.add_component(_component(event, organizer))
    return calendar.to_ical()


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


def _calendar(method: str) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Mentoring//DE")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _component(event: CalendarEvent, organizer: str) -> icalendar.Event:
    component = icalendar.Event()
    component.add("uid", f"{event.uid}@{urlsplit(settings.BASE_URL).hostname}")
    component.add("sequence", event.sequence)
    component.add("dtstamp", event.changed_at.astimezone(UTC))
    component.add("dtstart", event.starts_at.astimezone(UTC))
    component.add("dtend", event.ends_at.astimezone(UTC))
    component.add("summary", str(event.title))
    component.add("organizer", _organizer(organizer))
    component.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    component.add("class", "PRIVATE")
    if event.place:
        component.add("location", event.place)
    if event.url:
        component.add("url", event.url)
        component.add("description", _("Read more after signing in: %(url)s") % {"url": event.url})
    return component


def _organizer_address() -> str:
    """The mailbox for answers or the team: the same in every file, as calendars expect of one event."""
    return settings.CALENDAR_MAILBOX or parseaddr(settings.TEAM_EMAIL)[1]


def _organizer(address: str) -> icalendar.vCalAddress:
    organizer = icalendar.vCalAddress(f"mailto:{address}")
    organizer.params["cn"] = _("Mentoring programme")
    return organizer


def _attendee(email: str, method: str) -> icalendar.vCalAddress:
    attendee = icalendar.vCalAddress(f"mailto:{email}")
    if method == "REQUEST":
        attendee.params.update(
            {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
        )
    return attendee

"""Calendar files as two calendars read them: by two parsers that know nothing of each other."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import icalendar
from ical.calendar_stream import IcsCalendarStream


@dataclass(frozen=True)
class Entry:
    """One event, in words and numbers."""

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    status: str
    privacy: str
    organizer: str
    # Each with whether an answer is asked for, and which one was given.
    attendees: tuple[tuple[str, bool, str], ...]
    place: str
    page: str
    description: str


@dataclass(frozen=True)
class Calendar:
    method: str
    name: str
    entries: tuple[Entry, ...]

    @property
    def entry(self) -> Entry:
        """The only one there is."""
        [entry] = self.entries
        return entry


def read(content: bytes) -> Calendar:
    """Return what a file says; both parsers must have understood the same."""
    calendar = _by_icalendar(content)
    assert _by_ical(content) == calendar
    return calendar


def _by_icalendar(content: bytes) -> Calendar:
    calendar = icalendar.Calendar.from_ical(content)
    return Calendar(
        method=str(calendar["METHOD"]),
        name=str(calendar.get("NAME", "")),
        entries=tuple(
            Entry(
                uid=str(event["UID"]),
                sequence=int(event["SEQUENCE"]),
                stamp=event["DTSTAMP"].dt,
                starts_at=event.start,
                ends_at=event.end,
                title=str(event["SUMMARY"]),
                status=str(event["STATUS"]),
                privacy=str(event["CLASS"]),
                organizer=str(event["ORGANIZER"]),
                attendees=tuple(
                    (str(one), one.params.get("RSVP") == "TRUE", one.params.get("PARTSTAT", ""))
                    for one in _as_list(event.get("ATTENDEE"))
                ),
                place=str(event.get("LOCATION", "")),
                page=str(event.get("URL", "")),
                description=str(event.get("DESCRIPTION", "")),
            )
            for event in calendar.walk("VEVENT")
        ),
    )


def _as_list(value: Any) -> list[Any]:
    """icalendar gives a property that stands once as it is."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _by_ical(content: bytes) -> Calendar:
    calendar = IcsCalendarStream.calendar_from_ics(content.decode())
    return Calendar(
        method=str(calendar.method),
        name=next(iter(calendar.name), ""),
        entries=tuple(
            Entry(
                uid=event.uid,
                sequence=event.sequence or 0,
                stamp=event.dtstamp,
                starts_at=event.start_datetime,
                ends_at=event.end_datetime,
                title=event.summary or "",
                status=event.status.value if event.status else "",
                privacy=str(event.classification.value) if event.classification else "",
                organizer=str(event.organizer.uri) if event.organizer else "",
                attendees=tuple(
                    (str(one.uri), bool(one.rsvp), str(one.status) if one.status else "") for one in event.attendees
                ),
                place=event.location or "",
                page=str(event.url or ""),
                description=event.description or "",
            )
            for event in calendar.events
        ),
    )

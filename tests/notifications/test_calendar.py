"""Calendar files, read back as a calendar reads them."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from uuid import UUID
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.core.mail import EmailMessage
from django.test import override_settings

from notifications.calendar import CalendarEvent, attachment, download, event_file

BERLIN = ZoneInfo("Europe/Berlin")
UID = UUID("6e0d8c1c-2f5a-4f6c-9f6a-0c4f3a1d2b7e")
STARTS_AT = datetime(2027, 7, 12, 10, 0, tzinfo=BERLIN)


def an_event(**changes: object) -> CalendarEvent:
    known = {"uid": UID, "sequence": 2, "starts_at": STARTS_AT, "ends_at": STARTS_AT + timedelta(hours=1)}
    return CalendarEvent(**(known | changes))  # type: ignore[arg-type]


def read_back(content: bytes) -> tuple[icalendar.Calendar, icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(content)
    [event] = calendar.walk("VEVENT")
    return calendar, event


def test_a_calendar_reads_time_number_and_sequence() -> None:
    calendar, event = read_back(event_file(an_event()))

    assert calendar["METHOD"] == "PUBLISH"
    assert event["UID"] == f"{UID}@testserver"
    assert event["SEQUENCE"] == 2
    assert event.start == STARTS_AT
    assert event.end == STARTS_AT + timedelta(hours=1)
    assert event["STATUS"] == "CONFIRMED"


def test_times_are_in_utc_and_no_time_zone_is_generated() -> None:
    content = event_file(an_event())

    assert b"DTSTART:20270712T080000Z\r\n" in content
    assert b"DTEND:20270712T090000Z\r\n" in content
    assert b"VTIMEZONE" not in content


def test_the_title_is_neutral_and_the_entry_private() -> None:
    _, event = read_back(event_file(an_event()))

    assert event["SUMMARY"] == "Termin Mentoring"
    assert event["CLASS"] == "PRIVATE"


def test_an_event_is_published_by_the_team_and_asks_nobody_for_an_answer(settings: pytest.FixtureRequest) -> None:
    _, event = read_back(event_file(an_event()))

    assert event["ORGANIZER"] == f"mailto:{settings.TEAM_EMAIL}"
    assert "ATTENDEE" not in event


def test_a_cancelled_event_leaves_the_calendar() -> None:
    file = attachment(an_event(is_cancelled=True, sequence=3))

    calendar, event = read_back(file.content)
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 3)
    assert event["UID"] == f"{UID}@testserver"
    assert file.content_type == "text/calendar; method=CANCEL"


def test_place_and_page_are_told_where_there_are_any() -> None:
    _, bare = read_back(event_file(an_event()))
    _, full = read_back(event_file(an_event(place="Rathaus, Raum 3; 2. Stock", url="https://m.example/workshops/3/")))

    assert not {"LOCATION", "URL", "DESCRIPTION"} & set(bare)
    assert full["LOCATION"] == "Rathaus, Raum 3; 2. Stock"
    assert full["URL"] == "https://m.example/workshops/3/"
    assert "https://m.example/workshops/3/" in full["DESCRIPTION"]


@override_settings(BASE_URL="https://mentoring.kerpen.example:8443", TEAM_EMAIL="Projektteam <team@kerpen.example>")
def test_addresses_come_from_the_settings() -> None:
    _, event = read_back(event_file(an_event()))

    assert event["UID"] == f"{UID}@mentoring.kerpen.example"
    assert event["ORGANIZER"] == "mailto:team@kerpen.example"


def test_a_mail_carries_the_file_as_calendars_expect_it() -> None:
    file = attachment(an_event(place="Köln"))
    email = EmailMessage(to=["anna@kerpen.example"])
    email.attach(file.filename, file.content, file.content_type)

    read = message_from_bytes(email.message().as_bytes(linesep="\r\n"), policy=policy.default)

    [part] = read.iter_attachments()
    assert part.get_filename() == "termin.ics"
    assert part["Content-Type"].params == {"method": "PUBLISH", "charset": "utf-8"}
    assert read_back(part.get_content().encode())[1]["LOCATION"] == "Köln"


def test_a_download_is_a_file_of_its_own_that_no_shared_cache_keeps() -> None:
    response = download(attachment(an_event()))

    assert response["Content-Type"] == "text/calendar; method=PUBLISH"
    assert response["Content-Disposition"] == 'attachment; filename="termin.ics"'
    assert response["Cache-Control"] == "private, no-store"
    assert read_back(response.content)[1].start == datetime(2027, 7, 12, 8, 0, tzinfo=UTC)

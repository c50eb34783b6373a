"""Calendar files, read back as calendars read them."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.core.mail import EmailMessage

from accounts.models import User
from notifications.calendar import CalendarEvent, attachment, download, feed
from tests.notifications.reading import read

BERLIN = ZoneInfo("Europe/Berlin")
UID = UUID("6e0d8c1c-2f5a-4f6c-9f6a-0c4f3a1d2b7e")
OTHER_UID = UUID("7e0d8c1c-2f5a-4f6c-9f6a-0c4f3a1d2b7e")
STARTS_AT = datetime(2027, 7, 12, 10, 0, tzinfo=BERLIN)
CHANGED_AT = datetime(2027, 7, 1, 8, 15, tzinfo=BERLIN)
MAILBOX = "termine@kerpen.example"
READER = User(email="anna.puetz@kerpen.example", first_name="Anna", last_name="Pütz")


@pytest.fixture
def mailbox(settings: Any) -> None:
    """An installation that takes answers."""
    settings.CALENDAR_MAILBOX = MAILBOX


def an_event(**changes: Any) -> CalendarEvent:
    known: dict[str, Any] = {
        "uid": UID,
        "sequence": 2,
        "changed_at": CHANGED_AT,
        "starts_at": STARTS_AT,
        "ends_at": STARTS_AT + timedelta(hours=1),
    }
    return CalendarEvent(**known | changes)


def test_a_calendar_reads_time_number_and_sequence() -> None:
    calendar = read(attachment(an_event()).content)

    assert calendar.method == "PUBLISH"
    assert (calendar.entry.uid, calendar.entry.sequence) == (f"{UID}@testserver", 2)
    assert (calendar.entry.starts_at, calendar.entry.ends_at) == (STARTS_AT, STARTS_AT + timedelta(hours=1))
    assert calendar.entry.status == "CONFIRMED"


def test_times_are_in_utc_and_no_time_zone_is_generated() -> None:
    content = attachment(an_event()).content

    assert b"DTSTART:20270712T080000Z\r\n" in content
    assert b"DTEND:20270712T090000Z\r\n" in content
    assert b"DTSTAMP:20270701T061500Z\r\n" in content
    assert b"VTIMEZONE" not in content


@pytest.mark.parametrize("month", [1, 7])
def test_ten_o_clock_is_ten_o_clock_in_winter_and_in_summer(month: int) -> None:
    starts_at = datetime(2027, month, 12, 10, 0, tzinfo=BERLIN)

    entry = read(attachment(an_event(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))).content).entry

    assert entry.starts_at.astimezone(BERLIN).hour == 10


def test_the_title_is_neutral_and_the_entry_private() -> None:
    entry = read(attachment(an_event()).content).entry

    assert (entry.title, entry.privacy) == ("Termin Mentoring", "PRIVATE")


@pytest.mark.parametrize("to", [None, READER])
def test_an_event_is_published_by_the_team_and_asks_nobody_for_an_answer(to: User | None, settings: Any) -> None:
    calendar = read(attachment(an_event(), to).content)

    assert calendar.method == "PUBLISH"
    assert calendar.entry.organizer == f"mailto:{settings.TEAM_EMAIL}"
    assert calendar.entry.attendees == ()


def test_with_a_mailbox_for_answers_a_mail_asks_its_reader_alone(mailbox: None) -> None:
    file = attachment(an_event(), READER)

    calendar = read(file.content)
    assert (calendar.method, file.content_type) == ("REQUEST", "text/calendar; method=REQUEST")
    assert calendar.entry.organizer == f"mailto:{MAILBOX}"
    assert calendar.entry.attendees == ((f"mailto:{READER.email}", True, "NEEDS-ACTION"),)


def test_with_a_mailbox_for_answers_a_download_still_asks_nobody(mailbox: None) -> None:
    calendar = read(attachment(an_event()).content)

    assert (calendar.method, calendar.entry.attendees) == ("PUBLISH", ())
    assert calendar.entry.organizer == f"mailto:{MAILBOX}"


def test_a_cancelled_event_leaves_the_calendar() -> None:
    file = attachment(an_event(is_cancelled=True, sequence=3))

    calendar = read(file.content)
    assert (calendar.method, calendar.entry.status, calendar.entry.sequence) == ("CANCEL", "CANCELLED", 3)
    assert calendar.entry.uid == f"{UID}@testserver"
    assert file.content_type == "text/calendar; method=CANCEL"


def test_whoever_was_asked_for_an_answer_is_named_in_the_cancellation(mailbox: None) -> None:
    asked = read(attachment(an_event(), READER).content).entry
    calendar = read(attachment(an_event(is_cancelled=True, sequence=3), READER).content)

    assert (calendar.method, calendar.entry.status) == ("CANCEL", "CANCELLED")
    assert (calendar.entry.uid, calendar.entry.organizer) == (asked.uid, asked.organizer)
    assert calendar.entry.attendees == ((f"mailto:{READER.email}", False, ""),)


def test_place_and_page_are_told_where_there_are_any() -> None:
    bare = attachment(an_event()).content
    full = read(attachment(an_event(place="Rathaus, Raum 3; 2. Stock", url="https://m.example/workshops/3/")).content)

    assert [word for word in (b"LOCATION", b"URL", b"DESCRIPTION") if word in bare] == []
    assert full.entry.place == "Rathaus, Raum 3; 2. Stock"
    assert full.entry.page == "https://m.example/workshops/3/"
    assert "https://m.example/workshops/3/" in full.entry.description


def test_addresses_come_from_the_settings(settings: Any) -> None:
    settings.BASE_URL = "https://mentoring.kerpen.example:8443"
    settings.TEAM_EMAIL = "Projektteam <team@kerpen.example>"

    entry = read(attachment(an_event()).content).entry

    assert (entry.uid, entry.organizer) == (f"{UID}@mentoring.kerpen.example", "mailto:team@kerpen.example")


def test_an_event_that_did_not_change_makes_the_same_file_later(clock: Any) -> None:
    before = attachment(an_event()).content
    clock.shift(timedelta(days=3))

    assert attachment(an_event()).content == before


@pytest.mark.parametrize(("with_mailbox", "method"), [(False, "PUBLISH"), (True, "REQUEST")])
def test_a_mail_carries_the_file_as_calendars_expect_it(with_mailbox: bool, method: str, settings: Any) -> None:
    settings.CALENDAR_MAILBOX = MAILBOX if with_mailbox else ""
    file = attachment(an_event(place="Köln"), READER)
    email = EmailMessage(to=[READER.email])
    email.attach(file.filename, file.content, file.content_type)

    received = message_from_bytes(email.message().as_bytes(linesep="\r\n"), policy=policy.default)

    [part] = received.iter_attachments()
    assert part.get_filename() == "termin.ics"
    assert part["Content-Type"].params == {"method": method, "charset": "utf-8"}
    assert read(part.get_content().encode()).entry.place == "Köln"


def test_a_download_is_a_file_of_its_own_that_no_shared_cache_keeps() -> None:
    response = download(attachment(an_event()))

    assert response["Content-Type"] == "text/calendar; method=PUBLISH"
    assert response["Content-Disposition"] == 'attachment; filename="termin.ics"'
    assert response["Cache-Control"] == "private, no-store"
    assert read(response.content).entry.starts_at == datetime(2027, 7, 12, 8, 0, tzinfo=UTC)


def test_a_feed_publishes_many_events_under_a_neutral_name() -> None:
    calendar = read(feed([an_event(), an_event(uid=OTHER_UID, starts_at=STARTS_AT - timedelta(days=1))]))

    assert (calendar.method, calendar.name) == ("PUBLISH", "Termine Mentoring")
    assert [entry.uid for entry in calendar.entries] == [f"{OTHER_UID}@testserver", f"{UID}@testserver"]


def test_the_order_in_which_events_come_makes_no_other_feed() -> None:
    events = [an_event(), an_event(uid=OTHER_UID)]

    assert feed(events) == feed(reversed(events))


def test_a_feed_without_events_can_be_read_too() -> None:
    assert read(feed([])).entries == ()


def test_a_feed_asks_nobody_for_an_answer(mailbox: None) -> None:
    calendar = read(feed([an_event()]))

    assert (calendar.method, calendar.entry.attendees) == ("PUBLISH", ())


def test_calendars_are_told_how_often_to_look_again() -> None:
    content = feed([])

    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in content
    assert b"X-PUBLISHED-TTL:PT1H\r\n" in content

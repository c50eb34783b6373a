"""The scan for meetings: what it queues, when, and how often it may run."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mentoring.models import Meeting, MeetingState, PairingState
from mentoring.reminders import queue_meeting_messages, scanning
from notifications.delivery import deliver_due
from notifications.models import Message, MessageState
from tests.factories import NOW, MeetingFactory
from tests.mentoring.tandems import announced_tandem, meeting_of

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")
ONE_DAY = timedelta(days=1)


def local(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=BERLIN)  # type: ignore[misc, arg-type]


def keys() -> list[str]:
    return sorted(Message.objects.values_list("dedupe_key", flat=True))


def test_both_partners_are_reminded_at_seven_on_the_day_before() -> None:
    tandem = announced_tandem()
    meeting = meeting_of(tandem, starts_at=local(2027, 1, 16, 10, 0))
    partners = [tandem.mentee.participation, tandem.mentor.participation]

    queue_meeting_messages(local(2027, 1, 15, 0, 10))

    assert keys() == sorted(f"meeting-tomorrow:{meeting.pk}:2027-01-16:{partner.user_id}" for partner in partners)
    for message in Message.objects.all():
        assert message.due_at == local(2027, 1, 15, 7, 0)
        assert message.references == {"meeting": meeting.pk, "on": "2027-01-16"}
        assert message.scope == f"cohort:{partners[0].cohort_id}"


@pytest.mark.parametrize(
    ("starts_at", "is_reminded"),
    [
        (local(2027, 1, 15, 23, 59), False),
        (local(2027, 1, 16, 0, 0), True),
        (local(2027, 1, 16, 23, 59), True),
        (local(2027, 1, 17, 0, 0), False),
    ],
)
def test_tomorrow_is_a_local_day(starts_at: datetime, is_reminded: bool) -> None:
    meeting_of(announced_tandem(), starts_at=starts_at)

    queue_meeting_messages(local(2027, 1, 15, 9, 0))

    assert bool(keys()) is is_reminded


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [
        ((2027, 3, 27), 6),  # winter time; at night the clock goes forward
        ((2027, 3, 28), 5),
        ((2027, 10, 30), 5),  # summer time; at night the clock goes back
        ((2027, 10, 31), 6),
    ],
)
def test_seven_is_seven_when_the_clocks_change(day: tuple[int, int, int], utc_hour: int) -> None:
    meeting_of(announced_tandem(), starts_at=local(*day, 10, 0) + ONE_DAY)

    queue_meeting_messages(local(*day, 0, 30))

    assert {message.due_at for message in Message.objects.all()} == {datetime(*day, utc_hour, 0, tzinfo=UTC)}


def test_the_scan_may_run_as_often_as_it_likes(clock: Any) -> None:
    meeting_of(announced_tandem(), starts_at=NOW + ONE_DAY)
    meeting_of(announced_tandem(), starts_at=NOW - 4 * ONE_DAY)

    for _ in range(3):
        queue_meeting_messages(NOW)
        deliver_due()

    assert len(mail.outbox) == 3
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}


def test_a_reminder_that_comes_a_day_late_is_not_sent(clock: Any) -> None:
    meeting_of(announced_tandem(), starts_at=NOW + ONE_DAY)
    queue_meeting_messages(NOW)

    clock.shift(ONE_DAY)  # nobody delivered
    deliver_due()

    assert mail.outbox == []
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.OBSOLETE}


def test_a_meeting_that_was_moved_is_reminded_of_on_its_new_day_and_not_on_the_old_one(clock: Any) -> None:
    meeting = meeting_of(announced_tandem(), starts_at=NOW + ONE_DAY)
    queue_meeting_messages(NOW)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=NOW + 5 * ONE_DAY)
    deliver_due()
    assert mail.outbox == []

    clock.move_to(NOW + 4 * ONE_DAY)
    queue_meeting_messages(NOW + 4 * ONE_DAY)
    deliver_due()

    assert len(mail.outbox) == 2
    assert {message.subject for message in mail.outbox} == {"Termin Mentoring am 20.01.2027"}


def test_a_mail_about_a_meeting_brings_its_calendar_file(clock: Any) -> None:
    meeting = meeting_of(announced_tandem(), starts_at=NOW + ONE_DAY)
    queue_meeting_messages(NOW)

    deliver_due()

    for message in mail.outbox:
        [file] = [part for part in message.message().walk() if part.get_filename() == "termin.ics"]
        content = file.get_payload(decode=True).decode()
        assert f"UID:{meeting.uid}@testserver" in content
        assert "SUMMARY:Termin Mentoring" in content
        assert "Raum 12" not in content


@pytest.mark.parametrize(
    ("now", "is_asked"),
    [
        (local(2027, 1, 14, 23, 59), False),
        (local(2027, 1, 15, 0, 5), True),
        (local(2027, 1, 20, 12, 0), True),  # the scan did not run for days
        (local(2027, 1, 27, 12, 0), False),  # presumably held
    ],
)
def test_the_mentor_is_asked_three_days_after(now: datetime, is_asked: bool) -> None:
    tandem = announced_tandem()
    meeting = meeting_of(tandem, starts_at=local(2027, 1, 12, 18, 0))

    queue_meeting_messages(now)

    assert keys() == ([f"meeting-unanswered:{meeting.pk}:2027-01-12"] if is_asked else [])
    for message in Message.objects.all():
        assert message.recipient == tandem.mentor.participation.user
        assert message.due_at == local(now.year, now.month, now.day, 7, 0)


@pytest.mark.parametrize("state", [MeetingState.HELD, MeetingState.CANCELLED])
def test_nobody_is_asked_about_what_was_answered(state: MeetingState) -> None:
    meeting_of(announced_tandem(), starts_at=NOW - 4 * ONE_DAY, state=state)
    meeting_of(announced_tandem(), starts_at=NOW + ONE_DAY, state=state)

    queue_meeting_messages(NOW)

    assert keys() == []


@pytest.mark.parametrize("state", [PairingState.RESTING, PairingState.ENDED])
def test_a_tandem_that_rests_or_is_over_is_left_in_peace(state: PairingState) -> None:
    tandem = announced_tandem(state)
    meeting_of(tandem, starts_at=NOW - 4 * ONE_DAY)
    meeting_of(tandem, starts_at=NOW + ONE_DAY)

    queue_meeting_messages(NOW)

    assert keys() == []


def test_many_meetings_take_as_many_statements_as_few_and_are_all_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def statements() -> int:
        Message.objects.all().delete()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            queue_meeting_messages(NOW)
        return len(captured)

    tandem = announced_tandem()
    MeetingFactory.create_batch(3, pairing=tandem, starts_at=NOW + ONE_DAY)
    few = statements()
    MeetingFactory.create_batch(27, pairing=tandem, starts_at=NOW + ONE_DAY)
    many = statements()
    monkeypatch.setattr(scanning, "CHUNK", 7)
    statements()

    assert few == many
    assert Message.objects.count() == 2 * 30

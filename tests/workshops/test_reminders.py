"""Who is reminded of tomorrow's workshop, and until when that is true."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from notifications.delivery import deliver_due
from notifications.models import MailPreference, Message, MessageState
from tests.notifications.reading import read
from tests.workshops.factories import BEFORE, KICKOFF_AT, RegistrationFactory
from workshops.models import Registration, RegistrationState, Workshop, WorkshopState
from workshops.reminders import queue_reminders

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
DAY_BEFORE = KICKOFF_AT - DAY


@pytest.fixture(autouse=True)
def day_before(clock: Any) -> None:
    clock.move_to(DAY_BEFORE)


@pytest.fixture
def seat() -> Registration:
    return RegistrationFactory()


def reminded() -> list[str]:
    """Scan twice, deliver, and return who got a mail."""
    for _time in range(2):
        queue_reminders(DAY_BEFORE)
    deliver_due()
    return [email.to[0].partition("<")[2].strip(">") for email in mail.outbox]


def test_whoever_has_a_seat_is_reminded_with_place_and_calendar_file(seat):
    assert reminded() == [seat.participation.user.email]
    [email] = mail.outbox
    [file] = email.attachments
    assert "Rathaus, Saal 1" in email.body
    assert read(file.content.encode() if isinstance(file.content, str) else file.content).entry.starts_at == KICKOFF_AT


def test_the_reminder_goes_out_at_seven(seat):
    queue_reminders(DAY_BEFORE - timedelta(hours=9))

    assert Message.objects.get().due_at.isoformat() == "2027-03-17T06:00:00+00:00"  # in winter


@pytest.mark.parametrize("state", sorted(set(RegistrationState) - {RegistrationState.REGISTERED}))
def test_without_a_seat_there_is_no_reminder(state):
    RegistrationFactory(state=state)

    assert reminded() == []


@pytest.mark.parametrize("state", [WorkshopState.PLANNED, WorkshopState.CANCELLED])
def test_a_workshop_that_does_not_take_place_is_not_reminded_of(seat, state):
    Workshop.objects.update(state=state)

    assert reminded() == []


@pytest.mark.parametrize("days", [-1, 1])
def test_only_tomorrows_workshops_are_reminded_of(seat, days):
    Workshop.objects.update(starts_at=KICKOFF_AT + days * DAY, ends_at=KICKOFF_AT + days * DAY + timedelta(hours=1))

    assert reminded() == []


def test_whoever_got_the_seat_today_has_just_read_of_it(seat):
    Registration.objects.update(since=DAY_BEFORE)

    assert reminded() == []


def test_whoever_was_told_of_a_change_today_has_just_read_of_it(seat):
    Workshop.objects.update(entry_changed_at=DAY_BEFORE)

    assert reminded() == []


def test_who_does_not_want_to_be_reminded_is_not(seat):
    MailPreference.objects.create(user=seat.participation.user, wants_tomorrow=False)

    assert reminded() == []


@pytest.mark.parametrize(
    "change",
    [
        {"starts_at": KICKOFF_AT + DAY, "ends_at": KICKOFF_AT + DAY + timedelta(hours=1)},
        {"state": WorkshopState.CANCELLED},
    ],
)
def test_a_reminder_that_is_no_longer_true_is_not_sent(seat, change):
    queue_reminders(DAY_BEFORE)
    Workshop.objects.update(**change)
    deliver_due()

    assert mail.outbox == []
    assert Message.objects.get().state == MessageState.OBSOLETE


def test_a_seat_that_was_given_back_is_not_reminded_of(seat):
    queue_reminders(DAY_BEFORE)
    Registration.objects.update(state=RegistrationState.CANCELLED)
    deliver_due()

    assert mail.outbox == []


def test_a_reminder_that_comes_a_day_late_is_not_sent(seat, clock):
    queue_reminders(DAY_BEFORE)
    clock.shift(DAY)
    deliver_due()

    assert mail.outbox == []


def test_the_scan_finds_nothing_long_before(seat):
    queue_reminders(BEFORE)

    assert not Message.objects.exists()

"""A year in fast motion: what is sent on each day is what the written timetable says.

The timetable is docs/beispieljahr.md. The test does what stands there, day by day, lets the
scheduler do its work in the morning and after every day's events, and compares each mail that
reaches the mail server.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db.models import Max

from accounts.models import AuditEntry
from config.celery import app
from mentoring.models import Participation
from notifications import kinds
from notifications.models import Message
from tests.notifications.mailing import ScriptedServer
from tests.year import surroundings, timetable  # noqa: F401 - the first one brings sentences
from tests.year.story import BERLIN, Story, begin_year
from tests.year.timetable import Day, Sent

EARLY, LATER = time(7, 5), time(10, 0)
# Beside appointments and news, these are what nobody gets more than once a week.
REMINDERS = (
    "draft-lapsing",
    "mentor-invitation-reminder",
    "agreement-reminder",
    "first-meeting",
    "silence",
    "supply-low",
    "weekly-summary",
)


@pytest.fixture
def mail_server(settings: Any) -> Iterator[type[ScriptedServer]]:
    app.loader.import_default_modules()
    settings.EMAIL_BACKEND = "tests.notifications.mailing.ScriptedServer"
    ScriptedServer.reset()
    yield ScriptedServer
    ScriptedServer.reset()


@pytest.mark.long
@pytest.mark.django_db
def test_a_year_sends_what_the_timetable_says_and_nothing_else(clock: Any, mail_server: type[ScriptedServer]) -> None:
    written = {day.day: day for day in timetable.read()}
    by_clock: set[str] = set()

    assert list(live_through(written, clock, by_clock)) == list(written.values())
    # What a scan writes it would write again after a restore, so each such kind has to say so. The meetings of a
    # tandem that ends by itself are called off as if somebody did it, and may be once more.
    assert by_clock - {kind.code for kind in kinds.registered() if kind.is_scanned} == {"meeting-cancelled"}
    # What participants do with what is theirs is noted without who it was.
    of_programme = AuditEntry.objects.exclude(subject_type="accounts.user")
    assert of_programme.filter(details__own=True).exists()
    assert not of_programme.filter(actor_id__in=Participation.objects.values("user")).exists()


def test_nobody_gets_more_than_one_reminder_in_any_week_beside_appointments() -> None:
    names = {timetable.name_of(code) for code in REMINDERS}
    reminded: dict[tuple[str, int], list[date]] = defaultdict(list)
    for day in timetable.read():
        for sent in messages_of(day):
            if sent.kind in names:
                reminded[sent.role, sent.number].append(day.day)

    too_soon = [
        (reader, first, second)
        for reader, days in reminded.items()
        for first, second in pairwise(days)
        if second - first < timedelta(days=7)
    ]
    assert len(reminded) > 12
    assert too_soon == []


def test_every_kind_of_message_occurs_in_the_timetable() -> None:
    told = {sent.kind for day in timetable.read() for sent in messages_of(day)}

    assert {timetable.name_of(kind.code) for kind in kinds.registered()} - told == set()


def test_the_timetable_stands_as_it_would_be_written_down() -> None:
    for day in timetable.read():
        for lines in (day.early, day.later):
            assert timetable.written(sent for line in lines for sent in timetable.parsed(line)) == lines


def messages_of(day: Day) -> list[Sent]:
    return [sent for line in day.messages for sent in timetable.parsed(line)]


def live_through(written: dict[date, Day], clock: Any, by_clock: set[str]) -> Iterator[Day]:
    """Let the year happen; yield the days on which something happened or was sent, and note what no person caused."""
    day, last = min(written), max(written)
    clock.move_to(at(day, time(6)))
    story = begin_year(timetable.dates(), at(day, time(6)))
    while day <= last:
        found = Day(day, events=written[day].events if day in written else [])
        found.early = timetable.written(described(let_work(at(day, EARLY), clock, by_clock), story))
        if found.events:
            story.now = at(day, LATER)
            clock.move_to(story.now)
            for sentence in found.events:
                story.happens(sentence)
            sent = let_work(at(day, LATER) + timedelta(minutes=20), clock, by_clock)
            found.later = timetable.written(described(sent, story))
        if found.events or found.messages:
            yield found
        day += timedelta(days=1)


def let_work(now: datetime, clock: Any, by_clock: set[str]) -> list[Message]:
    """Let the scheduler's tasks all run once, delivery last; return what the mail server took."""
    clock.move_to(now)
    ScriptedServer.taken.clear()
    before = Message.objects.aggregate(last=Max("pk"))["last"] or 0
    delivery = "notifications.tasks.send_due_messages"
    tasks = {entry["task"] for entry in django_settings.CELERY_BEAT_SCHEDULE.values()}
    for name in [*sorted(tasks - {delivery}), delivery]:
        app.tasks[name]()
    by_clock.update(Message.objects.filter(pk__gt=before).values_list("kind", flat=True))
    ids = [email.extra_headers["Message-ID"].strip("<>").partition("@")[0] for email in ScriptedServer.taken]
    messages = {str(message.message_id): message for message in Message.objects.filter(message_id__in=ids)}
    return [messages[found] for found in ids]


def described(messages: list[Message], story: Story) -> Iterator[Sent]:
    numbers = {employee.pk: reader for reader, employee in story.people.items()}
    for message in messages:
        if message.recipient is None:
            reader = "Projektteam", 0
        elif message.recipient == story.adviser:
            reader = "Beratung", 0
        else:
            reader = numbers[message.recipient.employee_id]
        yield Sent(timetable.name_of(message.kind), *reader)


def at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, BERLIN).astimezone(UTC)

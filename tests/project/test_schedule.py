"""What Celery does by the clock."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from celery.schedules import crontab
from django.conf import settings

from config.celery import app
from notifications.models import Message
from tests import factories
from tests.mentoring.tandems import announced_tandem, meeting_of

NIGHT = 24 * 60 * 60
TOWN = ZoneInfo("Europe/Berlin")


@pytest.fixture(scope="module")
def tasks():
    app.loader.import_default_modules()
    return app.tasks


@pytest.mark.parametrize("entry", sorted(settings.CELERY_BEAT_SCHEDULE))
def test_what_stands_in_the_schedule_is_a_task(tasks, entry):
    assert settings.CELERY_BEAT_SCHEDULE[entry]["task"] in tasks


def test_the_manual_lists_what_stands_in_the_schedule():
    manual = (settings.BASE_DIR / "docs" / "operations.md").read_text()
    listed = re.findall(r"^\| `([a-z_]+\.tasks\.[a-z_]+)` \|", manual, re.MULTILINE)

    assert sorted(listed) == sorted(entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values())


@pytest.mark.parametrize("entry", sorted(settings.CELERY_BEAT_SCHEDULE))
def test_what_nobody_has_run_until_the_next_time_is_dropped(entry):
    planned = settings.CELERY_BEAT_SCHEDULE[entry]
    interval = NIGHT if isinstance(planned["schedule"], crontab) else planned["schedule"]

    assert 0 < planned["options"]["expires"] <= interval


@pytest.mark.parametrize("day", [date(2027, 1, 16), date(2027, 3, 28), date(2027, 7, 1), date(2027, 10, 31)])
def test_the_periods_are_applied_at_three_in_the_morning_whenever_beat_began(clock, monkeypatch, day):
    """On the days on which the clocks change as well."""
    planned = settings.CELERY_BEAT_SCHEDULE["apply-retention"]["schedule"]
    monkeypatch.setattr(planned, "app", app, raising=False)
    evening = datetime.combine(day - timedelta(days=1), time(18), TOWN)
    at_three = datetime.combine(day, time(3), TOWN)

    clock.move_to(at_three.astimezone(UTC) - timedelta(minutes=1))
    assert not planned.is_due(evening).is_due
    clock.move_to(at_three)
    assert planned.is_due(evening).is_due


@pytest.mark.django_db
@pytest.mark.parametrize("entry", sorted(settings.CELERY_BEAT_SCHEDULE))
def test_every_entry_of_the_schedule_can_run_twice(tasks, entry):
    task = tasks[settings.CELERY_BEAT_SCHEDULE[entry]["task"]]
    task()
    task()


@pytest.mark.django_db
def test_the_clock_reminds_of_tomorrows_meetings(tasks, now, clock):
    tandem = announced_tandem("active")
    meeting_of(tandem, starts_at=factories.NOW.replace(day=16))
    tasks[settings.CELERY_BEAT_SCHEDULE["queue-reminders"]["task"]]()
    assert Message.objects.filter(kind="meeting-tomorrow").count() == 2

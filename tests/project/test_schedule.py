"""What Celery does by the clock."""

import pytest
from django.conf import settings

from config.celery import app
from notifications.models import Message
from tests import factories
from tests.mentoring.tandems import announced_tandem, meeting_of


@pytest.fixture(scope="module")
def tasks():
    app.loader.import_default_modules()
    return app.tasks


@pytest.mark.parametrize("entry", sorted(settings.CELERY_BEAT_SCHEDULE))
def test_what_stands_in_the_schedule_is_a_task(tasks, entry):
    assert settings.CELERY_BEAT_SCHEDULE[entry]["task"] in tasks


@pytest.mark.parametrize("entry", sorted(settings.CELERY_BEAT_SCHEDULE))
def test_what_nobody_has_run_until_the_next_time_is_dropped(entry):
    planned = settings.CELERY_BEAT_SCHEDULE[entry]

    assert 0 < planned["options"]["expires"] <= planned["schedule"]


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

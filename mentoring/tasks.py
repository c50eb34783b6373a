"""Celery tasks: nudges with ids; the truth is in the database."""

from celery import shared_task
from django.utils import timezone

from mentoring import reminders
from mentoring.actions import pairings


@shared_task
def complete_pairings() -> None:
    """Close the tandems of cohorts that have ended. Safe to run again at any time."""
    now = timezone.now()
    pairings.complete_due(now=now, today=timezone.localdate(now))


@shared_task
def queue_meeting_messages() -> None:
    """Put what has become due about meetings into the outbox. Safe to run again at any time."""
    reminders.queue_meeting_messages(timezone.now())

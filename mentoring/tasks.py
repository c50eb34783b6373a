"""Celery tasks: nudges with ids; the truth is in the database."""

from celery import shared_task
from django.utils import timezone

from mentoring import reminders
from mentoring.actions import grants, pairings


@shared_task
def complete_pairings() -> None:
    """Close the tandems of cohorts that have ended. Safe to run again at any time."""
    now = timezone.now()
    pairings.complete_due(now=now, today=timezone.localdate(now))


@shared_task
def end_grants() -> None:
    """End what is open to the adviser although its reason fell away. Safe to run again at any time."""
    grants.end_fallen_away(timezone.now())


@shared_task
def queue_reminders() -> None:
    """Put what people are to be reminded of into the outbox. Safe to run again at any time."""
    reminders.queue_due(timezone.now())

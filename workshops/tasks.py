"""Celery tasks: nudges with ids; the truth is in the database."""

from celery import shared_task
from django.utils import timezone

from workshops import reminders
from workshops.actions import invitations, registrations


@shared_task
def keep_workshops_current() -> None:
    """Free the seats of who has left, and invite who is new. May run twice or late."""
    now = timezone.now()
    registrations.release_seats_of_leavers(now=now)
    invitations.invite_newcomers(now=now)


@shared_task
def queue_reminders() -> None:
    """Put the reminders of tomorrow's workshops into the outbox. Safe to run again at any time."""
    reminders.queue_reminders(timezone.now())

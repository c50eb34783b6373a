"""Celery tasks: nudges; the truth is in the database."""

from celery import shared_task
from django.utils import timezone

from reporting import actions


@shared_task
def queue_team_digest() -> None:
    """Write the team's digest that is due. Safe to run again at any time."""
    actions.queue_team_digest(timezone.now())


@shared_task
def queue_quarterly_numbers() -> None:
    """Write the numbers of the last quarter that are due. Safe to run again at any time."""
    actions.queue_quarterly_numbers(timezone.now())

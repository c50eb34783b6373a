"""Celery tasks: they call an action and may run twice without harm."""

from celery import shared_task
from django.utils import timezone

from privacy import actions


@shared_task
def apply_retention() -> None:
    """Remove everything whose period is over."""
    actions.apply_retention(timezone.now())

"""Celery tasks: they call an action and may run twice without harm."""

from celery import shared_task
from django.utils import timezone

from privacy.actions import retention


@shared_task
def apply_retention() -> None:
    """Remove everything whose period is over."""
    retention.apply_retention(timezone.now())

"""Celery tasks: they call an action and may run twice without harm."""

from celery import shared_task
from django.utils import timezone

from accounts.actions import retention


@shared_task
def remove_expired_decisions() -> None:
    """Remove from the decision log what has stood there for its whole period."""
    retention.remove_expired_decisions(now=timezone.now())

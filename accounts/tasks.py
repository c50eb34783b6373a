"""Celery tasks: they call an action and may run twice without harm."""

from celery import shared_task
from django.utils import timezone

from accounts.actions import imports, retention


@shared_task
def remove_expired() -> None:
    """Remove what has stood in the decision log for its whole period, and sessions that have run out."""
    now = timezone.now()
    retention.remove_expired_decisions(now=now)
    retention.remove_expired_sessions(now=now)


@shared_task
def expire_staff_imports() -> None:
    """Forget uploaded staff files that nobody decided on within a day."""
    imports.expire_overdue(now=timezone.now())

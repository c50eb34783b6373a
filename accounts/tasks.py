"""Celery tasks: they call an action and may run twice without harm."""

from celery import shared_task
from django.utils import timezone

from accounts.actions import imports, retention


@shared_task
def remove_expired_decisions() -> None:
    """Remove from the decision log what has stood there for its whole period."""
    retention.remove_expired_decisions(now=timezone.now())


@shared_task
def expire_staff_imports() -> None:
    """Forget uploaded staff files that nobody decided on within a day."""
    imports.expire_overdue(now=timezone.now())

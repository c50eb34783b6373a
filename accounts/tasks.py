"""Celery tasks: they call an action and may run twice without harm."""

from celery import shared_task
from django.utils import timezone

from accounts.actions import imports


@shared_task
def expire_staff_imports() -> None:
    """Forget uploaded staff files that nobody decided on within a day."""
    imports.expire_overdue(now=timezone.now())

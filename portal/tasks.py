"""Celery tasks: nudges; the truth is in the database."""

from celery import shared_task
from django.utils import timezone

from portal.actions import retention


@shared_task
def remove_expired_reports() -> None:
    """Remove reported barriers whose period is over. Safe to run again at any time."""
    retention.remove_expired_reports(timezone.now())

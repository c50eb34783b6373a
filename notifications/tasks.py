"""Celery tasks: nudges with ids; the truth is in the database."""

from celery import shared_task
from django.utils import timezone

from notifications import delivery


@shared_task
def send_due_messages() -> None:
    """Deliver what is due. May run twice, late or on two machines at once."""
    delivery.deliver_due()


@shared_task
def queue_weekly_summaries() -> None:
    """Write the weekly summaries that are due. Safe to run again at any time."""
    from notifications import summaries  # writes to the outbox, which knows these tasks

    summaries.queue_summaries(timezone.now())

"""Celery tasks: nudges with ids; the truth is in the database."""

from celery import shared_task

from notifications import delivery


@shared_task
def send_due_messages() -> None:
    """Deliver what is due. May run twice, late or on two machines at once."""
    delivery.deliver_due()

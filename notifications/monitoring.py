"""The outbox as whoever runs the installation sees it: numbers, and nothing about anybody."""

from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.db.models.functions import Greatest

from notifications.models import Message


def counts() -> list[tuple[str, str, int]]:
    """Count messages by kind and state."""
    by_kind = Message.objects.order_by().values_list("kind", "state")
    return [(kind, state, count) for kind, state, count in by_kind.annotate(Count("pk"))]


def longest_wait(now: datetime) -> timedelta:
    """Return how long the message has waited that waits longest of those which are due; zero when none is.

    One that was written late, because the scheduler stood still, waits from the moment it was written.
    """
    since = Message.objects.due(now).aggregate(since=Min(Greatest("due_at", "created_at")))["since"]
    return max(now - since, timedelta()) if since else timedelta()

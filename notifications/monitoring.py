"""The outbox as whoever runs the installation sees it: numbers, and nothing about anybody."""

from collections import Counter
from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.db.models.functions import Greatest

from notifications import kinds
from notifications.models import Message

# What kinds that tell of a tandem are called together: how many meetings there are is not told here either (R10).
OF_TANDEMS = "tandem"


def counts() -> list[tuple[str, str, int]]:
    """Count messages by kind and state; kinds that tell of a tandem as one."""
    by_kind = Message.objects.order_by().values_list("kind", "state")
    found: Counter[tuple[str, str]] = Counter()
    for kind, state, count in by_kind.annotate(Count("pk")):
        found[OF_TANDEMS if kinds.tells_of_tandem(kind) else kind, state] += count
    return [(kind, state, count) for (kind, state), count in found.items()]


def longest_wait(now: datetime) -> timedelta:
    """Return how long the message has waited that waits longest of those which are due; zero when none is.

    One that was written late, because the scheduler stood still, waits from the moment it was written.
    """
    since = Message.objects.due(now).aggregate(since=Min(Greatest("due_at", "created_at")))["since"]
    return max(now - since, timedelta()) if since else timedelta()

"""Reminds of tomorrow's workshops. May run twice, on two machines or late."""

from datetime import datetime, timedelta

from django.utils import timezone

from mentoring.reminders.scanning import queue_for_each
from notifications.localtime import at_local
from workshops import messages
from workshops.models import Registration, WorkshopState


def queue_reminders(now: datetime) -> None:
    """Remind everybody who has a seat in one of tomorrow's workshops.

    Whoever got her seat today, or was told of a change today, has just read of it.
    """
    today = timezone.localdate(now)
    tomorrow = at_local(today + timedelta(days=1))
    seats = Registration.objects.registered().filter(
        workshop__state=WorkshopState.OPEN,
        workshop__starts_at__gte=tomorrow,
        workshop__starts_at__lt=at_local(today + timedelta(days=2)),
        workshop__entry_changed_at__lt=at_local(today),
        since__lt=at_local(today),
    )
    queue_for_each(
        seats.select_related("workshop", "participation"),
        lambda seat: [messages.tomorrow(seat, today=today)],
    )

"""When a message that is still true may go out: what its reader chose, and one reminder a week (R12)."""

from datetime import date, datetime, timedelta
from enum import Enum
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from notifications.kinds import Choice, Kind
from notifications.localtime import MORNING, at_local
from notifications.models import Message, ReminderTurn, Rhythm
from notifications.preferences import preference_of

BETWEEN_REMINDERS = timedelta(days=7)


class Way(Enum):
    GO = "go"
    # Its reader does not want this kind.
    DROP = "drop"
    # It waits for the weekly summary.
    HOLD = "hold"
    # Its reader was reminded of something else this week.
    WAIT = "wait"


class Verdict(NamedTuple):
    way: Way
    # Of one that waits: when to ask again.
    until: datetime | None = None


def verdict_on(message: Message, kind: Kind, now: datetime) -> Verdict:
    """Say what is to be done with a message that is still true.

    A reminder that may go has taken its reader's turn for this week.
    """
    if message.recipient is None:
        return Verdict(Way.GO)
    preference = preference_of(message.recipient)
    if kind.choice is Choice.TOMORROW and not preference.wants_tomorrow:
        return Verdict(Way.DROP)
    if kind.choice is Choice.WEEKLY and preference.rhythm == Rhythm.WEEKLY:
        return Verdict(Way.HOLD)
    if kind.is_reminder:
        return _turn_of(message, message.recipient, timezone.localdate(now))
    return Verdict(Way.GO)


def _turn_of(message: Message, reader: User, today: date) -> Verdict:
    """Take the reader's turn, if nobody has had it for a week.

    One conditional update decides, so that of two workers one gets it. A reminder that has to be
    sent again keeps its turn.
    """
    turn, is_new = ReminderTurn.objects.get_or_create(user=reader, defaults={"message": message, "day": today})
    is_free = Q(day__lte=today - BETWEEN_REMINDERS) | Q(message=message)
    if is_new or ReminderTurn.objects.filter(is_free, pk=turn.pk).update(message=message, day=today):
        return Verdict(Way.GO)
    return Verdict(Way.WAIT, at_local(turn.day + BETWEEN_REMINDERS, MORNING))

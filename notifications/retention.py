"""What the outbox removes when its period is over (R14)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.retention import Rule, days_of
from notifications import occasions
from notifications.models import Message, MessageState, ToldOccasion

SETTLED = (MessageState.SENT, MessageState.OBSOLETE, MessageState.FAILED)
CHUNK = 1_000


def remove_expired_messages(now: datetime) -> int:
    """Remove messages that were settled long ago; of each a hash remains, so that nobody is told again."""
    expired = Message.objects.filter(state__in=SETTLED, due_at__lt=now - timedelta(days=days_of("messages")))
    removed = 0
    while chunk := dict(expired.values_list("pk", "dedupe_key")[:CHUNK]):
        with transaction.atomic():
            occasions.remember(chunk.values(), since=timezone.localdate(now))
            Message.objects.filter(pk__in=chunk).delete()
        removed += len(chunk)
    return removed


def remove_expired_occasions(now: datetime) -> int:
    """Remove the hashes of messages that were deleted long ago."""
    begin = timezone.localdate(now) - timedelta(days=days_of("occasions"))
    removed, _by_model = ToldOccasion.objects.filter(since__lt=begin).delete()
    return removed


RULES = (
    Rule(
        code="messages",
        what=_("Messages: to whom, of which kind, when"),
        begins=_("when they were due"),
        outcome=_("deleted; a hash remains, so that nobody is told twice"),
        remove=remove_expired_messages,
    ),
    Rule(
        code="occasions",
        what=_("Hashes of deleted messages"),
        begins=_("when the message was deleted"),
        outcome=_("deleted"),
        remove=remove_expired_occasions,
    ),
)

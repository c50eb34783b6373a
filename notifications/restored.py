"""Tells an outbox that was restored from a backup what has gone out since, as the journal has it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Greatest

from notifications import kinds, occasions, summaries
from notifications.models import Message, MessageState

CHUNK = 1_000


@dataclass(frozen=True)
class Settled:
    """How many messages of the backup were sent since, and how many occasions it had not known as told."""

    messages: int
    occasions: int


@transaction.atomic
def settle_sent() -> Settled:
    """Mark the messages that went out after the backup, and see to it that no scan writes them anew.

    What people cause is not remembered by its occasion: when they do it once more, because the database has
    forgotten it, that is news again. Safe to run again.
    """
    codes = {kind.code for kind in kinds.registered() if kind.is_scanned}
    told = occasions.remember_sent_by_journal(codes)
    messages, last = 0, 0
    unsent = Message.objects.exclude(state__in=[MessageState.SENT, MessageState.OBSOLETE]).order_by("pk")
    while chunk := list(unsent.filter(pk__gt=last)[:CHUNK]):
        messages += _settle(chunk)
        last = chunk[-1].pk
    return Settled(messages, told)


def _settle(messages: Sequence[Message]) -> int:
    sent = occasions.sent_by_journal(messages)
    for message in messages:
        if message.pk not in sent:
            continue
        Message.objects.filter(pk=message.pk).update(
            state=MessageState.SENT,
            sent_at=sent[message.pk],
            leased_until=None,
            error="",
            attempts=Greatest("attempts", 1),
        )
        if message.kind == summaries.WeeklySummary.code:
            gathered = list(message.gathered.held())
            told = occasions.sent_by_journal(gathered)
            summaries.settle(message, sent[message.pk], told=[each for each in gathered if each.pk in told])
    return len(sent)

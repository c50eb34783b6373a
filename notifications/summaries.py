"""The weekly summary: what its readers chose not to be told at once (R12).

A message of such a kind is held. On Monday morning everything that somebody was to be told until
then is gathered in one message of its own, and told as far as it is still true when that goes out.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications import kinds, outbox
from notifications.localtime import MORNING, at_local, monday_of
from notifications.models import Message, MessageState


class WeeklySummary(kinds.Kind):
    code = "weekly-summary"
    label = _("Weekly summary")
    is_reminder = True
    is_listed = False

    def is_still_true(self, message: Message, now: datetime) -> bool:
        return bool(still_true(message, now))

    def link(self, message: Message) -> str:
        return kinds.link_to("portal:start")

    def context(self, message: Message) -> Mapping[str, Any]:
        return {"topics": _topics_of(still_true(message, timezone.now()))}


def still_true(summary: Message, now: datetime) -> list[Message]:
    """Return what a summary has to tell."""
    gathered = summary.gathered.held().select_related("recipient").order_by("due_at", "pk")
    return [message for message in gathered if kinds.get(message.kind).is_still_true(message, now)]


def _topics_of(messages: Sequence[Message]) -> tuple[str, ...]:
    """Return what the messages are about, in words, each once."""
    return tuple(dict.fromkeys(str(kinds.get(message.kind).label) for message in messages))


def queue_summaries(now: datetime) -> None:
    """Write the summaries of this week, for everything that was held before Monday morning.

    May run twice, on two machines or days late: each person gets one a week, and what comes after
    hers has gone waits for the next one.
    """
    monday = at_local(monday_of(timezone.localdate(now)), MORNING)
    if now < monday:
        return
    waiting = Message.objects.held().filter(summary=None, due_at__lt=monday)
    for recipient in waiting.order_by("recipient").values_list("recipient", flat=True).distinct():
        _gather(recipient, monday)


@transaction.atomic
def _gather(recipient: int, monday: datetime) -> None:
    day = timezone.localdate(monday).isoformat()
    draft = outbox.draft(WeeklySummary.code, f"{recipient}:{day}", recipient=recipient, due_at=monday)
    outbox.queue_many([draft])
    summary = Message.objects.select_for_update().get(dedupe_key=draft.dedupe_key)
    if summary.state == MessageState.QUEUED:
        Message.objects.held().filter(recipient=recipient, summary=None, due_at__lt=monday).update(summary=summary)


def settle(summary: Message, now: datetime, *, is_sent: bool) -> None:
    """Note of everything that a summary had gathered whether it was told; without the summary nothing was."""
    told = [message.pk for message in still_true(summary, now)] if is_sent else []
    summary.gathered.held().filter(pk__in=told).update(state=MessageState.SENT, sent_at=now)
    summary.gathered.held().update(state=MessageState.OBSOLETE)

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

from accounts.models import User
from notifications import kinds, outbox
from notifications.localtime import MORNING, at_local, monday_of
from notifications.models import Message, MessageState


class WeeklySummary(kinds.Kind):
    code = "weekly-summary"
    label = _("Weekly summary")
    audience = _("Mentees and mentors")
    occasion = _("On Monday morning, with everything of the week that is still true")
    choice = kinds.Choice.SUMMARY
    is_reminder = True
    is_scanned = True
    is_listed = False

    def is_still_true(self, message: Message, now: datetime) -> bool:
        message.loaded["told"] = still_true(message, now)
        return bool(message.loaded["told"])

    def link(self, message: Message) -> str:
        return kinds.link_to("portal:start")

    def context(self, message: Message) -> Mapping[str, Any]:
        told = message.loaded.get("told")
        return {"topics": _topics_of(still_true(message, timezone.now()) if told is None else told)}

    def sample(self, reader: User, now: datetime) -> Message:
        message = self.example(reader)
        weekly = [kind for kind in kinds.registered() if kind.choice is kinds.Choice.WEEKLY]
        message.loaded["told"] = [kind.sample(reader, now) for kind in weekly[-2:]]
        return message


def still_true(summary: Message, now: datetime) -> list[Message]:
    """Return what a summary has to tell."""
    gathered = summary.gathered.held().select_related("recipient").order_by("due_at", "pk")
    return [message for message in gathered if kinds.get(message.kind).is_still_true(message, now)]


def _topics_of(messages: Sequence[Message]) -> tuple[str, ...]:
    """Return what their reader may do, in words, each once."""
    return tuple(dict.fromkeys(_task_of(kinds.get(message.kind)) for message in messages))


def _task_of(kind: kinds.Kind) -> str:
    return str(kind.task or kind.label)


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
    # There is none where the database is an older one, and this week's was sent already.
    summary = Message.objects.select_for_update().filter(dedupe_key=draft.dedupe_key).first()
    if summary is not None and summary.state == MessageState.QUEUED:
        Message.objects.held().filter(recipient=recipient, summary=None, due_at__lt=monday).update(summary=summary)


def settle(summary: Message, now: datetime, *, told: Sequence[Message] = ()) -> None:
    """Note of everything that a summary had gathered whether it was told."""
    ids = [message.pk for message in told]
    summary.gathered.held().filter(pk__in=ids).update(state=MessageState.SENT, sent_at=now)
    summary.gathered.held().update(state=MessageState.OBSOLETE)

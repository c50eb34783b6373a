"""The way into the outbox: messages are written in the transaction of their cause."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts import nudging
from accounts.models import User
from notifications import kinds, occasions, tasks
from notifications.models import Message

# A nudge that nobody took in this time is not needed any more: the sweep runs every minute.
NUDGE_EXPIRES = 60


def draft(
    kind: str,
    occasion: str,
    *,
    recipient: User | int | None,
    scope: str = "",
    due_at: datetime | None = None,
    **references: int | str,
) -> Message:
    """Build a message without saving it: for `queue_many`, and to preview it.

    The occasion names what the message is about and, where several people are told, whom
    ("17:2027-01-12:5"): the same occasion is told once. The recipient is an account or its id;
    None is the team's mailbox. References are ids and dates, never words that somebody wrote.

    Raises:
        UnknownKind: when no app has registered the kind.
    """
    return Message(
        kind=kinds.get(kind).code,
        dedupe_key=f"{kind}:{occasion}",
        recipient_id=recipient.pk if isinstance(recipient, User) else recipient,
        scope=scope,
        due_at=due_at or timezone.now(),
        references=references,
    )


def queue(
    kind: str,
    occasion: str,
    *,
    recipient: User | int | None,
    scope: str = "",
    due_at: datetime | None = None,
    **references: int | str,
) -> None:
    """Put one message into the outbox, unless its occasion has been told already.

    Takes what `draft` takes and does what `queue_many` does.
    """
    queue_many([draft(kind, occasion, recipient=recipient, scope=scope, due_at=due_at, **references)])


def queue_many(messages: Iterable[Message]) -> int:
    """Put messages into the outbox, leave out those whose occasion is there already, count the new.

    The number of statements does not grow with the number of messages. Wakes the delivery once
    when the transaction commits; if it rolls back, nothing is sent.

    Raises:
        TransactionManagementError: outside of a transaction, where a message could be sent
            although its cause was never saved.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("Messages are queued in the transaction of their cause.")
    # In one order everywhere, so that two transactions with the same occasions wait for each other in turn.
    by_key = {message.dedupe_key: message for message in sorted(messages, key=lambda message: message.dedupe_key)}
    told = occasions.told_among(by_key)
    new = [message for key, message in by_key.items() if key not in told]
    if new:
        # Whoever was quicker since that look is kept as well.
        Message.objects.bulk_create(new, ignore_conflicts=True)
        wake_on_commit()
    return len(new)


def wake_on_commit() -> None:
    """Wake the delivery when the transaction commits: once, however many messages it writes.

    Django drops the entry when the savepoint that made it rolls back, so the next message
    makes a new one.
    """
    connection = transaction.get_connection()
    if not any(callback is nudge for _, callback, _ in connection.run_on_commit):
        transaction.on_commit(nudge)


def nudge() -> None:
    """Ask a worker to deliver what is due, without waiting for it."""
    nudging.nudge(tasks.send_due_messages, expires=NUDGE_EXPIRES)

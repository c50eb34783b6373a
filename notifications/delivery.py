"""Delivery: claim what is due, look whether it is still true, render, send, mark.

What is promised stands in docs/messages.md: nothing is lost silently, and nothing is sent twice
unless process or connection dies between the mail server's acceptance and our line in the journal,
and then under the same Message-ID.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts import journal_mark
from accounts.journal import Unwritable, Writer
from accounts.journal_mark import State
from accounts.logs import without_text
from accounts.models import User
from notifications import kinds, occasions, summaries, team, timing
from notifications.mime import Email
from notifications.models import Message, MessageState
from notifications.rendering import as_email
from notifications.transport import MailServer, NotSent, ServerAway

logger = logging.getLogger(__name__)

BATCH = 50
# What a batch has not done in half of this time it puts back; the rest is for the mail under way.
LEASE = timedelta(minutes=10)
# So long an answer to "is it still true" holds. A batch asks once for all that is left, and a mail
# server that takes its time makes it ask again.
FRESH = timedelta(seconds=1)
# How long to wait after each attempt that failed; after one more a person has to look.
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60))
# So many broken connections in a row mean that the server is in trouble, not the mails.
BREAKS = 3
# What `_settle` does, for the one outcome that nearly all have: to put the statement together each time takes
# longer than to carry it out.
MARK = f"""
    UPDATE {Message._meta.db_table} SET state = %s, sent_at = %s, error = '', leased_until = NULL
    WHERE id = %s AND state = %s AND leased_until = %s
"""  # noqa: S608 - nothing in it comes from outside

# Why nothing is sent, and what is to be done.
SILENCE = {
    State.BEHIND: "the database is older than its journal. Run manage.py after_restore.",
    State.MISSING: "the journal is missing. Is JOURNAL_DIR the right folder? See “Restoring” in docs/operations.md.",
}

Clock = Callable[[], datetime]


def deliver_due(clock: Clock = timezone.now) -> None:
    """Deliver every message that is due, each batch over one connection.

    May run many times at once. Stops early when the mail server is away: what was claimed is put
    back as it was, and the next sweep tries again. Sends nothing while the database is older than its
    journal, or that is missing: it does not know what has gone out since its backup.
    """
    try:
        while _knows_what_was_sent() and (batch := claim(clock())):
            if not _deliver(batch, clock):
                return
    except Unwritable as error:
        logger.error("The journal cannot be written: %s", type(error.__cause__).__name__)


def _knows_what_was_sent() -> bool:
    state = journal_mark.state()
    if state in SILENCE:
        logger.error("Nothing is sent: %s", SILENCE[state])
        return False
    if state is State.NEW:
        # Also when nothing is due: a backup from before the first mail shall know that there is a journal.
        with journal_mark.durably():
            journal_mark.advance()
    return True


def claim(now: datetime) -> list[Message]:
    """Lease the next messages that are due, and those whose lease ran out.

    On PostgreSQL rows that somebody else is claiming are skipped; on SQLite this transaction is
    the only one that writes. Attempts are counted when they begin, so that a message that kills
    its worker is given up some day.
    """
    with journal_mark.durably(), transaction.atomic():
        due = Message.objects.due(now).select_for_update(skip_locked=True)
        batch = Message.objects.filter(pk__in=list(due.values_list("pk", flat=True)[:BATCH]))
        if batch.update(state=MessageState.SENDING, leased_until=now + LEASE, attempts=F("attempts") + 1):
            # Whatever this batch writes into the journal is newer than a backup in which it is not claimed.
            journal_mark.advance()
        return list(batch)


def _deliver(batch: list[Message], clock: Clock) -> bool:
    """Send a batch; say whether it makes sense to go on with the next one.

    Without a journal nothing is sent: after a restore it could go out again.

    Raises:
        Unwritable: when it cannot be written; what was not sent is put back.
    """
    try:
        with journal_mark.writer(occasions.JOURNAL, clock()) as journal:
            return _send(_without_sent(batch, clock()), journal, clock)
    except Unwritable:
        _put_back(batch)
        raise


def _without_sent(batch: list[Message], now: datetime) -> list[Message]:
    """Mark what a worker had sent that died before it marked it, and return the others.

    In a backup too there can be messages that were being sent.
    """
    sent = occasions.sent_by_journal([message for message in batch if message.attempts > 1])
    for message in batch:
        if message.pk in sent:
            _mark(message, sent[message.pk], told=_told_by(message, now))
    return [message for message in batch if message.pk not in sent]


def _send(batch: list[Message], journal: Writer, clock: Clock) -> bool:
    server = MailServer()
    breaks = 0
    fresh_until = clock()
    try:
        for position, message in enumerate(batch):
            if breaks == BREAKS:
                _put_back(batch[position:])
                return False
            if clock() > _lease_of(message) - LEASE / 2:
                _put_back(batch[position:])
                return True
            if clock() >= fresh_until:
                fresh_until = clock() + FRESH
                _look_up(batch[position:])
            email = _prepare(message, clock())
            if email is None:
                continue
            try:
                server.send(email)
            except ServerAway:
                _put_back(batch[position:])
                return False
            except NotSent as refusal:
                breaks = breaks + 1 if refusal.is_broken else 0
                _not_sent(message, refusal, clock())
            else:
                breaks = 0
                _mark_sent(message, journal, clock())
    finally:
        server.close()
    return True


def _look_up(messages: list[Message]) -> None:
    """Read anew what many messages are about and to whom they go, in few statements.

    Where a kind cannot, each of its messages is asked on its own, and fails on its own.
    """
    recipients = User.objects.select_related("mail_preference").in_bulk(
        {message.recipient_id for message in messages if message.recipient_id}
    )
    by_kind: dict[str, list[Message]] = {}
    for message in messages:
        message.loaded.clear()
        if message.recipient_id in recipients:
            message.recipient = recipients[message.recipient_id]
        by_kind.setdefault(message.kind, []).append(message)
    for code, alike in by_kind.items():
        try:
            kinds.get(code).load(alike)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # whichever of them it is, `_prepare` finds it
            logger.warning("Messages (%s) are looked at one by one: %s", code, without_text(error))
            for message in alike:
                message.loaded.clear()


def _prepare(message: Message, now: datetime) -> Email | None:
    """Return the mail, or settle the message when there is none to send.

    A template or a kind with a mistake fails its own messages and no others. A database that is
    away is no such mistake: the error goes up, and the lease runs out.
    """
    if message.attempts > len(BACKOFF) + 1:
        _fail(message, "gave-up")
        return None
    try:
        if not _is_still_true(message, now):
            _obsolete(message, now)
            return None
        verdict = timing.verdict_on(message, kinds.get(message.kind), now)
        if verdict.way is not timing.Way.GO:
            _keep_back(message, verdict)
            return None
        return as_email(message)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # whatever is wrong with one message, the others go out
        logger.error("Message %s (%s) cannot be rendered: %s", message.pk, message.kind, without_text(error))
        _fail(message, "unknown-kind" if isinstance(error, kinds.UnknownKind) else "no-text")
        return None


def _is_still_true(message: Message, now: datetime) -> bool:
    if message.recipient is not None and not message.recipient.is_active:
        return False
    return kinds.get(message.kind).is_still_true(message, now)


def _keep_back(message: Message, verdict: timing.Verdict) -> None:
    """Do what its reader chose with a message that does not go out now: it was no attempt."""
    if verdict.way is timing.Way.DROP:
        _settle(message, state=MessageState.OBSOLETE, error="")
    elif verdict.way is timing.Way.HOLD:
        _settle(message, state=MessageState.HELD, attempts=0, error="")
    else:
        _settle(message, state=MessageState.QUEUED, due_at=verdict.until, attempts=F("attempts") - 1)


def _mark_sent(message: Message, journal: Writer, now: datetime) -> None:
    """Mark a message that the mail server has taken, with everything that it had gathered.

    First in the journal, so that nobody gets it again if we die before it is marked in the database. If
    only the journal fails, it is marked as well.
    """
    told = _told_by(message, now)
    try:
        occasions.note_sent([message, *told], journal, now)
    finally:
        _mark(message, now, told=told)


def _mark(message: Message, now: datetime, *, told: list[Message]) -> None:
    when, lease = map(connection.ops.adapt_datetimefield_value, (now, _lease_of(message)))
    with connection.cursor() as cursor:
        cursor.execute(MARK, [MessageState.SENT.value, when, message.pk, MessageState.SENDING.value, lease])
        if not cursor.rowcount:
            _log_taken_over(message)
    if _is_summary(message):
        summaries.settle(message, now, told=told)


def _obsolete(message: Message, now: datetime) -> None:
    """Note that a message is not needed any more, with everything that it had gathered."""
    _settle(message, state=MessageState.OBSOLETE, error="")
    if _is_summary(message):
        summaries.settle(message, now)


def _told_by(message: Message, now: datetime) -> list[Message]:
    """Return what a message tells beside itself: a summary what it has gathered."""
    return summaries.still_true(message, now) if _is_summary(message) else []


def _is_summary(message: Message) -> bool:
    return message.kind == summaries.WeeklySummary.code


def _not_sent(message: Message, refusal: NotSent, now: datetime) -> None:
    """Wait and try again, or give up where waiting does not help or has not helped."""
    if refusal.is_permanent or message.attempts > len(BACKOFF):
        _fail(message, refusal.code)
    else:
        wait = BACKOFF[message.attempts - 1]
        _settle(message, state=MessageState.QUEUED, due_at=now + wait, error=refusal.code)


@transaction.atomic
def _fail(message: Message, code: str) -> None:
    """Give a message up, and tell the team that it did not reach its recipient."""
    logger.warning("Message %s (%s) is given up: %s", message.pk, message.kind, code)
    _settle(message, state=MessageState.FAILED, error=code)
    team.tell_of_unreachable(message)


def _settle(message: Message, **changes: object) -> None:
    """Write down what became of a message, unless the lease ran out and somebody else has it."""
    leased = Message.objects.filter(pk=message.pk, state=MessageState.SENDING, leased_until=message.leased_until)
    if not leased.update(leased_until=None, **changes):
        _log_taken_over(message)


def _log_taken_over(message: Message) -> None:
    logger.warning("Message %s (%s) was taken over before it was marked", message.pk, message.kind)


def _put_back(messages: list[Message]) -> None:
    """Give up the leases of messages that nothing was done with: it was no attempt."""
    leased = Message.objects.filter(
        pk__in=[message.pk for message in messages],
        state=MessageState.SENDING,
        leased_until=messages[0].leased_until,
    )
    leased.update(state=MessageState.QUEUED, leased_until=None, attempts=F("attempts") - 1)


def _lease_of(message: Message) -> datetime:
    if message.leased_until is None:
        raise ValueError("The message is not leased.")
    return message.leased_until

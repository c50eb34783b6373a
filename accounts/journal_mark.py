"""Numbers the lines of the journal, so that a database knows whether it is older than what was written.

A number is committed to the database before a line with it appears in the journal. So no line of the journal
has a greater number than the database, however many processes write and whatever their clocks say; unless the
database is an older one, restored from a backup. Then nothing may be delivered from it, because it does not
know what has gone out since, until `manage.py after_restore` has told it.

Nor may anything be delivered when the journal is missing: nobody knows then whether the database is older. That
there has to be one does not follow from the number alone: whoever took it may have died before its first line, or
all lines may be as old as to be removed. So before the first number is committed, the folder says that it has
begun (`Journal.begin`), and that stays. The first number is taken by the first sweep of the delivery, not by
`migrate`, which may run where the journal cannot be reached or as somebody whose files the worker cannot write.
A database without any number has sent nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import Enum
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import F
from django.utils import timezone

from accounts.journal import Journal, Unwritable, Writer
from accounts.models import JournalMark
from accounts.models.journal import THE_ONLY_ONE

SQLITE_NORMAL, SQLITE_FULL = 1, 2


class State(Enum):
    """How the database and its journal go together."""

    # It has sent nothing yet, and needs no journal.
    NEW = "new"
    GOOD = "good"
    # The database is older than its journal.
    BEHIND = "behind"
    # There has to be a journal, and is none: its folder was lost, or is not the right one.
    MISSING = "missing"


def mark() -> JournalMark:
    return JournalMark.objects.get_or_create(pk=THE_ONLY_ONE)[0]


def begin(*, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Give a new database its mark, before anybody makes a backup of it. Runs after every `migrate`."""
    if JournalMark._meta.db_table in connections[using].introspection.table_names():
        mark()


def journal() -> Journal:
    return _journal_of(mark())


def _journal_of(found: JournalMark) -> Journal:
    return Journal(settings.JOURNAL_DIR / str(found.installation))


def state() -> State:
    """Say how database and journal go together. Asked outside of transactions.

    A number that is older than a line of the journal is read once more: it may have grown meanwhile.
    """
    found = mark()
    beside = _journal_of(found)
    if found.number and beside.beginning() is None:
        return State.MISSING
    greatest = beside.greatest_number()
    if greatest > found.number and greatest > mark().number:
        return State.BEHIND
    return State.GOOD if found.number else State.NEW


def advance() -> None:
    """Take the next number. Lines get it once the present transaction has committed.

    Before the first one the journal is begun, and with that on the disk.

    Raises:
        Unwritable: when it cannot be begun.
    """
    only = JournalMark.objects.filter(pk=THE_ONLY_ONE)
    if not only.filter(number__gt=0).update(number=F("number") + 1):
        journal().begin(0, timezone.now())
        only.update(number=F("number") + 1)


def writer(name: str, at: datetime) -> Writer:
    """Open a journal, for lines with the number that the database has now.

    Raises:
        Unwritable: when it cannot be opened.
    """
    found = mark()
    return _journal_of(found).writer(name, found.number, at)


def note(name: str, text: str, *, at: datetime) -> None:
    """Write one line into a journal when the present transaction commits, and bring it to the disk.

    Raises:
        Unwritable: at once, when the journal is missing or cannot be written: so the caller's transaction is
            rolled back.
    """
    if state() is State.MISSING:
        raise Unwritable
    journal().require_writable()
    transaction.on_commit(lambda: _note_now(name, text, at))


def _note_now(name: str, text: str, at: datetime) -> None:
    # A database that is behind must not catch up unseen, line by line; nor one of which nobody knows it.
    if state() in (State.NEW, State.GOOD):
        with durably():
            advance()
    with writer(name, at) as file:
        file.write(at, text)


@contextmanager
def durably() -> Iterator[None]:
    """Let what is committed in here survive a power failure, as what follows in the journal does.

    PostgreSQL sees to that by itself. SQLite runs without waiting for the disk at each commit.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block or _synchronous() != SQLITE_NORMAL:
        yield
        return
    _set_synchronous(SQLITE_FULL)
    try:
        yield
    finally:
        _set_synchronous(SQLITE_NORMAL)


def _synchronous() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        return int(cursor.fetchone()[0])


def _set_synchronous(level: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={level}")

"""Numbers the lines of the journal, so that a database knows whether it is older than what was written.

A number is committed to the database before a line with it appears in the journal. So no line of the journal
has a greater number than the database, however many processes write and whatever their clocks say; unless the
database is an older one, restored from a backup. Then nothing may be delivered from it, because it does not
know what has gone out since, until `manage.py after_restore` has told it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import F

from accounts.journal import Journal, Writer
from accounts.models import JournalMark
from accounts.models.journal import THE_ONLY_ONE

SQLITE_NORMAL, SQLITE_FULL = 1, 2


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


def is_behind() -> bool:
    """Say whether the database is older than its journal. Asked outside of transactions.

    The journal is read first: the number of the database may only have grown since.
    """
    before = mark()
    greatest = _journal_of(before).greatest_number()
    return greatest > before.number and greatest > mark().number


def is_missing() -> bool:
    """Say whether there should be a journal, and is none: its folder was lost, or is not the right one."""
    found = mark()
    return found.number > 0 and _journal_of(found).greatest_number() == 0


def advance() -> None:
    """Take the next number. Lines get it once the present transaction has committed."""
    if not JournalMark.objects.filter(pk=THE_ONLY_ONE).update(number=F("number") + 1):
        mark()
        advance()


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
        Unwritable: at once, when the journal cannot be written: so the caller's transaction is rolled back.
    """
    journal().require_writable()
    transaction.on_commit(lambda: _note_now(name, text, at))


def _note_now(name: str, text: str, at: datetime) -> None:
    # A database that is behind must not catch up unseen, line by line.
    if not is_behind():
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

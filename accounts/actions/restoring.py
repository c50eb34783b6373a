"""Brings a database that was restored from a backup past what its journal knows."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts import journal_mark
from accounts.errors import Refused
from accounts.models import JournalMark, Session

JOURNAL = "restores"
# More rows than any table gets between a backup and the restore, and more than a journal gets numbers.
GAP = 1_000_000

POSTGRESQL = """
    SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, coalesce(last_value, 0) + %s)
    FROM pg_sequences WHERE schemaname = current_schema()
"""
SQLITE_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND upper(sql) LIKE '%AUTOINCREMENT%'"
SQLITE_NEW = """
    INSERT INTO sqlite_sequence (name, seq)
    SELECT %s, 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = %s)
"""


def require_journal() -> None:
    """Make sure that the journal reaches back to the backup.

    Raises:
        Refused: when it begins later, or is missing: then it does not know all.
    """
    known = journal_mark.mark().number
    beginning = journal_mark.journal().beginning()
    if known if beginning is None else beginning > known:
        raise Refused(_("The journal does not reach back to this backup."))


@transaction.atomic
def leave_a_gap(now: datetime) -> None:
    """Let new rows have numbers that none had which the backup does not know.

    Mails, calendars and the journal speak of rows by their numbers, so nothing new may be taken for something
    that was lost. After each restore the gap is wider, since the journal outlives several.
    """
    journal = journal_mark.journal()
    gap = GAP * (1 + sum(1 for _entry in journal.entries(JOURNAL)))
    # Noted before it is done, with a number that makes no database older than it is.
    with journal.writer(JOURNAL, journal.greatest_number(), now) as file:
        file.write(now, str(gap))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL, [gap])
            return
        cursor.execute(SQLITE_TABLES)
        for (table,) in cursor.fetchall():
            cursor.execute(SQLITE_NEW, [table, table])
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s", [gap])


def end_sessions() -> int:
    """Sign everybody out, and return how many sign-ins that were: those that were ended since the backup are back."""
    count = Session.objects.filter(user__isnull=False).count()
    Session.objects.all().delete()
    return count


def catch_up() -> None:
    """Let the database be newer than everything in its journal, so that messages go out again."""
    mark = journal_mark.mark()
    greatest = journal_mark.journal().greatest_number()
    JournalMark.objects.filter(pk=mark.pk, number__lt=greatest).update(number=greatest + 1)


def begin_anew(now: datetime) -> None:
    """Let the journal know everything from now on, and the database be as new, so that messages go out again.

    Its number is greater than any that a lost journal had. So each older backup finds that the journal does not
    reach back to it. Safe to run again: the number grows.
    """
    journal = journal_mark.journal()
    mark = journal_mark.mark()
    number = max(mark.number, journal.greatest_number()) + GAP
    # Before the database knows it: if it never does, it is still an older one.
    journal.begin(number, now)
    JournalMark.objects.filter(pk=mark.pk).update(number=number)

"""What `manage.py check --database default`, and with it `migrate`, looks at before the start."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import Error
from django.db import DEFAULT_DB_ALIAS, DatabaseError

from accounts import journal_mark, stored_texts
from accounts.journal_mark import State


def keys_open_the_texts(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[Error]:
    """Say of which fields a text cannot be opened, having tried each. A database without tables has none."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    try:
        closed = stored_texts.closed_columns()
    except DatabaseError:
        return []
    if not closed:
        return []
    return [
        Error(
            f"FIELD_KEYS does not open the stored texts of {', '.join(map(str, closed))}.",
            hint="Nothing is lost. Put the missing key back: see “Keys” in docs/operations.md.",
            id="accounts.E001",
        )
    ]


def database_knows_what_its_journal_knows(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[Error]:
    """Say that a restored database has not been told what happened since its backup, or that nobody could tell it."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    try:
        state = journal_mark.state()
    except DatabaseError:
        return []
    if state is State.BEHIND:
        return [
            Error(
                "The database is older than its journal: it was restored from a backup.",
                hint="Run manage.py after_restore: see “Restoring” in docs/operations.md.",
                id="accounts.E002",
            )
        ]
    if state is State.MISSING:
        return [
            Error(
                "The journal of this database is missing: nobody knows what was sent since its backup.",
                hint="Is JOURNAL_DIR the right folder? If it is lost: see “Restoring” in docs/operations.md.",
                id="accounts.E003",
            )
        ]
    return []

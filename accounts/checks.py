"""What `manage.py check --database default`, and with it `migrate`, looks at before the start."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import Error
from django.db import DEFAULT_DB_ALIAS, DatabaseError

from accounts import stored_texts


def keys_open_the_texts(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[Error]:
    """Say of which fields a text cannot be opened. A database without tables has none."""
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

"""What stands in the database, column by column, and in the files of its server."""

import json
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

# Where the throw-away server writes its own log.
LOG = "log"
# Whoever they are, people stand in the directory and have accounts; texts for the team are the programme's (R9).
NAMES = {
    ("accounts_employee", "first_name"),
    ("accounts_employee", "last_name"),
    ("accounts_employee", "email"),
    ("accounts_user", "first_name"),
    ("accounts_user", "last_name"),
    ("accounts_user", "email"),
    ("account_emailaddress", "email"),
}


def columns() -> Iterator[tuple[str, str, list[bytes]]]:
    """Yield every column of every table with its values."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows = cursor.fetchall()
            for number, column in enumerate(cursor.description):
                yield table, column.name, [_bytes_of(row[number]) for row in rows if row[number] is not None]


def _bytes_of(value: object) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    return (value if isinstance(value, str) else json.dumps(value, default=str)).encode()


def files_of_server() -> Iterator[tuple[str, bytes]]:
    """Yield the files in which PostgreSQL keeps tables, what it has written ahead, and its log."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        [folder] = cursor.fetchone()
    for path in sorted(Path(folder).rglob("*")):
        try:
            if path.is_file():
                yield str(path.relative_to(folder)), path.read_bytes()
        except FileNotFoundError:
            continue  # the server has removed it meanwhile

"""What a table holds, as a number of rows and a hash: equal exactly when the rows are, in whatever order they lie."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

LIMIT = 1 << 256


class Contents(NamedTuple):
    rows: int
    hash: str


def contents_of(rows: Iterable[bytes]) -> Contents:
    """Add up the hashes of the rows. A sum knows no order, so that no table has to be sorted."""
    count = total = 0
    for row in rows:
        count += 1
        total += int.from_bytes(hashlib.sha256(row).digest())
    return Contents(count, f"{total % LIMIT:064x}")


def differences(before: Mapping[str, Contents], after: Mapping[str, Contents]) -> list[str]:
    """Say in sentences what differs between two databases, table by table."""
    sentences = []
    for table in sorted(before.keys() | after.keys()):
        was, now = before.get(table), after.get(table)
        if was is None or now is None:
            sentences.append(f"{table} is {'missing' if now is None else 'new'}")
        elif was.rows != now.rows:
            sentences.append(f"{table} has {now.rows} rows instead of {was.rows}")
        elif was != now:
            sentences.append(f"{table} has as many rows, and other ones")
    return sentences

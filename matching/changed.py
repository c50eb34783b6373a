"""Mentees for whom two results differ, as the team reads them."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class ChangeRow:
    """A mentee with what she has in the one and in the other result."""

    mentee: str
    before: str
    after: str
    # Whether she has a mentor in one of the two only.
    loses: bool = False
    gains: bool = False


def sorted_rows(rows: Iterable[ChangeRow]) -> list[ChangeRow]:
    """Return who loses a place first, then who gains one, then the others; each by name."""
    return sorted(rows, key=lambda row: (not row.loses, not row.gains, row.mentee))

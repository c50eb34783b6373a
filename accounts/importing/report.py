"""What the import has to say about rows: which it refuses and why, and what else catches the eye."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from accounts.importing.columns import Kind

RowId = tuple[Kind, int]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be taken, with every reason."""

    kind: Kind
    number: int
    title: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to look at that keeps nothing from being written. `number` is empty for a whole file."""

    kind: Kind
    number: int | None
    text: str


@dataclass
class Report:
    """Collects while the rows are checked.

    `blockers` are faults of the whole: with one of them nothing can be written at all.
    """

    blockers: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    _reasons: dict[RowId, list[str]] = field(default_factory=dict)
    _titles: dict[RowId, str] = field(default_factory=dict)

    def refuse(self, kind: Kind, number: int, title: str, reason: str) -> None:
        self._reasons.setdefault((kind, number), []).append(reason)
        self._titles.setdefault((kind, number), title)

    def is_refused(self, kind: Kind, number: int) -> bool:
        return (kind, number) in self._reasons

    def notice(self, kind: Kind, number: int | None, text: str) -> None:
        self.notices.append(Notice(kind, number, text))

    def refused(self) -> Iterator[RefusedRow]:
        """Return the refused rows, units first, in the order of the files."""
        order = list(Kind)
        for row in sorted(self._reasons, key=lambda row: (order.index(row[0]), row[1])):
            yield RefusedRow(*row, self._titles[row], tuple(self._reasons[row]))

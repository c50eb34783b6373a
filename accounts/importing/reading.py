"""Reads an HR file: finds out encoding and delimiter, and takes the columns that are needed."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.importing.columns import BY_KEY, COLUMNS, Kind, key_of

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 50_000
# HR systems export dozens of columns. Without a limit a heading of separators alone would make every row that wide.
MAX_COLUMNS = 500

ENCODINGS = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
DELIMITERS = (";", ",", "\t")
LINE_END = re.compile(r"\r\n|\r|\n")

# How files begin that are no text: a zip (Excel), the older Excel, UTF-16 in both orders.
EXCEL_BEGINNINGS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
UTF16_BEGINNINGS = (b"\xff\xfe", b"\xfe\xff")


# Its number as a spreadsheet shows it, then one cell per field; no cells where the row has more of
# them than the heading, so that nobody can tell what belongs where.
Row = tuple[int, list[str] | None]


class FileRefused(Refused):
    """The whole file cannot be read. Belongs to one of the two."""

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Sheet:
    """The needed columns of a file. Everything else in it is forgotten here."""

    kind: Kind
    encoding: str
    delimiter: str
    fields: tuple[str, ...]
    ignored: tuple[str, ...]
    rows: list[Row]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Sheet":
        return cls(
            kind=Kind(stored["kind"]),
            encoding=stored["encoding"],
            delimiter=stored["delimiter"],
            fields=tuple(stored["fields"]),
            ignored=tuple(stored["ignored"]),
            rows=[(number, cells) for number, cells in stored["rows"]],
        )


def read_sheet(content: bytes, kind: Kind) -> Sheet:
    """Return the table in a file.

    Raises:
        FileRefused: when it is too large, no text, or lacks a column.
    """
    text, encoding = _decoded(content, kind)
    delimiter, text = _delimiter(text, kind)
    return _table(text, kind, encoding, delimiter)


def _decoded(content: bytes, kind: Kind) -> tuple[str, str]:
    if len(content) > MAX_BYTES:
        size = MAX_BYTES // (1024 * 1024)
        raise FileRefused(kind, _("The file is larger than %(size)s MB.") % {"size": size})
    if not content.strip():
        raise FileRefused(kind, _("The file is empty."))
    if content.startswith(EXCEL_BEGINNINGS):
        raise FileRefused(kind, _("This is an Excel file. Please save it as “CSV UTF-8” and choose that file."))
    if content.startswith(UTF16_BEGINNINGS) or b"\x00" in content:
        raise FileRefused(kind, _("This is not a text file in UTF-8 or Windows-1252. Please save it as “CSV UTF-8”."))
    for encoding, name in ENCODINGS.items():
        try:
            return content.decode(encoding), name
        except UnicodeDecodeError:
            continue
    raise FileRefused(kind, _("The file is neither UTF-8 nor Windows-1252. Please save it as “CSV UTF-8”."))


def _delimiter(text: str, kind: Kind) -> tuple[str, str]:
    """Return what separates the cells, and the text without Excel's line that says so."""
    first_line, rest = _first_line(text)
    if first_line.lower().startswith("sep=") and len(first_line.strip()) <= len("sep=;"):
        text = rest
        first_line = _first_line(text)[0]
    if len(first_line) > csv.field_size_limit():
        raise FileRefused(kind, _("The first row is too long to be one of column titles."))
    known = BY_KEY[kind]

    def titles_found(delimiter: str) -> int:
        heading = next(csv.reader([first_line], delimiter=delimiter), [])
        return sum(key_of(title) in known for title in heading)

    return max(DELIMITERS, key=titles_found), text


def _first_line(text: str) -> tuple[str, str]:
    parts = LINE_END.split(text, maxsplit=1)
    return parts[0], parts[1] if len(parts) > 1 else ""


def _table(text: str, kind: Kind, encoding: str, delimiter: str) -> Sheet:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        heading = next(reader, [])
        if len(heading) > MAX_COLUMNS:
            raise FileRefused(kind, _("The first row has more than %(columns)s columns.") % {"columns": MAX_COLUMNS})
        positions, ignored = _columns(heading, kind)
        # One more than allowed says that there are too many.
        rows = list(islice(_rows(reader, list(positions.values()), width=len(heading)), MAX_ROWS + 1))
    except csv.Error as error:
        raise FileRefused(kind, _what_is_wrong(error) % {"line": reader.line_num}) from error
    if len(rows) > MAX_ROWS:
        most = number_format(MAX_ROWS, force_grouping=True)
        raise FileRefused(kind, _("The file has more than %(rows)s rows.") % {"rows": most})
    if not rows:
        raise FileRefused(kind, _("The file has a heading but no rows."))
    return Sheet(kind, encoding, delimiter, tuple(positions), ignored, rows)


def _what_is_wrong(error: csv.Error) -> str:
    if "field limit" in str(error):
        return _("The file cannot be read beyond line %(line)s: there is a cell of enormous length.")
    return _("The file cannot be read beyond line %(line)s: a quotation mark is missing or one too many.")


def _rows(cells_by_row: Iterable[list[str]], indexes: list[int], *, width: int) -> Iterator[Row]:
    for number, cells in enumerate(cells_by_row, start=2):
        if len(cells) > width and any(cells[width:]):
            yield number, None
            continue
        # Empty cells at the end may have been left out.
        padded = cells + [""] * (width - len(cells)) if len(cells) < width else cells
        row = [padded[index] for index in indexes]
        if any(row):
            yield number, row


def _columns(heading: list[str], kind: Kind) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return where the needed columns stand, and the titles of the others."""
    positions: dict[str, int] = {}
    ignored: list[str] = []
    for position, title in enumerate(heading):
        column = BY_KEY[kind].get(key_of(title))
        if column is None:
            ignored.append(" ".join(title.split())[:60])
        elif column.field in positions:
            raise FileRefused(kind, _("The column “%(title)s” stands in the file twice.") % {"title": column.title})
        else:
            positions[column.field] = position
    if not positions:
        expected = ", ".join(column.title for column in COLUMNS[kind])
        message = _("The first row does not hold the column titles. Expected: %(titles)s.")
        raise FileRefused(kind, message % {"titles": expected})
    missing = [column.title for column in COLUMNS[kind] if column.is_required and column.field not in positions]
    if missing:
        raise FileRefused(kind, _("These columns are missing: %(titles)s.") % {"titles": ", ".join(missing)})
    return positions, tuple(title for title in ignored if title)

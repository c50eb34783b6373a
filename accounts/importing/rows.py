"""Rows with clean values, and the faults that a row shows without knowing any other."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.importing.cleaning import clean, looks_like_formula, looks_like_markup, quoted, was_trimmed
from accounts.importing.columns import COLUMNS, Column, Kind
from accounts.importing.reading import Sheet
from accounts.importing.report import Report

# Faults of a cell that are named by the check of what it refers to.
REFERENCES = frozenset({"parent", "head", "unit", "level", "superior"})
NAMES = frozenset({"first_name", "last_name"})


@dataclass(slots=True)
class UnitRow:
    """A row of the units file. `head` is an address."""

    number: int
    code: str
    name: str
    parent: str
    head: str

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}".strip()


@dataclass(slots=True)
class EmployeeRow:
    """A row of the employees file. `superior` is an address; `None` where the file lacks the column."""

    number: int
    email: str
    first_name: str
    last_name: str
    unit: str
    level: str
    superior: str
    function: str | None = None
    site: str | None = None
    phone: str | None = None

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def title(self) -> str:
        return quoted(self.full_name or self.email)


def unit_rows(sheet: Sheet, report: Report) -> list[UnitRow]:
    """Return the rows of the units file; what is wrong with one by itself is in the report."""
    rows = []
    for number, cells in _clean_rows(sheet, report):
        cells["head"] = cells["head"].lower()
        row = UnitRow(number, **cells)
        _check_cells(Kind.UNITS, number, row.title, cells, report)
        if not row.code:
            report.refuse(Kind.UNITS, number, row.title, _("The short name is missing."))
        if not row.name:
            report.refuse(Kind.UNITS, number, row.title, _("The name is missing."))
        rows.append(row)
    return rows


def employee_rows(sheet: Sheet, report: Report) -> list[EmployeeRow]:
    """Return the rows of the employees file; what is wrong with one by itself is in the report."""
    rows = []
    for number, cells in _clean_rows(sheet, report):
        cells["email"] = cells["email"].lower()
        cells["superior"] = cells["superior"].lower()
        row = EmployeeRow(number, **cells)
        _check_cells(Kind.EMPLOYEES, number, row.title, cells, report)
        for reason in _faults_of_person(row):
            report.refuse(Kind.EMPLOYEES, number, row.title, reason)
        rows.append(row)
    return rows


def _clean_rows(sheet: Sheet, report: Report) -> Iterator[tuple[int, dict[str, str]]]:
    for number, cells in sheet.rows:
        if cells is None:
            reason = _("The row has more cells than the heading. Does a text hold the delimiter?")
            report.refuse(sheet.kind, number, "", reason)
            continue
        cleaned = [clean(cell) for cell in cells]
        if cleaned != cells:
            _note_trimmed(sheet, number, cells, cleaned, report)
        yield number, dict(zip(sheet.fields, cleaned, strict=True))


def _note_trimmed(sheet: Sheet, number: int, cells: list[str], cleaned: list[str], report: Report) -> None:
    for column in COLUMNS[sheet.kind]:
        if column.field in sheet.fields:
            index = sheet.fields.index(column.field)
            if was_trimmed(cells[index], cleaned[index]):
                words = {"column": column.title, "value": quoted(cleaned[index])}
                report.notice(
                    sheet.kind,
                    number,
                    _("Superfluous blanks in the column “%(column)s” were removed: “%(value)s”.") % words,
                )


def _check_cells(kind: Kind, number: int, title: str, cells: dict[str, str], report: Report) -> None:
    for column in COLUMNS[kind]:
        value = cells.get(column.field)
        if value and column.field not in REFERENCES:
            reason = _fault_of_cell(column, value)
            if reason:
                report.refuse(kind, number, title, reason)


def _fault_of_cell(column: Column, value: str) -> str:
    if column.max_length and len(value) > column.max_length:
        text = _("The column “%(column)s” holds more than %(length)s characters.")
    elif looks_like_formula(value, in_name=column.field in NAMES):
        text = _("The column “%(column)s” holds a formula: “%(value)s”.")
    elif column.field != "email" and looks_like_markup(value):
        text = _("The column “%(column)s” holds program code: “%(value)s”.")
    else:
        return ""
    return text % {"column": column.title, "value": quoted(value), "length": column.max_length}


def _faults_of_person(row: EmployeeRow) -> Iterator[str]:
    if not row.email:
        yield _("The e-mail address is missing.")
    elif "@" not in row.email:
        yield _("“%(value)s” is not an e-mail address: it has no @.") % {"value": quoted(row.email)}
    elif not is_address(row.email):
        yield _("“%(value)s” is not a valid e-mail address.") % {"value": quoted(row.email)}
    if not row.first_name:
        yield _("The first name is missing.")
    if not row.last_name:
        yield _("The last name is missing.")
    if not row.unit:
        yield _("The unit is missing.")
    if not row.level:
        yield _("The level is missing.")


def is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True

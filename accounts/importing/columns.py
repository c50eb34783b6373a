"""The columns of the two HR files, by the titles that they have there."""

import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """Which of the two files."""

    UNITS = "units"
    EMPLOYEES = "employees"

    @property
    def label(self) -> str | Promise:
        return {Kind.UNITS: _("Units"), Kind.EMPLOYEES: _("Employees")}[self]


@dataclass(frozen=True, slots=True)
class Column:
    """A column that the import needs. Where an optional one is missing, what is known stays."""

    field: str
    title: str
    label: str | Promise
    is_required: bool = True
    max_length: int | None = None


COLUMNS: dict[Kind, tuple[Column, ...]] = {
    Kind.UNITS: (
        Column("code", "Kürzel", _("short name"), max_length=40),
        Column("name", "Bezeichnung", _("name"), max_length=200),
        Column("parent", "Übergeordnet", _("superior unit")),
        Column("head", "Leitung", _("head")),
    ),
    Kind.EMPLOYEES: (
        Column("email", "E-Mail", _("work e-mail"), max_length=254),
        Column("first_name", "Vorname", _("first name"), max_length=100),
        Column("last_name", "Nachname", _("last name"), max_length=100),
        Column("unit", "Dienststelle", _("unit")),
        Column("level", "Führungsebene", _("level")),
        Column("superior", "Vorgesetzte/r", _("superior")),
        Column("function", "Funktion", _("function"), is_required=False, max_length=200),
        Column("site", "Standort", _("site"), is_required=False, max_length=200),
        Column("phone", "Telefon dienstlich", _("work phone"), is_required=False, max_length=60),
    ),
}


def column(kind: Kind, field: str) -> Column:
    return next(each for each in COLUMNS[kind] if each.field == field)


def key_of(title: str) -> str:
    """Return a title as it is compared: case, blanks and hyphens do not matter."""
    return re.sub(r"[\s\-_]+", "", title).casefold()


BY_KEY: dict[Kind, dict[str, Column]] = {
    kind: {key_of(each.title): each for each in columns} for kind, columns in COLUMNS.items()
}

"""A small town hall as HR files, for tests of the import."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from django.conf import settings

from accounts.actions import imports
from accounts.actions.imports import Decision
from accounts.importing.columns import Kind
from accounts.importing.preview import Preview, make_preview
from accounts.importing.reading import Sheet, read_sheet
from accounts.models import Employee, User
from tests.factories import TODAY
from tests.support.needs import need

UNIT_TITLES = ("Kürzel", "Bezeichnung", "Übergeordnet", "Leitung")
PERSON_TITLES = (
    "E-Mail",
    "Vorname",
    "Nachname",
    "Dienststelle",
    "Funktion",
    "Führungsebene",
    "Vorgesetzte/r",
    "Standort",
    "Arbeitszeit %",
    "Telefon dienstlich",
)

UNITS = [
    ("BM", "Stadtverwaltung", "", "uta@kerpen.example"),
    ("10", "Amt für Zentrale Dienste", "BM", "anna@kerpen.example"),
    ("10.1", "Zentrale Dienste, Abteilung 1", "10", "cem@kerpen.example"),
]


def person(name: str, unit: str = "10.1", superior: str = "", **other: str) -> tuple[str, ...]:
    """Return a row; `name` is a first name and makes the address, as does `superior` unless it is one."""
    values = {
        "email": f"{name.lower()}@kerpen.example",
        "first": name,
        "last": f"{name}sen",
        "unit": unit,
        "function": "Sachbearbeitung",
        "level": "Sachbearbeitung",
        "superior": superior if "@" in superior or not superior else f"{superior.lower()}@kerpen.example",
        "site": "Rathaus",
        "hours": "65,5",
        "phone": f"02237 58-{len(name)}{name[0]}",
    }
    return tuple((values | other).values())


PEOPLE = [
    person("Uta", "BM", level="Bürgermeisteramt"),
    person("Anna", "10", "Uta", level="Amtsleitung"),
    person("Cem", "10.1", "Anna", level="Abteilungsleitung"),
    person("Dora", "10.1", "Cem"),
    person("Emil", "10.1", "Cem"),
    person("Fine", "10.1", "Cem"),
]


def file_of(
    titles: Sequence[str], rows: Iterable[Sequence[str]], *, delimiter: str = ";", encoding: str = "utf-8-sig"
) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(titles)
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def units_sheet(rows: Iterable[Sequence[str]] = UNITS) -> Sheet:
    return read_sheet(file_of(UNIT_TITLES, rows), Kind.UNITS)


def people_sheet(rows: Iterable[Sequence[str]] = PEOPLE) -> Sheet:
    return read_sheet(file_of(PERSON_TITLES, rows), Kind.EMPLOYEES)


def preview(
    people: Iterable[Sequence[str]] = PEOPLE, units: Iterable[Sequence[str]] = UNITS, organisation: str = "BM"
) -> Preview:
    return make_preview(units_sheet(units), people_sheet(people), organisation)


def run_import(
    people: Iterable[Sequence[str]] = PEOPLE,
    units: Iterable[Sequence[str]] = UNITS,
    *,
    organisation: str = "BM",
    by: User | None = None,
    merges: Iterable[str] = (),
    skip_refused: bool = True,
    allow_many_gone: bool = True,
    today: date = TODAY,
) -> dict[str, int]:
    """Import as somebody does who read the preview and agreed to everything."""
    sheets = units_sheet(units), people_sheet(people)
    decision = Decision(make_preview(*sheets, organisation).digest, skip_refused, allow_many_gone, frozenset(merges))
    return imports.apply_sheets(*sheets, decision, organisation_code=organisation, by=by, today=today)


def reasons(shown: Preview) -> dict[int, list[str]]:
    """Return why rows of the employees file are refused, by their number."""
    return {row.number: list(row.reasons) for row in shown.refused if row.kind is Kind.EMPLOYEES}


def unit_reasons(shown: Preview) -> dict[int, list[str]]:
    return {row.number: list(row.reasons) for row in shown.refused if row.kind is Kind.UNITS}


def shared_file(name: str) -> bytes:
    """Return one of the HR files that lie beside the checkout; skips where they do not."""
    path = Path(settings.BASE_DIR).parent / "shared" / "data" / name
    need(path.exists(), "The example staff files are missing. They lie in ../shared/data, beside the checkout.")
    return path.read_bytes()


def employee(name: str) -> Employee:
    return Employee.objects.get(first_name=name)


def without(name: str) -> list[tuple[str, ...]]:
    return [row for row in PEOPLE if row[1] != name]


def replaced(name: str, *rows: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [*without(name), *rows]

"""Times the import of 20,000 invented rows, as a ratio to reading the file and `bulk_create` alone.

    make bench-import

Runs on a SQLite file and, when DATABASE_URL names a PostgreSQL server, in a database of its own
there. Each figure is the middle one of three runs on the same machine, one after the other.
"""

import csv
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROWS = 20_000
RUNS = 3
GOAL = 5.0
LEVELS = ["Sachbearbeitung", "Teamleitung", "Abteilungsleitung", "Amtsleitung", "Dezernatsleitung"]

UNIT_TITLES = ["Kürzel", "Bezeichnung", "Übergeordnet", "Leitung"]
PERSON_TITLES = [
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
]


def table(titles: list[str], rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(titles)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def invented_files() -> tuple[bytes, bytes]:
    """Return a town of 1,041 units in three steps and 20,000 people, each below one of seven colleagues."""
    units = [["BM", "Stadtverwaltung", "", address(0)]]
    for office in range(40):
        units.append([str(office), f"Amt für Aufgabe {office}", "BM", address(office)])
        sections = range(25)
        units.extend([f"{office}.{n}", f"Abteilung {n}", str(office), address(office * 25 + n)] for n in sections)
    people = [
        [
            address(number),
            f"Jürgen{number % 97}",
            f"Öztürk-Weiß{number % 1013}",
            units[number % len(units)][0],
            "Sachbearbeitung",
            LEVELS[number % len(LEVELS)],
            address(number // 7) if number else "",
            "Rathaus",
            "100",
            f"02237 58-{number}",
        ]
        for number in range(ROWS)
    ]
    return table(UNIT_TITLES, units), table(PERSON_TITLES, people)


def address(number: int) -> str:
    return f"person{number}@kerpen.example"


def seconds(step: Callable[[], object]) -> float:
    begun = time.perf_counter()
    step()
    return time.perf_counter() - begun


@dataclass(frozen=True)
class Files:
    units: bytes
    people: bytes


def write_plainly(files: Files) -> None:
    """Read the file and write its people with `bulk_create`: nothing checked, compared or tied together."""
    from django.utils import timezone  # Django is set up by now

    from accounts.models import Employee, Level, OrgUnit

    root = OrgUnit.objects.create(code="BM", name="Stadtverwaltung")
    level = Level.objects.order_by("rank")[0]
    rows = csv.DictReader(io.StringIO(files.people.decode("utf-8-sig")), delimiter=";")
    Employee.objects.bulk_create(
        Employee(
            email=row["E-Mail"],
            first_name=row["Vorname"],
            last_name=row["Nachname"],
            unit=root,
            function=row["Funktion"],
            level=level,
            site=row["Standort"],
            phone=row["Telefon dienstlich"],
            confirmed_on=timezone.localdate(),
        )
        for row in rows
    )


def import_whole(files: Files) -> None:
    """Read both files, show the preview, check and compare again under the lock, and write."""
    from django.utils import timezone  # Django is set up by now

    from accounts.actions import imports
    from accounts.importing.columns import Kind
    from accounts.importing.preview import make_preview
    from accounts.importing.reading import read_sheet

    units, people = read_sheet(files.units, Kind.UNITS), read_sheet(files.people, Kind.EMPLOYEES)
    decision = imports.Decision(make_preview(units, people, "BM").digest)
    imports.apply_sheets(units, people, decision, organisation_code="BM", by=None, today=timezone.localdate())


def empty() -> None:
    """Remove units and people, without asking what hangs on them."""
    from django.db import connection, transaction  # Django is set up by now

    from accounts.models import Employee, OrgUnit

    with transaction.atomic():
        OrgUnit.objects.update(head=None)
        with connection.cursor() as cursor:
            for model in (Employee, OrgUnit):
                cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608 - a table of this project


def measure() -> None:
    """Print the figures of the database that DATABASE_URL names, which holds nothing else."""
    import django  # only here, where the settings are known

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor == "postgresql":
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    else:
        call_command("migrate", verbosity=0)
    try:
        _print_figures(connection.display_name)
    finally:
        if connection.vendor == "postgresql":
            connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def _print_figures(database: str) -> None:
    files = Files(*invented_files())
    plain, first, again = [], [], []
    for _run in range(RUNS):
        plain.append(seconds(lambda: write_plainly(files)))
        empty()
        first.append(seconds(lambda: import_whole(files)))
        again.append(seconds(lambda: import_whole(files)))
        empty()
    base = statistics.median(plain)
    print(f"{database}, {ROWS} rows, the middle of {RUNS} runs")
    print(f"  csv and bulk_create alone  {base:6.2f} s")
    for name, times in (("first import", first), ("unchanged import", again)):
        took = statistics.median(times)
        print(f"  {name:<25}  {took:6.2f} s  {took / base:5.2f} times (goal: at most {GOAL:g})")


def main() -> int:
    """Measure each database in a process of its own, because settings name one only."""
    if "--here" in sys.argv:
        measure()
        return 0
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    command = [sys.executable, "-m", "scripts.bench_import", "--here"]
    with tempfile.TemporaryDirectory() as folder:
        sqlite = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        codes = [subprocess.run(command, env=environment | {"DATABASE_URL": sqlite}, check=False).returncode]
        if os.environ.get("DATABASE_URL", "").startswith("postgres"):
            codes.append(subprocess.run(command, env=environment, check=False).returncode)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())

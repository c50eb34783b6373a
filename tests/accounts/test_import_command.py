"""The import of the staff files from the command line."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Employee, OrgUnit
from tests.accounts.staff_files import PEOPLE, PERSON_TITLES, UNIT_TITLES, UNITS, file_of, person, run_import

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path: Path):
    """Return a function that imports rows and returns what was printed."""

    def run(people=PEOPLE, *options: str, organisation: str = "BM", **more: object) -> str:
        units, employees = tmp_path / "units.csv", tmp_path / "employees.csv"
        units.write_bytes(file_of(UNIT_TITLES, UNITS))
        employees.write_bytes(file_of(PERSON_TITLES, people))
        out = StringIO()
        files = ["--units", str(units), "--employees", str(employees), "--organisation", organisation]
        try:
            call_command("import_staff", *files, *options, stdout=out, **more)
        finally:
            run.printed = out.getvalue()
        return out.getvalue()

    return run


def test_without_apply_nothing_is_written(run):
    printed = run()

    assert "BM Stadtverwaltung" in printed
    assert "Beschäftigte: 6 Zeilen, UTF-8" in printed
    assert "Nicht benötigt und nicht gespeichert: Arbeitszeit %" in printed
    assert "Neu: 6" in printed
    assert not OrgUnit.objects.exists()


def test_with_apply_everything_is_written(run):
    assert "Die Personaldateien wurden übernommen." in run(PEOPLE, "--apply")
    assert Employee.objects.count() == 6


def test_refused_rows_end_with_an_error_and_are_left_out_on_request(run):
    people = [*PEOPLE, person("Gabi", level="Oberboss")]
    for options in ([], ["--apply"]):
        with pytest.raises(CommandError, match="abgelehnt"):
            run(people, *options)
    assert "Abgelehnt: Beschäftigte, Zeile 8, Gabi Gabisen: Die Führungsebene" in run.printed
    assert Employee.objects.count() == 0

    run(people, "--apply", "--skip-refused")
    assert Employee.objects.count() == 6


def test_many_people_gone_need_a_word_of_their_own(run):
    run_import()
    with pytest.raises(CommandError, match="Drittel"):
        run(PEOPLE[:3], "--apply")
    run(PEOPLE[:3], "--apply", "--allow-many-gone")
    assert Employee.objects.active().count() == 3


def test_somebody_with_a_new_address_is_merged_on_request(run):
    run_import()
    old = Employee.objects.get(first_name="Dora")
    people = [*(row for row in PEOPLE if row[1] != "Dora"), person("Dora", superior="Cem", email="neu@kerpen.example")]
    assert "Vielleicht dieselbe Person: dora@kerpen.example:neu@kerpen.example" in run(people)

    with pytest.raises(CommandError, match="nicht zur Wahl"):
        run(people, "--apply", "--merge", "emil@kerpen.example:neu@kerpen.example")
    run(people, "--apply", "--merge", "dora@kerpen.example:neu@kerpen.example")
    old.refresh_from_db()
    assert (old.email, old.is_active) == ("neu@kerpen.example", True)


def test_changes_are_printed_field_by_field_when_asked(run):
    run_import()
    people = [*PEOPLE[:-1], person("Fine", superior="Anna")]
    printed = run(people, verbosity=2)
    assert "Vorgesetzte/r: cem@kerpen.example → anna@kerpen.example" in printed


def test_a_missing_file_and_a_wrong_one_are_named(run, tmp_path):
    nothing = tmp_path / "nothing.csv"
    options = ["--units", str(nothing), "--employees", str(nothing), "--organisation", "BM"]
    with pytest.raises(CommandError, match=r"nothing\.csv"):
        call_command("import_staff", *options)
    nothing.write_text("Hallo\nWelt")
    with pytest.raises(CommandError, match="Spalten"):
        call_command("import_staff", *options)


def test_another_organisation_than_that_of_the_file_is_refused(run):
    with pytest.raises(CommandError):
        run(PEOPLE, "--apply", organisation="NB")
    assert "hat keine Zeile für die Organisation „NB“" in run.printed
    assert not OrgUnit.objects.exists()

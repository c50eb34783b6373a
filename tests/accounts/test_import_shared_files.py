"""The HR files that every town gets as an example, from the first import to the faulty one."""

import pytest

from accounts.actions import imports
from accounts.actions.imports import Decision
from accounts.importing.columns import Kind
from accounts.models import Employee, OrgUnit
from tests.accounts.staff_files import shared_file
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db


def opened(people: str, organisation: str = "BM"):
    return imports.open_import(
        shared_file("dienststellen.csv"), shared_file(people), organisation_code=organisation, by=None, now=NOW
    )


def apply(staff_import, **decision):
    digest = imports.preview_of(staff_import).digest
    return imports.apply_import(staff_import, Decision(digest, **decision), by=None, now=NOW, today=TODAY)


def test_the_good_files_are_taken_whole():
    staff_import = opened("beschaeftigte.csv", organisation="")
    shown = imports.preview_of(staff_import)
    assert (shown.refused, shown.notices, shown.blockers) == ([], [], [])
    assert [sheet.ignored for sheet in shown.sheets] == [(), ("Arbeitszeit %",)]

    apply(staff_import)

    assert (OrgUnit.objects.count(), Employee.objects.count()) == (63, 222)
    assert OrgUnit.objects.filter(head__isnull=True).count() == 0
    assert Employee.objects.filter(superior__isnull=True).count() == 1
    assert imports.preview_of(opened("beschaeftigte.csv")).changes_nothing


def test_exactly_twelve_rows_of_the_faulty_file_are_refused_each_for_its_fault():
    shown = imports.preview_of(opened("beschaeftigte_fehlerhaft.csv"))

    assert shown.sheets[1].encoding == "Windows-1252"
    assert {row.number: " ".join(row.reasons) for row in shown.refused} == {
        7: "Die E-Mail-Adresse fehlt.",
        9: "Die Adresse „dilek.oeztuerk@kerpen.example“ steht schon in Zeile 8.",
        10: "Die Dienststelle „99.9“ steht nicht in der Datei der Dienststellen.",
        11: "Die Führungsebene „Oberboss“ ist unbekannt. Bekannt sind: Sachbearbeitung, Teamleitung, "
        "Abteilungsleitung, Amtsleitung, Dezernatsleitung, Bürgermeisteramt.",
        14: "Die Person ist bei sich selbst als Vorgesetzte/r eingetragen.",
        17: "Diese Personen sind im Kreis füreinander Vorgesetzte: Ingo Groß, Sabine Esser.",
        18: "Diese Personen sind im Kreis füreinander Vorgesetzte: Ingo Groß, Sabine Esser.",
        22: 'Die Spalte „Nachname“ enthält eine Formel: „=HYPERLINK("http://evil.example";"Klick")“.',
        24: "„kein-at-zeichen“ ist keine E-Mail-Adresse: Das @ fehlt.",
        27: "„niemand@kerpen.example“ (Vorgesetzte/r) steht nicht in der Datei.",
        29: "Die Spalte „Nachname“ enthält Programmcode: „<script>alert(1)</script>“.",
        33: "Der Vorname fehlt.",
    }
    remarks = {notice.number: notice.text for notice in shown.notices if notice.kind is Kind.EMPLOYEES}
    assert remarks[23] == "Überflüssige Leerzeichen in der Spalte „Vorname“ wurden entfernt: „Rabia“."
    assert sorted(number for number, text in remarks.items() if "beschädigt" in text) == [3, 42, 50, 54]
    assert len(shown.employees.new) == 48


def test_the_faulty_file_after_the_good_one_locks_nobody_out_of_its_refused_rows():
    apply(opened("beschaeftigte.csv", organisation=""))
    staff_import = opened("beschaeftigte_fehlerhaft.csv")
    shown = imports.preview_of(staff_import)
    assert shown.many_gone()

    result = apply(staff_import, skip_refused=True, allow_many_gone=True)

    assert (result["employees_gone"], result["employees_unchanged"], result["refused"]) == (162, 48, 12)
    assert Employee.objects.get(email="peter.dahmen@kerpen.example").is_active
    assert Employee.objects.get(email="elif.cosic@kerpen.example").last_name == "Ćosić"

"""The import of the staff files in the admin, from the upload to the result."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.admin import importing
from accounts.models import Employee, OrgUnit, StaffImport
from tests.accounts.staff_files import PEOPLE, PERSON_TITLES, UNIT_TITLES, UNITS, file_of, person, run_import
from tests.factories import OrganisationFactory, RoleAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db

UPLOAD = "admin:accounts_employee_import"


@pytest.fixture
def hr(client):
    """Somebody of the HR department who works for another organisation, so that no file leaves her out."""
    user = RoleAssignmentFactory(role="hr", user__employee=None).user
    client.force_login(user)
    return client


def upload(client, people=PEOPLE, units=UNITS, organisation: str = importing.NEW):
    return client.post(
        reverse(UPLOAD),
        {
            "organisation": organisation,
            "units": SimpleUploadedFile("dienststellen.csv", file_of(UNIT_TITLES, units)),
            "employees": SimpleUploadedFile("beschaeftigte.csv", file_of(PERSON_TITLES, people)),
        },
    )


def decide(client, url: str, decision: str, **fields: object):
    digest = client.get(url).context["preview"].digest
    return client.post(url, {"digest": digest, "decision": decision} | fields, follow=True)


def test_both_files_are_shown_first_and_written_on_the_word(hr):
    answer = upload(hr)
    preview = hr.get(answer.url)

    page = preview.content.decode()
    assert "Das ist eine neue Organisation." in page
    assert "Nicht benötigt und nicht gespeichert: Arbeitszeit %" in page
    assert Employee.objects.count() == 0

    result = decide(hr, answer.url, "apply")
    assert "Die Personaldateien wurden übernommen." in result.content.decode()
    assert Employee.objects.count() == 6
    assert StaffImport.objects.get().content is None
    # The result can be read again later.
    assert "Import erledigt" in hr.get(answer.url).content.decode()


def test_refused_rows_stand_there_with_number_and_reason_and_are_left_out_on_explicit_choice(hr):
    url = upload(hr, [*PEOPLE, person("Gabi", level="Oberboss", last="<b>Neu</b>")]).url
    page = hr.get(url).content.decode()
    assert "1 abgelehnte Zeile" in page
    assert "Die Führungsebene „Oberboss“ ist unbekannt." in page
    assert "&lt;b&gt;Neu" in page
    assert "Alles übernehmen" not in page

    refused = decide(hr, url, "apply")
    assert "Einige Zeilen wurden abgelehnt." in refused.content.decode()
    assert Employee.objects.count() == 0
    assert "1 Zeile wurde ausgelassen." in decide(hr, url, "skip").content.decode()
    assert Employee.objects.count() == 6


def test_cancelling_forgets_the_files(hr):
    url = upload(hr).url
    page = decide(hr, url, "discard")

    assert "Der Import wurde abgebrochen." in page.content.decode()
    assert StaffImport.objects.get().content is None
    assert "Es wurde nichts übernommen." in hr.get(url).content.decode()


def test_a_changed_directory_shows_the_preview_anew(hr):
    url = upload(hr).url
    digest = hr.get(url).context["preview"].digest
    OrganisationFactory(code="BM")

    page = hr.post(url, {"digest": digest, "decision": "apply"}, follow=True).content.decode()

    assert "Das Verzeichnis hat sich inzwischen geändert." in page
    assert "Diese Dateien lassen sich nicht übernehmen" in page


def test_many_people_gone_ask_for_a_tick(hr):
    run_import()
    url = upload(hr, PEOPLE[:3], organisation="BM").url
    assert "3 von 6 Beschäftigten würden deaktiviert." in hr.get(url).content.decode()

    assert "mehr als ein Drittel" in decide(hr, url, "apply").content.decode()
    assert Employee.objects.active().count() == 6
    decide(hr, url, "apply", allow_many_gone="1")
    assert Employee.objects.active().count() == 3


def test_somebody_with_a_new_address_is_merged_when_ticked(hr):
    run_import()
    user = UserFactory(employee=Employee.objects.get(first_name="Dora"))
    rows = [row for row in PEOPLE if row[1] != "Dora"]
    url = upload(hr, [*rows, person("Dora", superior="Cem", email="neu@kerpen.example")], organisation="BM").url
    assert "Neue Adresse oder eine andere Person?" in hr.get(url).content.decode()

    [offer] = hr.get(url).context["preview"].merges
    decide(hr, url, "apply", merges=offer.key)

    user.refresh_from_db()
    assert (user.email, user.employee.email) == ("neu@kerpen.example", "neu@kerpen.example")


def test_files_that_change_nothing_say_so(hr):
    run_import()
    page = hr.get(upload(hr, organisation="BM").url).content.decode()
    assert "Alles ist auf dem neuesten Stand." in page
    assert "Alles übernehmen" not in page


@pytest.mark.parametrize(("field", "content"), [("units", b"PK\x03\x04"), ("employees", b"Hallo\nWelt")])
def test_a_file_that_cannot_be_read_is_an_error_at_its_field(field, content, hr):
    files = {
        "organisation": importing.NEW,
        "units": SimpleUploadedFile("a.csv", file_of(UNIT_TITLES, UNITS)),
        "employees": SimpleUploadedFile("b.csv", file_of(PERSON_TITLES, PEOPLE)),
    }
    page = hr.post(reverse(UPLOAD), files | {field: SimpleUploadedFile("c.csv", content)})

    assert list(page.context["form"].errors) == [field]
    assert "<title>Fehler:" in page.content.decode()
    assert not StaffImport.objects.exists()


def test_a_file_that_is_too_large_is_not_even_read(hr, monkeypatch):
    monkeypatch.setattr(importing, "MAX_BYTES", 10)
    page = upload(hr)
    assert sorted(page.context["form"].errors) == ["employees", "units"]


def test_nothing_chosen_is_said_at_both_fields(hr):
    assert sorted(hr.post(reverse(UPLOAD), {"organisation": importing.NEW}).context["form"].errors) == [
        "employees",
        "units",
    ]


def test_a_known_organisation_is_chosen_and_stays_the_one(hr):
    run_import()
    page = upload(hr, [person("Nele", "NB")], [("NB", "Nachbarstadt", "", "")], organisation="BM")
    assert "hat keine Zeile für die Organisation „BM“" in hr.get(page.url).content.decode()


def test_long_lists_are_cut_with_the_number_of_the_rest(hr, monkeypatch):
    monkeypatch.setattr(importing, "SHOWN", 2)
    page = hr.get(upload(hr).url).content.decode()
    assert "… und 4 weitere Einträge" in page
    assert "… und 1 weiterer Eintrag" in page


def test_the_preview_takes_the_same_statements_for_any_file(hr, django_assert_max_num_queries):
    url = upload(hr, [*PEOPLE, *(person(f"P{number}") for number in range(50))]).url
    with django_assert_max_num_queries(8):
        hr.get(url)


def test_earlier_and_waiting_imports_are_listed(hr):
    waiting = upload(hr).url
    assert waiting in hr.get(reverse(UPLOAD)).content.decode()
    decide(hr, waiting, "apply")
    page = hr.get(reverse(UPLOAD)).content.decode()
    assert "Letzte Importe" in page
    assert waiting in page


def test_an_import_that_does_not_exist_is_not_found(hr):
    assert hr.get(reverse("admin:accounts_employee_import_step", args=[987654])).status_code == 404


@pytest.mark.parametrize("role", ["adviser", None])
def test_others_neither_upload_nor_decide(role, client, hr):
    url = upload(hr).url
    user = UserFactory()
    if role:
        RoleAssignmentFactory(user=user, role=role)
    client.force_login(user)

    for address in (reverse(UPLOAD), url):
        assert client.get(address).status_code in (302, 403)
        assert client.post(address, {"decision": "discard"}).status_code in (302, 403)
    assert StaffImport.objects.get().state == "open"
    assert OrgUnit.objects.filter(code="BM").count() == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 a workbook with another name", "Das ist eine Excel-Datei."),
        (b"\x00" * 100, "Das ist keine Textdatei"),
        (b"x" * 200_000, "zu lang"),
    ],
)
def test_what_is_no_table_is_told_at_its_field_and_costs_nothing(hr, content, words):
    OrganisationFactory()
    waiting = upload(hr)
    people = file_of(PERSON_TITLES, PEOPLE)
    files = {"units": SimpleUploadedFile("dienststellen.csv", content, content_type="text/csv")}
    files["employees"] = SimpleUploadedFile("beschaeftigte.csv", people)

    answer = hr.post(reverse(UPLOAD), {"organisation": importing.NEW} | files)

    assert answer.status_code == 200
    assert words in answer.context["form"].errors["units"][0]
    assert hr.get(waiting.url).context["preview"]


def test_a_file_is_known_by_what_it_holds_and_not_by_its_name(hr):
    files = {
        "units": SimpleUploadedFile("../../x.exe", file_of(UNIT_TITLES, UNITS), content_type="image/png"),
        "employees": SimpleUploadedFile("<script>.html", file_of(PERSON_TITLES, PEOPLE), content_type="text/html"),
    }
    answer = hr.post(reverse(UPLOAD), {"organisation": importing.NEW} | files, follow=True)

    assert answer.context["preview"]
    assert "script" not in str(StaffImport.objects.get().content)

"""The import of the staff files and the directory as people meet them, in a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Employee, OrgUnit
from tests.accounts.staff_files import PEOPLE, PERSON_TITLES, UNIT_TITLES, UNITS, file_of, person, run_import
from tests.factories import RoleAssignmentFactory
from tests.support.browser import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hr():
    return RoleAssignmentFactory(role="hr", user__employee=None).user


@pytest.fixture
def files(tmp_path: Path):
    """Return a function that writes both files and returns their paths."""

    def write(people) -> tuple[Path, Path]:
        units_file, people_file = tmp_path / "dienststellen.csv", tmp_path / "beschaeftigte.csv"
        units_file.write_bytes(file_of(UNIT_TITLES, UNITS))
        people_file.write_bytes(file_of(PERSON_TITLES, people))
        return units_file, people_file

    return write


def upload(page: Page, units: Path, people: Path) -> None:
    page.goto("/verwaltung/accounts/employee/import/")
    page.get_by_label("Datei der Dienststellen").set_input_files(units)
    page.get_by_label("Datei der Beschäftigten").set_input_files(people)
    page.get_by_role("button", name="Weiter zur Vorschau").click()


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_from_the_empty_directory_to_the_result(width, hr, files, open_page, axe, screenshot):
    page = open_page(hr, width=width)
    page.goto("/verwaltung/accounts/employee/")
    axe(page)
    page.get_by_role("link", name="Personaldateien übernehmen").last.click()
    axe(page)
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    expect(page).to_have_title("Fehler: Personaldateien übernehmen | Mentoring")
    axe(page)

    upload(page, *files([*PEOPLE, person("Gabi", level="Oberboss")]))
    expect(page.get_by_role("heading", name="1 abgelehnte Zeile")).to_be_visible()
    axe(page)
    screenshot(page, f"import-preview-{width}")
    page.get_by_role("button", name="Ohne die abgelehnten Zeilen übernehmen").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Import erledigt")
    axe(page)
    screenshot(page, f"import-result-{width}")
    assert Employee.objects.count() == 6


def test_a_new_address_and_many_people_gone_are_decided_on_the_page(hr, files, open_page, axe):
    run_import()
    page = open_page(hr)
    upload(page, *files([*PEOPLE[:3], person("Dora", superior="Cem", email="neu@kerpen.example")]))
    axe(page)

    page.get_by_label("dora@kerpen.example").check()
    page.get_by_role("button", name="Alles übernehmen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Import erledigt")
    assert Employee.objects.active().count() == 4


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_unit_and_employee_can_be_changed(width, hr, open_page, axe):
    run_import()
    page = open_page(hr, width=width)
    for model in ("level", "orgunit", "employee"):
        page.goto(f"/verwaltung/accounts/{model}/")
        axe(page)

    unit = OrgUnit.objects.get(code="10.1")
    page.goto(f"/verwaltung/accounts/orgunit/{unit.pk}/change/")
    axe(page)
    page.locator(".field-deputy .select2-selection").click()
    page.locator(".select2-search__field").fill("dora")
    option = page.get_by_role("option", name="Dora Dorasen (dora@kerpen.example, 10.1)")
    expect(option).to_be_visible()
    if width == DESKTOP:
        # On a phone the open list lies over buttons of the next field, which axe takes for small ones.
        axe(page)
    option.click()
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dienststellen")
    unit.refresh_from_db()
    assert unit.deputy == Employee.objects.get(first_name="Dora")

    page.goto(f"/verwaltung/accounts/employee/{unit.head_id}/change/")
    page.get_by_label("Vorname").fill("")
    page.get_by_role("button", name="Speichern", exact=True).click()
    axe(page)

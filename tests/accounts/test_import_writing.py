"""What an import writes, and what follows for accounts and other apps."""

import pytest
from allauth.account.models import EmailAddress

from accounts.actions import accounts, imports
from accounts.errors import Refused
from accounts.models import AuditEntry, Employee, OrgUnit, Role
from tests.accounts.staff_files import (
    PEOPLE,
    PERSON_TITLES,
    UNIT_TITLES,
    UNITS,
    employee,
    file_of,
    person,
    preview,
    replaced,
    run_import,
    without,
)
from tests.factories import NOW, TODAY, RoleAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_the_first_import_makes_the_whole_organisation(heard):
    result = run_import()

    root = OrgUnit.objects.get(code="BM")
    section = OrgUnit.objects.get(code="10.1")
    assert (root.parent, root.organisation, root.head) == (None, None, employee("Uta"))
    assert (section.parent.code, section.organisation, section.head) == ("10", root, employee("Cem"))
    dora = employee("Dora")
    assert (dora.unit, dora.superior, dora.level.name) == (section, employee("Cem"), "Sachbearbeitung")
    assert (dora.email, dora.last_name, dora.function) == ("dora@kerpen.example", "Dorasen", "Sachbearbeitung")
    assert (dora.site, dora.phone) == ("Rathaus", "02237 58-4D")
    assert (result["units_new"], result["employees_new"], result["refused"]) == (3, 6, 0)
    assert len(heard) == 1


def test_a_new_unit_whose_head_leads_departments_is_a_department():
    run_import()
    assert list(OrgUnit.objects.filter(is_department=True).values_list("code", flat=True)) == ["10"]


def test_later_imports_leave_department_and_deputy_alone():
    run_import()
    OrgUnit.objects.filter(code="10").update(is_department=False, deputy=employee("Dora"))
    run_import(units=[*UNITS[:1], ("10", "Neuer Name", "BM", "anna@kerpen.example"), UNITS[2]])

    unit = OrgUnit.objects.get(code="10")
    assert (unit.name, unit.is_department, unit.deputy) == ("Neuer Name", False, employee("Dora"))


def test_the_same_files_twice_change_nothing(heard, django_assert_num_queries):
    run_import()
    before = list(Employee.objects.order_by("pk").values()), list(OrgUnit.objects.order_by("pk").values())
    logged = AuditEntry.objects.count()

    result = run_import()

    assert preview().changes_nothing
    assert (result["units_unchanged"], result["employees_unchanged"]) == (3, 6)
    assert before == (list(Employee.objects.order_by("pk").values()), list(OrgUnit.objects.order_by("pk").values()))
    assert AuditEntry.objects.count() == logged
    assert len(heard) == 1


def test_changes_are_shown_field_by_field_and_written():
    run_import()
    rows = replaced("Dora", person("Dora", "10", "Anna", level="Teamleitung", last="Neumann", phone="1"))

    [entry] = preview(rows).employees.changed
    run_import(rows)

    assert [(change.field, change.old, change.new) for change in entry.changes] == [
        ("last_name", "Dorasen", "Neumann"),
        ("phone", "02237 58-4D", "1"),
        ("unit", "10.1", "10"),
        ("level", "Sachbearbeitung", "Teamleitung"),
        ("superior", "cem@kerpen.example", "anna@kerpen.example"),
    ]
    dora = employee("Dora")
    assert (dora.last_name, dora.unit.code, dora.level.name, dora.superior) == (
        "Neumann",
        "10",
        "Teamleitung",
        employee("Anna"),
    )
    assert preview(rows).changes_nothing


def test_units_move_close_and_come_back():
    run_import()
    moved = [UNITS[0], ("10.1", "Zentrale Dienste, Abteilung 1", "BM", "")]
    people = replaced("Anna", person("Anna", "BM", "Uta", level="Amtsleitung"))
    shown = preview(people, moved)
    assert ([entry.key for entry in shown.units.changed], [entry.key for entry in shown.units.gone]) == (
        ["10.1"],
        ["10"],
    )

    run_import(people, moved)
    section = OrgUnit.objects.get(code="10.1")
    assert (section.parent.code, section.head) == ("BM", None)
    assert not OrgUnit.objects.get(code="10").is_active

    run_import()
    section.refresh_from_db()
    assert (section.parent.code, section.head) == ("10", employee("Cem"))
    assert OrgUnit.objects.get(code="10").is_active


def test_whoever_is_gone_is_deactivated_and_her_account_closed(heard):
    run_import()
    user = UserFactory(employee=employee("Dora"))

    result = run_import(without("Dora"))

    dora = employee("Dora")
    user.refresh_from_db()
    assert (dora.is_active, dora.left_on, user.is_active) == (False, TODAY, False)
    assert result["employees_gone"] == 1
    assert AuditEntry.objects.filter(action="account.closed", subject_id=user.pk).count() == 1
    assert len(heard) == 2


def test_whoever_comes_back_is_active_again_with_her_account():
    run_import()
    user = UserFactory(employee=employee("Dora"))
    run_import(without("Dora"))

    assert [entry.key for entry in preview().employees.returning] == ["dora@kerpen.example"]
    run_import()

    dora = employee("Dora")
    user.refresh_from_db()
    assert (dora.is_active, dora.left_on, user.is_active) == (True, None, True)


def test_an_account_that_the_administration_closed_stays_closed():
    run_import()
    user = UserFactory(employee=employee("Dora"))
    accounts.deactivate(user, by=RoleAssignmentFactory(role=Role.ADMINISTRATION).user)
    run_import(without("Dora"))
    run_import()

    user.refresh_from_db()
    assert employee("Dora").is_active
    assert not user.is_active


def test_names_of_accounts_follow():
    run_import()
    user = UserFactory(employee=employee("Dora"))
    run_import(replaced("Dora", person("Dora", superior="Cem", last="Neumann")))

    user.refresh_from_db()
    assert user.full_name == "Dora Neumann"


def test_missing_columns_that_are_not_needed_leave_what_is_known():
    run_import()
    titles = [title for title in PERSON_TITLES if title not in ("Funktion", "Standort", "Telefon dienstlich")]
    rows = [[row[PERSON_TITLES.index(title)] for title in titles] for row in PEOPLE]
    staff_import = imports.open_import(
        file_of(UNIT_TITLES, UNITS), file_of(titles, rows), organisation_code="BM", by=None, now=NOW
    )
    assert imports.preview_of(staff_import).changes_nothing


def test_other_organisations_are_left_alone():
    run_import()
    neighbours = [("NB", "Nachbarstadt", "", "")]
    result = run_import([person("Nele", "NB")], neighbours, organisation="NB")

    assert (result["employees_gone"], result["units_gone"]) == (0, 0)
    assert Employee.objects.active().count() == 7


def test_somebody_who_left_another_organisation_may_start_here():
    run_import()
    run_import(without("Dora"))
    run_import([person("Dora", "NB")], [("NB", "Nachbarstadt", "", "")], organisation="NB")

    dora = employee("Dora")
    assert (dora.unit.code, dora.is_active) == ("NB", True)


# Somebody has a new address


MARRIED = person("Dora", superior="Cem", email="dora.neu@kerpen.example")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (MARRIED, "gleicher Name, gleiche Dienststelle"),
        (person("Dora", "10", email="dora.neu@kerpen.example"), "gleicher Name, gleiche Telefonnummer"),
        (person("Dora", last="Neumann", email="neumann@kerpen.example"), "gleicher Vorname, gleiche Telefonnummer"),
    ],
)
def test_somebody_with_a_new_address_is_recognised(row, reason):
    run_import()
    [offer] = preview(replaced("Dora", row)).merges
    assert (offer.old.email, offer.new.email, offer.reason) == ("dora@kerpen.example", row[0], reason)


@pytest.mark.parametrize("row", [person("Gabi"), person("Dora", "10", phone="", email="andere@kerpen.example")])
def test_somebody_else_is_not_taken_for_the_one_who_left(row):
    run_import()
    assert preview(replaced("Dora", row)).merges == []


def test_somebody_who_comes_back_is_not_taken_for_a_new_namesake():
    run_import()
    run_import(without("Dora"))
    assert preview([*PEOPLE, MARRIED]).merges == []


def test_without_a_choice_nothing_is_merged():
    run_import()
    result = run_import(replaced("Dora", MARRIED))
    assert (result["employees_new"], result["employees_gone"], result["employees_merged"]) == (1, 1, 0)


def test_a_merged_entry_keeps_its_account_and_gets_the_new_address():
    run_import()
    old = employee("Dora")
    user = UserFactory(employee=old)
    rows = replaced("Dora", MARRIED, person("Gabi", superior="dora.neu@kerpen.example"))
    [offer] = preview(rows).merges

    result = run_import(rows, merges=[offer.key])

    old.refresh_from_db()
    user.refresh_from_db()
    assert (old.email, old.is_active, old.left_on) == ("dora.neu@kerpen.example", True, None)
    assert (user.email, user.is_active, user.employee) == ("dora.neu@kerpen.example", True, old)
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary")) == [
        ("dora.neu@kerpen.example", True, True)
    ]
    assert employee("Gabi").superior == old
    assert (result["employees_new"], result["employees_gone"], result["employees_merged"]) == (1, 0, 1)
    assert preview(rows).changes_nothing


def test_somebody_who_left_in_an_earlier_import_is_recognised_and_merged_too():
    run_import()
    old = employee("Dora")
    user = UserFactory(employee=old)
    run_import(without("Dora"))
    rows = replaced("Dora", MARRIED)
    [offer] = preview(rows).merges

    result = run_import(rows, merges=[offer.key])

    old.refresh_from_db()
    user.refresh_from_db()
    assert (old.email, old.is_active, user.is_active) == ("dora.neu@kerpen.example", True, True)
    assert (result["employees_gone"], result["employees_merged"]) == (0, 1)


def test_an_address_that_an_account_from_outside_has_is_not_merged():
    run_import()
    UserFactory(employee=employee("Dora"))
    UserFactory(employee=None, email="dora.neu@kerpen.example")
    rows = replaced("Dora", MARRIED)
    [offer] = preview(rows).merges

    with pytest.raises(Refused):
        run_import(rows, merges=[offer.key])
    assert employee("Dora").email == "dora@kerpen.example"

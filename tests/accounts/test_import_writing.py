"""What an import writes, and what follows for accounts and other apps."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from accounts.actions import accounts, imports
from accounts.actions.imports import Decision
from accounts.errors import Refused, Stale
from accounts.importing import writing
from accounts.models import AuditEntry, Employee, Level, OrgUnit, Role, StaffImport
from accounts.signals import organisation_changed
from tests.accounts.staff_files import (
    PEOPLE,
    PERSON_TITLES,
    UNIT_TITLES,
    UNITS,
    file_of,
    people_sheet,
    person,
    preview,
    run_import,
    units_sheet,
)
from tests.factories import NOW, TODAY, RoleAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def employee(name: str) -> Employee:
    return Employee.objects.get(first_name=name)


def without(name: str) -> list[tuple[str, ...]]:
    return [row for row in PEOPLE if row[1] != name]


def replaced(name: str, *rows: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [*without(name), *rows]


@pytest.fixture
def heard():
    """Count how often the other apps are told that the organisation changed."""
    calls = []

    def hear(**kwargs):
        calls.append(kwargs["by"])

    organisation_changed.connect(hear)
    yield calls
    organisation_changed.disconnect(hear)


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


# What is agreed to before


def opened(people=PEOPLE, units=UNITS, *, now=NOW) -> StaffImport:
    return imports.open_import(
        file_of(UNIT_TITLES, units), file_of(PERSON_TITLES, people), organisation_code="BM", by=None, now=now
    )


def apply(staff_import: StaffImport, decision: Decision, *, by=None, now=NOW):
    return imports.apply_import(staff_import, decision, by=by, now=now, today=TODAY)


def test_refused_rows_are_left_out_only_when_that_was_chosen():
    staff_import = opened([*PEOPLE, person("Gabi", level="Oberboss")])
    digest = imports.preview_of(staff_import).digest

    with pytest.raises(Refused, match="abgelehnt"):
        apply(staff_import, Decision(digest))
    assert Employee.objects.count() == 0
    apply(staff_import, Decision(digest, skip_refused=True))
    assert Employee.objects.count() == 6


def test_a_file_that_empties_the_organisation_asks_once_more():
    run_import()
    staff_import = opened(PEOPLE[:3])
    shown = imports.preview_of(staff_import)
    assert shown.many_gone()

    with pytest.raises(Refused, match="Drittel"):
        apply(staff_import, Decision(shown.digest))
    assert apply(staff_import, Decision(shown.digest, allow_many_gone=True))["employees_gone"] == 3


def test_a_third_may_go_without_another_question():
    run_import()
    assert not preview(PEOPLE[:4]).many_gone()


def test_nobody_imports_herself_out_of_the_directory():
    run_import()
    user = UserFactory(employee=employee("Fine"))
    with pytest.raises(Refused, match="Sie selbst"):
        run_import(without("Fine"), by=user)
    assert employee("Fine").is_active


def test_what_was_shown_is_what_is_written():
    run_import()
    staff_import = opened(without("Dora"))
    digest = imports.preview_of(staff_import).digest
    Employee.objects.filter(first_name="Emil").update(phone="geändert")

    with pytest.raises(Stale):
        apply(staff_import, Decision(digest))
    assert employee("Dora").is_active


def test_an_import_is_decided_on_once():
    staff_import = opened()
    digest = imports.preview_of(staff_import).digest
    apply(staff_import, Decision(digest))

    with pytest.raises(Stale):
        apply(staff_import, Decision(digest))
    with pytest.raises(Stale):
        imports.discard_import(staff_import)


def test_the_rows_are_forgotten_with_the_decision_and_the_numbers_stay():
    staff_import = opened()
    result = apply(staff_import, Decision(imports.preview_of(staff_import).digest))

    staff_import.refresh_from_db()
    assert (staff_import.state, staff_import.content, staff_import.result) == ("applied", None, result)
    with pytest.raises(Stale):
        imports.preview_of(staff_import)


def test_a_cancelled_import_is_forgotten():
    staff_import = opened()
    imports.discard_import(staff_import)

    staff_import.refresh_from_db()
    assert (staff_import.state, staff_import.content) == ("discarded", None)


def test_after_a_day_an_import_is_forgotten():
    staff_import = opened(now=NOW - timedelta(days=1))
    digest = imports.preview_of(staff_import).digest

    with pytest.raises(Stale, match="älter als ein Tag"):
        apply(staff_import, Decision(digest))
    assert imports.expire_overdue(now=NOW) == 1
    staff_import.refresh_from_db()
    assert (staff_import.state, staff_import.content) == ("expired", None)


def test_columns_that_nobody_needs_are_not_stored():
    assert "65,5" not in str(opened().content)


def test_the_decision_log_holds_the_numbers_and_no_names():
    user = RoleAssignmentFactory(role=Role.HR).user
    run_import(by=user)

    entry = AuditEntry.objects.get(action="directory.imported")
    assert (entry.actor_id, entry.subject_id) == (user.pk, OrgUnit.objects.get(code="BM").pk)
    assert entry.details["employees_new"] == 6
    assert all(isinstance(value, int) for value in entry.details.values())


def test_other_apps_hear_of_changes_in_the_hierarchy_only(heard):
    run_import()
    run_import(replaced("Dora", person("Dora", superior="Cem", phone="1")))
    assert len(heard) == 1
    run_import(replaced("Dora", person("Dora", superior="Anna", phone="1")))
    assert len(heard) == 2


def test_the_number_of_statements_does_not_grow_with_the_rows(django_assert_max_num_queries):
    """Up to a batch of the database, an import takes the same statements for any number of rows."""
    people = [person("Uta", "BM"), *(person(f"P{number}", "10", "Uta") for number in range(60))]
    with django_assert_max_num_queries(20):
        run_import(people)


def test_a_chain_of_superiors_longer_than_the_rounds_is_written_whole(monkeypatch):
    monkeypatch.setattr(writing, "ROUNDS", 2)
    people = [
        person("Uta", "BM"),
        *(person(f"P{number}", "10", f"P{number - 1}" if number else "Uta") for number in range(6)),
    ]
    # Whoever leads stands behind those whom she leads.
    run_import(people[::-1])

    assert [employee(f"P{number}").superior.first_name for number in range(6)] == ["Uta", *(f"P{n}" for n in range(5))]


def test_levels_are_found_whatever_their_case():
    run_import(replaced("Dora", person("Dora", superior="Cem", level="TEAMLEITUNG")))
    assert employee("Dora").level == Level.objects.get(name="Teamleitung")


def test_both_sheets_are_read_as_they_are_written():
    assert (len(units_sheet().rows), len(people_sheet().rows)) == (3, 6)

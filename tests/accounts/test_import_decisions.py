"""What is agreed to before an import is written, and what is kept of it."""

from datetime import timedelta

import pytest

from accounts.actions import imports
from accounts.actions.imports import Decision
from accounts.actions.retention import remove_expired_decisions
from accounts.errors import Refused, Stale
from accounts.importing import writing
from accounts.models import AuditEntry, Employee, Level, OrgUnit, Role, StaffImport
from tests.accounts.staff_files import (
    PEOPLE,
    PERSON_TITLES,
    UNIT_TITLES,
    UNITS,
    employee,
    file_of,
    people_sheet,
    person,
    preview,
    replaced,
    run_import,
    units_sheet,
    without,
)
from tests.factories import NOW, TODAY, RoleAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db


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


def test_the_numbers_of_an_import_go_with_the_decision_log(settings):
    imports.discard_import(opened(now=NOW - timedelta(days=settings.RETENTION_DAYS["decisions"] + 1)))
    recent = opened()
    imports.discard_import(recent)

    remove_expired_decisions(NOW)
    assert list(StaffImport.objects.all()) == [recent]


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

"""The directory changed by hand: levels, units, people, and two entries made one."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts import rules
from accounts.actions import accounts, directory, merging
from accounts.errors import Refused
from accounts.models import AuditEntry, Employee, Level, OrgUnit, Session
from accounts.signals import employees_merged, organisation_changed
from tests.factories import (
    TODAY,
    CohortFactory,
    EmployeeFactory,
    LevelFactory,
    OrganisationFactory,
    OrgUnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    """Collect what the other apps are told."""
    calls = []

    def hear(signal, **kwargs):
        calls.append("merged" if signal is employees_merged else "changed")

    organisation_changed.connect(hear)
    employees_merged.connect(hear)
    yield calls
    organisation_changed.disconnect(hear)
    employees_merged.disconnect(hear)


def logged(action: str) -> list[dict]:
    return [entry.details for entry in AuditEntry.objects.filter(action=action)]


# Levels


def test_a_level_is_added_changed_and_removed(hr_member, heard):
    level = directory.save_level(Level(name="Sonderstab", rank=9), by=hr_member)
    level.name = "Stab"
    directory.save_level(level, by=hr_member)
    assert heard == []
    level.rank = 8
    directory.save_level(level, by=hr_member)
    assert heard == ["changed"]
    directory.delete_level(level, by=hr_member)

    assert not Level.objects.filter(name="Stab").exists()
    assert sorted(str(details["fields"]) for details in logged("level.changed")) == ["['name']", "['rank']"]
    assert len(logged("level.removed")) == 1


@pytest.mark.parametrize("use", [EmployeeFactory, CohortFactory])
def test_a_level_in_use_is_not_removed(use, hr_member):
    level = LevelFactory(rank=9, name="Stab")
    use(**{"level" if use is EmployeeFactory else "minimum_mentor_level": level})

    with pytest.raises(Refused, match="wird noch verwendet"):
        directory.delete_level(level, by=hr_member)
    assert Level.objects.filter(pk=level.pk).exists()


def test_six_levels_are_shipped():
    assert list(Level.objects.values_list("rank", "name", "leads_department")) == [
        (1, "Sachbearbeitung", False),
        (2, "Teamleitung", False),
        (3, "Abteilungsleitung", False),
        (4, "Amtsleitung", True),
        (5, "Dezernatsleitung", False),
        (6, "Bürgermeisteramt", False),
    ]


# Units


def test_a_new_unit_belongs_to_the_organisation_above(hr_member):
    section = OrgUnitFactory(parent=OrgUnitFactory())
    unit = directory.save_unit(OrgUnit(code="10.1", name="Neu", parent=section), by=hr_member)
    assert unit.organisation == section.organisation


def test_a_unit_without_a_parent_is_an_organisation(hr_member):
    unit = directory.save_unit(OrgUnit(code="NB", name="Nachbarstadt"), by=hr_member)
    assert (unit.parent, unit.organisation) == (None, None)


def test_units_below_move_along_to_another_organisation(hr_member, heard):
    unit = OrgUnitFactory()
    below = OrgUnitFactory(parent=unit)
    deep = OrgUnitFactory(parent=below)
    town = OrganisationFactory()

    unit.parent = town
    directory.save_unit(unit, by=hr_member)

    for moved in (unit, below, deep):
        moved.refresh_from_db()
        assert moved.organisation == town
    assert heard == ["changed"]
    assert logged("unit.changed") == [{"fields": ["parent"]}]


def test_a_unit_can_become_an_organisation_of_its_own(hr_member):
    unit = OrgUnitFactory()
    below = OrgUnitFactory(parent=unit)
    unit.parent = None
    directory.save_unit(unit, by=hr_member)

    below.refresh_from_db()
    assert (unit.organisation, below.organisation) == (None, unit)


def test_a_move_within_the_organisation_touches_nothing_else(hr_member, django_assert_max_num_queries):
    unit, other = OrgUnitFactory(), OrgUnitFactory()
    below = OrgUnitFactory(parent=unit)
    unit.parent = other
    with django_assert_max_num_queries(20):
        directory.save_unit(unit, by=hr_member)

    below.refresh_from_db()
    assert below.organisation == unit.organisation == other.organisation


def test_a_unit_cannot_stand_below_itself(hr_member):
    unit = OrgUnitFactory()
    deep = OrgUnitFactory(parent=OrgUnitFactory(parent=unit))
    unit.parent = deep

    with pytest.raises(Refused, match="unter sich selbst"):
        directory.save_unit(unit, by=hr_member)
    assert list(rules.faults_of_unit(unit)) == ["parent"]


def test_an_organisation_does_not_become_part_of_another(hr_member):
    town = OrganisationFactory()
    town.parent = OrgUnitFactory()
    with pytest.raises(Refused, match="eine eigene Organisation"):
        directory.save_unit(town, by=hr_member)


def test_a_short_name_exists_once_in_an_organisation(hr_member):
    unit = OrgUnitFactory(code="10")
    with pytest.raises(Refused, match="schon vergeben"):
        directory.save_unit(OrgUnit(code="10", name="Zwilling", parent=unit.parent), by=hr_member)
    with pytest.raises(Refused, match="schon vergeben"):
        directory.save_unit(OrgUnit(code=unit.parent.code, name="Zwilling"), by=hr_member)
    elsewhere = directory.save_unit(OrgUnit(code="10", name="Nebenan", parent=OrganisationFactory()), by=hr_member)
    assert elsewhere.pk


def test_a_move_is_refused_when_short_names_below_are_taken_there(hr_member):
    unit = OrgUnitFactory(code="20")
    OrgUnitFactory(code="20.1", parent=unit)
    town = OrganisationFactory()
    OrgUnitFactory(code="20.1", parent=town)
    unit.parent = town

    with pytest.raises(Refused, match=r"20\.1"):
        directory.save_unit(unit, by=hr_member)


@pytest.mark.parametrize(("field", "value", "calls"), [("name", "Anders", []), ("is_department", True, ["changed"])])
def test_other_apps_hear_of_units_only_when_the_hierarchy_changes(field, value, calls, hr_member, heard):
    unit = OrgUnitFactory()
    setattr(unit, field, value)
    directory.save_unit(unit, by=hr_member)
    assert heard == calls


def test_saving_without_a_change_leaves_no_trace(hr_member, heard):
    directory.save_unit(OrgUnitFactory(), by=hr_member)
    directory.save_employee(EmployeeFactory(), by=hr_member, today=TODAY)
    assert (logged("unit.changed"), logged("employee.changed"), heard) == ([], [], [])


# People


def test_a_new_employee_is_added_with_her_address_in_lower_case(hr_member):
    other = EmployeeFactory()
    names = {"email": " Gabi@Kerpen.Example ", "first_name": "Gabi", "last_name": "Neu"}
    directory.save_employee(Employee(**names, unit=other.unit, level=other.level), by=hr_member, today=TODAY)
    assert Employee.objects.get(first_name="Gabi").email == "gabi@kerpen.example"


def test_nobody_stands_above_herself(hr_member):
    boss = EmployeeFactory()
    employee = EmployeeFactory(superior=EmployeeFactory(superior=boss))
    boss.superior = employee
    with pytest.raises(Refused, match="über sich selbst"):
        directory.save_employee(boss, by=hr_member, today=TODAY)


@pytest.mark.parametrize("gone", ["herself", "superior"])
def test_an_entry_is_not_saved_over_one_that_was_removed(gone, hr_member):
    employee = EmployeeFactory(superior=EmployeeFactory())
    Employee.objects.filter(pk=employee.pk if gone == "herself" else employee.superior_id).delete()

    with pytest.raises(Refused, match="nicht mehr im Verzeichnis"):
        directory.save_employee(employee, by=hr_member, today=TODAY)


@pytest.mark.parametrize("office", ["head", "deputy"])
def test_nobody_leads_who_was_removed(office, hr_member):
    unit = OrgUnitFactory(**{office: EmployeeFactory()})
    Employee.objects.filter(pk=getattr(unit, office).pk).delete()

    with pytest.raises(Refused, match="nicht mehr im Verzeichnis"):
        directory.save_unit(unit, by=hr_member)


def test_name_and_address_of_the_account_follow(hr_member):
    user = UserFactory()
    employee = user.employee
    employee.last_name, employee.email = "Neumann", "neumann@kerpen.example"
    directory.save_employee(employee, by=hr_member, today=TODAY)

    user.refresh_from_db()
    assert (user.last_name, user.email) == ("Neumann", "neumann@kerpen.example")
    assert list(user.emailaddress_set.values_list("email", "verified")) == [("neumann@kerpen.example", True)]


def test_who_leaves_loses_access_and_who_returns_gets_it_back(hr_member, heard):
    user = UserFactory()
    Client().force_login(user)
    employee = user.employee
    employee.is_active = False
    directory.save_employee(employee, by=hr_member, today=TODAY)
    user.refresh_from_db()
    assert (employee.left_on, user.is_active) == (TODAY, False)
    assert not Session.objects.filter(user=user).exists()

    employee.is_active = True
    directory.save_employee(employee, by=hr_member, today=TODAY + timedelta(days=9))
    user.refresh_from_db()
    assert (employee.left_on, user.is_active) == (None, True)
    assert heard == ["changed", "changed"]


def test_a_return_does_not_open_an_account_that_was_closed_for_another_reason(hr_member, administrator):
    user = UserFactory()
    accounts.deactivate(user, by=administrator)
    employee = user.employee
    for is_active in (False, True):
        employee.is_active = is_active
        directory.save_employee(employee, by=hr_member, today=TODAY)

    user.refresh_from_db()
    assert not user.is_active


def test_nobody_deactivates_herself(hr_member):
    hr_member.employee.is_active = False
    with pytest.raises(Refused, match="nicht selbst"):
        directory.save_employee(hr_member.employee, by=hr_member, today=TODAY)


# Two entries of one person


def test_merging_keeps_the_old_entry_under_the_new_data(hr_member, heard):
    user = UserFactory()
    old = user.employee
    new = EmployeeFactory(email="neu@kerpen.example", last_name="Neumann")
    report, unit = EmployeeFactory(superior=new), OrgUnitFactory(head=new, deputy=new)

    kept = merging.merge(old, new, by=hr_member, today=TODAY)

    user.refresh_from_db()
    report.refresh_from_db()
    unit.refresh_from_db()
    assert (kept.pk, kept.email, kept.last_name) == (old.pk, "neu@kerpen.example", "Neumann")
    assert (user.employee, user.email, user.last_name) == (old, "neu@kerpen.example", "Neumann")
    assert list(user.emailaddress_set.values_list("email", "verified")) == [("neu@kerpen.example", True)]
    assert (report.superior, unit.head, unit.deputy) == (old, old, old)
    assert not Employee.objects.filter(pk=new.pk).exists()
    assert logged("employee.merged") == [{"removed": new.pk}]
    assert heard == ["merged", "changed"]


def test_merging_brings_the_account_of_the_new_entry_along(hr_member):
    old, user = EmployeeFactory(is_active=False, left_on=TODAY), UserFactory()
    merging.merge(old, user.employee, by=hr_member, today=TODAY)

    user.refresh_from_db()
    assert user.employee_id == old.pk
    assert user.employee.is_active


def test_merging_opens_an_account_that_was_closed_because_the_old_entry_left(hr_member):
    user = UserFactory()
    user.employee.is_active = False
    directory.save_employee(user.employee, by=hr_member, today=TODAY)

    merging.merge(user.employee, EmployeeFactory(), by=hr_member, today=TODAY)

    user.refresh_from_db()
    assert user.is_active


def test_merging_changes_nothing_of_when_the_entry_was_made(hr_member):
    """A deletion is known again by it, also in a backup from before."""
    old = EmployeeFactory()
    made = old.created_at

    merging.merge(old, EmployeeFactory(created_at=made + timedelta(days=9)), by=hr_member, today=TODAY)

    assert Employee.objects.get(pk=old.pk).created_at == made


def test_two_accounts_are_not_merged(hr_member):
    one, other = UserFactory(), UserFactory()
    with pytest.raises(Refused, match="Administration"):
        merging.merge(one.employee, other.employee, by=hr_member, today=TODAY)


def test_an_entry_is_not_merged_with_itself(hr_member):
    one = EmployeeFactory()
    with pytest.raises(Refused, match="zwei verschiedene"):
        merging.merge(one, one, by=hr_member, today=TODAY)


def test_the_old_superior_of_oneself_is_dropped_by_merging(hr_member):
    old = EmployeeFactory()
    kept = merging.merge(old, EmployeeFactory(superior=old), by=hr_member, today=TODAY)
    assert kept.superior is None


def test_the_entry_that_left_or_came_first_is_the_older_one():
    first, second = EmployeeFactory(), EmployeeFactory()
    assert merging.which_is_older(second, first) == (first, second)
    second.is_active = False
    assert merging.which_is_older(first, second) == (second, first)


def test_an_entry_that_is_gone_is_not_merged(hr_member):
    old, gone = EmployeeFactory(), EmployeeFactory()
    Employee.objects.filter(pk=gone.pk).delete()
    with pytest.raises(Refused, match="nicht mehr da"):
        merging.merge(old, gone, by=hr_member, today=TODAY)


def test_merging_puts_nobody_above_herself(hr_member):
    old = EmployeeFactory()
    new = EmployeeFactory(superior=EmployeeFactory(superior=old))
    with pytest.raises(Refused):
        merging.merge(old, new, by=hr_member, today=TODAY)
    assert Employee.objects.filter(pk=new.pk).exists()

"""Two people write to the directory at the same moment."""

import pytest

from accounts.actions import directory, imports
from accounts.actions.imports import Decision
from accounts.models import Employee, OrgUnit
from tests.accounts.staff_files import PEOPLE, PERSON_TITLES, UNIT_TITLES, UNITS, file_of
from tests.factories import NOW, TODAY, EmployeeFactory, OrgUnitFactory, UserFactory
from tests.support.races import at_once, refusals

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_of_two_imports_at_once_one_is_written_and_one_is_stale():
    files = file_of(UNIT_TITLES, UNITS), file_of(PERSON_TITLES, PEOPLE)
    opened = [imports.open_import(*files, organisation_code="BM", by=None, now=NOW) for _number in range(2)]
    decision = Decision(imports.preview_of(opened[0]).digest)

    def apply(staff_import):
        return lambda: imports.apply_import(staff_import, decision, by=None, now=NOW, today=TODAY)

    assert len(refusals(at_once(map(apply, opened)))) == 1
    assert (OrgUnit.objects.count(), Employee.objects.count()) == (3, 6)


def test_two_people_do_not_become_each_others_superior():
    user = UserFactory()
    one, other = EmployeeFactory(), EmployeeFactory()
    one.superior, other.superior = other, one

    def save(employee):
        return lambda: directory.save_employee(employee, by=user, today=TODAY)

    assert len(refusals(at_once([save(one), save(other)]))) == 1


def test_two_units_do_not_come_to_stand_below_each_other():
    user = UserFactory()
    one, other = OrgUnitFactory(), OrgUnitFactory()
    one.parent, other.parent = other, one

    def save(unit):
        return lambda: directory.save_unit(unit, by=user)

    assert len(refusals(at_once([save(one), save(other)]))) == 1

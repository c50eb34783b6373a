"""Two people write to the directory at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.actions import directory, imports
from accounts.actions.imports import Decision
from accounts.errors import Refused
from accounts.models import Employee, OrgUnit
from tests.accounts.staff_files import PEOPLE, PERSON_TITLES, UNIT_TITLES, UNITS, file_of
from tests.factories import NOW, TODAY, EmployeeFactory, OrgUnitFactory, UserFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*steps: Callable[[], object]) -> list[str]:
    """Take all steps at the same moment; return of each whether it was done or refused."""
    start = Barrier(len(steps))

    def take(step: Callable[[], object]) -> str:
        try:
            start.wait()
            step()
        except Refused:
            return "refused"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        return sorted(pool.map(take, steps))


def test_of_two_imports_at_once_one_is_written_and_one_is_stale():
    files = file_of(UNIT_TITLES, UNITS), file_of(PERSON_TITLES, PEOPLE)
    opened = [imports.open_import(*files, organisation_code="BM", by=None, now=NOW) for _number in range(2)]
    decision = Decision(imports.preview_of(opened[0]).digest)

    def apply(staff_import):
        return lambda: imports.apply_import(staff_import, decision, by=None, now=NOW, today=TODAY)

    assert at_once(*map(apply, opened)) == ["done", "refused"]
    assert (OrgUnit.objects.count(), Employee.objects.count()) == (3, 6)


def test_two_people_do_not_become_each_others_superior():
    user = UserFactory()
    one, other = EmployeeFactory(), EmployeeFactory()
    one.superior, other.superior = other, one

    def save(employee):
        return lambda: directory.save_employee(employee, by=user, today=TODAY)

    assert at_once(save(one), save(other)) == ["done", "refused"]


def test_two_units_do_not_come_to_stand_below_each_other():
    user = UserFactory()
    one, other = OrgUnitFactory(), OrgUnitFactory()
    one.parent, other.parent = other, one

    def save(unit):
        return lambda: directory.save_unit(unit, by=user)

    assert at_once(save(one), save(other)) == ["done", "refused"]

"""What happens when two people click in the same moment. Threads with a connection each, on PostgreSQL."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.test import Client

from accounts import invitations
from accounts.actions import accounts
from accounts.models import Role, User
from tests.factories import EmployeeFactory, RoleAssignmentFactory, UserFactory
from tests.support.races import at_once, refusals

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("way", ["closing", "taking the role"])
def test_two_administrators_cannot_remove_each_other(way):
    first, second = (RoleAssignmentFactory(role=Role.ADMINISTRATION).user for _number in range(2))

    def remove(user: User, by: User) -> Callable[[], object]:
        if way == "closing":
            return lambda: accounts.deactivate(user, by=by)
        return lambda: accounts.remove_role(user, Role.ADMINISTRATION, by=by)

    results = at_once([remove(first, second), remove(second, first)])

    assert accounts.administrators().count() == 1
    assert len(refusals(results)) == 1


def test_ten_first_sign_ins_open_one_account():
    employee = EmployeeFactory()
    results = at_once(lambda: accounts.open_account(employee) for _number in range(10))

    assert User.objects.get().employee == employee
    assert len(set(results)) == 1


def test_one_of_ten_clicks_uses_a_link():
    path = urlsplit(invitations.link_for(UserFactory(), "/konto/")).path
    results = at_once(lambda: Client().post(path).status_code for _number in range(10))

    assert sorted(results) == [302] + [410] * 9

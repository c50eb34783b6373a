"""What happens when two people click in the same moment. Threads with a connection each, on PostgreSQL."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from accounts import invitations
from accounts.actions import accounts
from accounts.errors import Refused
from accounts.models import Role, User
from tests.factories import EmployeeFactory, RoleAssignmentFactory, UserFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def results_of(calls: Iterable[Callable[[], object]]) -> list[object]:
    """Run the calls in threads that start together; return what each gave or raised."""
    calls = list(calls)
    start = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        try:
            start.wait(timeout=20)
            return call()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(calls)) as pool:
        return [future.result() for future in [pool.submit(run, call) for call in calls]]


@pytest.mark.parametrize("way", ["closing", "taking the role"])
def test_two_administrators_cannot_remove_each_other(way):
    first, second = (RoleAssignmentFactory(role=Role.ADMINISTRATION).user for _number in range(2))

    def remove(user: User, by: User) -> Callable[[], object]:
        if way == "closing":
            return lambda: accounts.deactivate(user, by=by)
        return lambda: accounts.remove_role(user, Role.ADMINISTRATION, by=by)

    results = results_of([remove(first, second), remove(second, first)])

    assert accounts.administrators().count() == 1
    assert [type(result) for result in results].count(Refused) == 1


def test_ten_first_sign_ins_open_one_account():
    employee = EmployeeFactory()
    results = results_of(lambda: accounts.open_account(employee) for _number in range(10))

    assert User.objects.get().employee == employee
    assert len(set(results)) == 1


def test_one_of_ten_clicks_uses_a_link():
    path = urlsplit(invitations.link_for(UserFactory(), "/konto/")).path
    results = results_of(lambda: Client().post(path).status_code for _number in range(10))

    assert sorted(results) == [302] + [410] * 9

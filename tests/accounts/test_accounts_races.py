"""What happens when two people click in the same moment. Threads with a connection each, on PostgreSQL."""

from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts import invitations
from accounts.actions import accounts, identities
from accounts.models import Role, User
from tests.factories import EmployeeFactory, RoleAssignmentFactory, UserFactory
from tests.support.races import at_once, refusals

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ISSUER = "https://login.example.org"


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


def test_ten_first_sign_ins_with_the_provider_open_one_account():
    email = EmployeeFactory().email
    results = at_once(
        lambda: identities.first_sign_in(issuer=ISSUER, subject="nr-1", email=email) for _number in range(10)
    )

    assert {user.pk for user in results} == {User.objects.get().pk}
    assert SocialAccount.objects.get().uid == "nr-1"


def test_an_identity_is_tied_to_one_of_ten_people():
    users = UserFactory.create_batch(10)
    results = at_once(partial(identities.connect, user, issuer=ISSUER, subject="nr-1") for user in users)

    assert len(refusals(results)) == 9
    assert SocialAccount.objects.get().user in users


def test_ten_identities_at_once_leave_an_account_with_one():
    user = UserFactory()
    results = at_once(partial(identities.connect, user, issuer=ISSUER, subject=f"nr-{n}") for n in range(10))

    assert len(refusals(results)) == 9
    assert SocialAccount.objects.get().user == user


def test_one_of_ten_clicks_uses_a_link():
    path = urlsplit(invitations.link_for(UserFactory(), "/konto/")).path
    results = at_once(lambda: Client().post(path).status_code for _number in range(10))

    assert sorted(results) == [302] + [410] * 9

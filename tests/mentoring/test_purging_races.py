"""Somebody comes to be needed in the moment in which the directory is emptied. Threads, on PostgreSQL.

Whoever is first, nobody loses what she was given, and nobody meets an error.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions import accounts, directory
from accounts.errors import Refused
from accounts.models import Employee, Role, User
from mentoring.actions import mentors, purging, requests
from mentoring.models import Cohort, Origin, RequestKind
from notifications.localtime import at_local
from tests import factories
from tests.factories import MENTOR_RANK, NOW, TODAY
from tests.support.races import first_then

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

DAY = timedelta(days=1)
GONE_ENTRY, GONE_ACCOUNT = "nicht mehr im Verzeichnis", "Dieses Konto wurde gelöscht."


@pytest.fixture
def year() -> Cohort:
    return factories.CohortFactory()


@pytest.fixture
def person() -> User:
    """Somebody of whom nothing is known yet but that she may lead, and has signed in once."""
    return factories.UserFactory(employee__level__rank=MENTOR_RANK)


@pytest.fixture
def purge(year: Cohort) -> Callable[[], int]:
    return lambda: purging.purge_directory(at_local(year.starts_on + DAY))


def invite(year: Cohort, person: User, team: User) -> object:
    return mentors.invite(year, person.employee, origin=Origin.EQUALITY_OFFICE, by=team, now=NOW)


def nominate(year: Cohort, person: User, team: User) -> object:
    return mentors.nominate_herself(person, year, today=TODAY)


def give_role(year: Cohort, person: User, team: User) -> object:
    return accounts.assign_role(person, Role.HR, by=team)


def ask_for_help(year: Cohort, person: User, team: User) -> object:
    return requests.send(person, "Eine Frage", kind=RequestKind.QUESTION)


def let_lead(year: Cohort, person: User, team: User) -> object:
    unit = factories.the_town()
    unit.head = person.employee
    return directory.save_unit(unit, by=team)


def confirm(year: Cohort, person: User, team: User) -> object:
    return directory.save_employee(person.employee, by=team, today=year.starts_on)


NEEDS = [
    (invite, GONE_ENTRY),
    (nominate, GONE_ACCOUNT),
    (give_role, GONE_ACCOUNT),
    (ask_for_help, GONE_ACCOUNT),
    (let_lead, GONE_ENTRY),
    (confirm, GONE_ENTRY),
]
every_need = pytest.mark.parametrize(("need", "words"), NEEDS, ids=lambda given: getattr(given, "__name__", ""))


@every_need
def test_whoever_was_first_given_something_stays(year, person, team_member, purge, need, words):
    given, removed = first_then(lambda: need(year, person, team_member), purge)

    assert not isinstance(given, Refused)
    assert removed == 0
    assert User.objects.get(pk=person.pk).employee is not None


@every_need
def test_whoever_comes_too_late_is_told_so(year, person, team_member, purge, need, words):
    removed, refusal = first_then(purge, lambda: need(year, person, team_member))

    assert removed == 1
    assert isinstance(refusal, Refused)
    assert words in str(refusal)
    assert not User.objects.filter(pk=person.pk).exists()


def test_the_superior_of_somebody_invited_stays(year, person, team_member, purge):
    """Whoever is invited is needed anyway here, so that only the year holds the two apart."""
    superior = factories.EmployeeFactory()
    Employee.objects.filter(pk=person.employee_id).update(superior=superior)
    factories.RoleAssignmentFactory(user=person, role=Role.HR)

    first_then(lambda: invite(year, person, team_member), purge)

    assert Employee.objects.get(pk=person.employee_id).superior == superior


def test_a_first_sign_in_meets_no_error(year, purge):
    entry = factories.EmployeeFactory()

    _opened, removed = first_then(lambda: accounts.open_account(entry), purge)

    assert removed == 1
    assert not User.objects.exists()


def test_a_sign_in_that_comes_too_late_is_not_tied_to_what_is_gone(year, purge):
    entry = factories.EmployeeFactory()
    outside = factories.UserFactory(employee=None, email=entry.email)

    first_then(purge, lambda: accounts.meet_directory(outside))

    assert User.objects.get(pk=outside.pk).employee is None


def test_an_account_is_not_tied_to_what_is_gone(year, team_member, purge):
    entry, outside = factories.EmployeeFactory(), factories.UserFactory(employee=None)

    _removed, refusal = first_then(purge, lambda: accounts.link_employee(outside, entry, by=team_member))

    assert GONE_ENTRY in str(refusal)


def test_the_page_of_an_account_that_went_meanwhile_is_as_any_that_is_not_there(person, administrator, purge):
    client = Client()
    client.force_login(administrator)
    page = reverse("admin:accounts_user_change", args=[person.pk])

    _removed, answer = first_then(purge, lambda: client.post(page, {"is_active": "on", "roles": ["hr"]}))

    assert answer.status_code == 404

"""Whoever edits the directory does not come into somebody's account by giving it another address."""

from collections.abc import Callable
from datetime import timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from accounts import changed_addresses, invitations
from accounts.actions import accounts, directory, merging, signing_in
from accounts.actions.retention import RULES
from accounts.models import Employee, User
from notifications.delivery import deliver_due
from notifications.models import Message
from tests.accounts.signing_in import BY_PASSWORD, CONFIRM, PAGE, ask, code, enter, is_signed_in
from tests.factories import NOW, TODAY, EmployeeFactory, RoleAssignmentFactory, UserFactory
from tests.support.browser import DESKTOP, PHONE
from tests.support.second_factor import set_up_app

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]

OLD, NEW = "anna@kerpen.example", "anna.neu@kerpen.example"
PASSWORD = "ein langes Passwort"
WEEK = timedelta(days=7)


@pytest.fixture
def anna() -> User:
    """Somebody who has signed in before."""
    user = UserFactory(employee__email=OLD)
    Client().force_login(user)
    return fresh(user)


@pytest.fixture
def move(hr_member: User) -> Callable[..., User]:
    """Return a function by which the HR department gives somebody another address."""

    def move(user: User, email: str = NEW) -> User:
        entry = user.employee
        entry.email = email
        directory.save_employee(entry, by=hr_member, today=TODAY)
        return fresh(user)

    return move


def fresh(user: User) -> User:
    return User.objects.select_related("employee").get(pk=user.pk)


def code_goes_to(asked: str) -> list[str]:
    """Return who gets the code for which an address asks."""
    mail.outbox.clear()
    ask(Client(), asked)
    return [address for message in mail.outbox for address in message.to]


@pytest.mark.parametrize("asked", [OLD, NEW])
def test_codes_go_on_to_the_earlier_address_for_a_week(anna, move, client, clock, asked):
    move(anna)

    assert code_goes_to(asked) == [OLD]
    enter(client, asked)
    assert client.get(PAGE).context["user"] == anna
    clock.shift(WEEK - timedelta(minutes=1))
    assert code_goes_to(asked) == [OLD]
    clock.shift(timedelta(minutes=2))
    assert (code_goes_to(NEW), code_goes_to(OLD)) == ([NEW], [])


def test_who_has_never_signed_in_gets_them_at_once_at_the_address_put_right(move):
    never = UserFactory(employee__email=OLD)

    assert move(never).earlier_email == ""
    assert code_goes_to(NEW) == [NEW]
    assert not Message.objects.exists()


def test_her_first_sign_in_makes_her_somebody_who_has(client):
    EmployeeFactory(email=OLD)
    enter(client, OLD)

    assert User.objects.get(email=OLD).has_signed_in


def test_she_is_told_at_the_earlier_address_and_on_her_page(anna, move):
    move(anna)
    client = Client()
    client.force_login(anna)
    deliver_due()

    told = mail.outbox[-1]
    assert [OLD in address for address in told.to] == [True]
    assert "dienstliche E-Mail-Adresse im Verzeichnis ist jetzt eine andere" in told.body
    assert NEW not in told.body
    assert OLD in client.get(PAGE).text


def test_that_her_factor_was_removed_is_told_there_too(anna, move):
    set_up_app(anna)
    signing_in.remove_second_factor(move(anna), by=RoleAssignmentFactory(role="administration").user)
    deliver_due()

    assert {parseaddr(address)[1] for message in mail.outbox for address in message.to} == {OLD}


@pytest.mark.parametrize("moves", [[NEW, "anna.dritte@kerpen.example"], [NEW, OLD, NEW]])
def test_another_change_does_not_shorten_it(anna, move, clock, moves):
    for email in moves:
        clock.shift(timedelta(days=3))
        anna = move(anna, email)
    clock.shift(WEEK - timedelta(minutes=1))

    assert code_goes_to(moves[-1]) == [OLD]


def test_a_change_that_is_taken_back_leaves_nothing(anna, move):
    anna = move(move(anna), OLD)

    assert (anna.email, anna.earlier_email, anna.email_changed_at) == (OLD, "", None)
    assert Message.objects.count() == 1
    assert code_goes_to(OLD) == [OLD]


def test_a_second_move_after_a_week_counts_from_the_address_that_counted(anna, move, clock):
    anna = move(anna)
    clock.shift(WEEK)
    anna = move(anna, "anna.dritte@kerpen.example")

    assert anna.earlier_email == NEW


def test_who_gets_the_earlier_address_meanwhile_gets_no_code_for_her(anna, move):
    move(anna)
    somebody = EmployeeFactory(email=OLD)

    assert code_goes_to(NEW) == []
    browser = Client()
    enter(browser, OLD)
    assert browser.get(PAGE).context["user"].employee == somebody


def test_who_had_the_earlier_address_meanwhile_and_left_it_gets_no_code_for_her(anna, move):
    move(anna)
    other = UserFactory(employee__email=OLD)
    Client().force_login(other)
    move(fresh(other), "berta@kerpen.example")

    assert [code_goes_to(asked) for asked in (NEW, OLD, "berta@kerpen.example")] == [[], [], []]


def test_she_is_told_at_the_new_address_where_the_earlier_one_is_somebody_elses(anna, move):
    move(anna)
    Message.objects.all().delete()
    EmployeeFactory(email=OLD)
    set_up_app(anna)
    signing_in.remove_second_factor(anna, by=RoleAssignmentFactory(role="administration").user)
    deliver_due()
    client = Client()
    client.force_login(anna)

    assert {parseaddr(address)[1] for message in mail.outbox for address in message.to} == {NEW}
    assert OLD not in client.get(PAGE).text


def test_a_swap_tells_each_once(anna):
    other = UserFactory(employee__email="berta@kerpen.example")
    Client().force_login(other)
    for entry, email in ((anna.employee, "nirgends"), (other.employee, OLD), (anna.employee, "berta@kerpen.example")):
        Employee.objects.filter(pk=entry.pk).update(email=email)

    accounts.follow_directory(Employee.objects.get(pk=anna.employee.pk))

    assert (fresh(anna).email, fresh(other).email) == ("berta@kerpen.example", OLD)
    assert sorted(Message.objects.values_list("recipient", flat=True)) == sorted([anna.pk, other.pk])


def test_two_who_swap_their_addresses_do_not_come_into_each_others_accounts(anna, move):
    other = UserFactory(employee__email="berta@kerpen.example")
    Client().force_login(other)
    anna, other = move(anna), fresh(other)
    other = move(other, OLD)
    move(anna, "berta@kerpen.example")

    assert (code_goes_to(OLD), code_goes_to("berta@kerpen.example")) == ([], [])


def test_a_code_that_was_asked_for_before_a_change_opens_nobody_elses_account(anna, move, client):
    """Whoever has an address asks with it, gives it to somebody, and types the code."""
    own = UserFactory(employee__email=NEW)
    ask(client, NEW)
    move(own, "woanders@kerpen.example")
    move(anna)

    client.post(CONFIRM, {"code": code()})

    assert not is_signed_in(client)


def test_an_invitation_opens_nothing_while_the_address_is_new(anna, move, client, clock):
    link = urlsplit(invitations.link_for(move(anna), PAGE)).path
    client.post(link)
    assert not is_signed_in(client)

    clock.shift(WEEK)
    client.post(link)
    assert is_signed_in(client)


def test_merging_with_a_made_up_entry_changes_nothing_of_that(anna, hr_member):
    merging.merge(anna.employee, EmployeeFactory(email=NEW), by=hr_member, today=TODAY)

    assert fresh(anna).email == NEW
    assert code_goes_to(NEW) == [OLD]


def test_somebody_from_outside_whose_address_the_administration_changes(administrator):
    adviser = UserFactory(employee=None, email=OLD)
    Client().force_login(adviser)
    accounts.change_external_account(adviser, email=NEW, first_name="Vera", last_name="Extern", by=administrator)

    assert code_goes_to(NEW) == [OLD]


def test_the_earlier_address_goes_when_it_no_longer_counts(anna, move, clock):
    anna = move(anna)
    rule = next(rule for rule in RULES if rule.code == changed_addresses.PERIOD)

    assert rule.remove(anna.email_changed_at + WEEK - timedelta(seconds=1)) == 0
    assert rule.remove(anna.email_changed_at + WEEK) == 1
    assert fresh(anna).earlier_email == ""


def test_the_database_knows_since_when_an_earlier_address_counts(anna):
    with pytest.raises(IntegrityError):
        User.objects.filter(pk=anna.pk).update(earlier_email=OLD)


class TestAnAddressThatWasGivenToSomebodyElse:
    """Addresses become free when people leave."""

    def test_opens_an_account_of_her_own_where_the_former_owners_is_closed(self, client):
        former = UserFactory(employee=None, email=OLD, is_active=False, first_name="Dora", last_name="Frühere")
        newcomer = EmployeeFactory(email=OLD)

        enter(client, OLD)

        user = client.get(PAGE).context["user"]
        assert (user.employee, user == former) == (newcomer, False)
        assert fresh(former).email.endswith("@parked.invalid")

    def test_is_not_tied_to_the_closed_account_of_who_knows_its_password(self, client):
        UserFactory(employee=None, email=OLD, is_active=False, password=PASSWORD, last_name="Frühere")
        newcomer = EmployeeFactory(email=OLD)

        client.post(BY_PASSWORD, {"login": OLD, "password": PASSWORD})

        assert not is_signed_in(client)
        assert not User.objects.filter(employee=newcomer).exists()

    def test_does_not_open_the_closed_account_of_who_is_back(self, client):
        former = UserFactory(employee=None, email=OLD, is_active=False)
        EmployeeFactory(email=OLD, first_name=former.first_name, last_name=former.last_name)

        ask(client, OLD)

        assert not mail.outbox

    def test_is_not_tied_to_her_by_the_administration(self, administrator, client):
        former = UserFactory(employee=None, email=OLD, is_active=False, first_name="Dora", last_name="Frühere")
        EmployeeFactory(email=OLD)
        client.force_login(administrator)
        change = reverse("admin:accounts_user_change", args=[former.pk])

        page = client.post(change, {"email": OLD, "is_active": "on"}, follow=True)

        assert "Das Konto gehört zu Dora Frühere" in page.text
        assert (fresh(former).employee, fresh(former).is_active) == (None, False)


@pytest.mark.browser
@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_page_that_tells_of_it_has_no_barriers(open_page, axe, screenshot, width):
    user = UserFactory(earlier_email=OLD, email_changed_at=NOW)
    page = open_page(user, width=width)
    page.goto(PAGE)
    axe(page)
    screenshot(page, f"changed-address-{width}")

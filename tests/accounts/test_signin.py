"""Signing in by code, from the first time on."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Employee, SignIn, User
from tests.accounts.signing_in import (
    BY_PASSWORD,
    CLOSED,
    CONFIRM,
    PAGE,
    SIGN_IN,
    SIGN_OUT,
    ask,
    code,
    enter,
    is_signed_in,
    wrong,
)
from tests.factories import EmployeeFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]


def test_a_code_by_mail_lets_in_and_leads_to_the_start_page(client):
    user = UserFactory()
    assert ask(client, user.email).headers["Location"] == CONFIRM

    answer = client.post(CONFIRM, {"code": code()})

    assert answer.headers["Location"] == reverse("portal:start")
    assert is_signed_in(client)


def test_the_mail_goes_to_the_asking_address_alone_and_says_little(client):
    user = UserFactory()
    ask(client, user.email)

    (sent,) = mail.outbox
    assert sent.to == [user.email]
    assert sent.subject == "Ihr Code für die Anmeldung"
    assert user.last_name not in sent.body
    assert code() in sent.alternatives[0].content
    assert code() not in sent.subject


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}  ", "UPPER"])
def test_capitals_and_blanks_do_not_matter(client, typed):
    user = UserFactory()
    ask(client, user.email.upper() if typed == "UPPER" else typed.format(user.email))
    client.post(CONFIRM, {"code": f" {code().replace('-', ' ')} "})
    assert is_signed_in(client)


def test_the_first_sign_in_opens_the_account_when_the_code_comes_back(client):
    employee = EmployeeFactory()
    ask(client, employee.email)
    assert not User.objects.exists()

    client.post(CONFIRM, {"code": code()})

    user = User.objects.get()
    assert (user.employee, user.full_name) == (employee, employee.full_name)
    assert EmailAddress.objects.get(user=user).verified
    assert AuditEntry.objects.get().action == "account.opened"
    assert is_signed_in(client)


def test_whoever_types_a_colleagues_address_opens_no_account_for_her(client):
    ask(client, EmployeeFactory().email)
    client.post(CONFIRM, {"code": wrong(code())})
    assert not User.objects.exists()


def test_the_second_sign_in_meets_the_same_account(client):
    employee = EmployeeFactory()
    enter(client, employee.email)
    enter(Client(), employee.email)
    assert User.objects.count() == 1


def test_an_account_follows_the_directory_at_sign_in(client):
    user = UserFactory()
    Employee.objects.filter(pk=user.employee_id).update(email="neu@kerpen.example", last_name="Neuname")

    enter(client, "neu@kerpen.example")

    user.refresh_from_db()
    assert (user.email, user.last_name) == ("neu@kerpen.example", "Neuname")
    assert is_signed_in(client)


def test_the_former_address_lets_nobody_in_any_more(client):
    user = UserFactory()
    Employee.objects.filter(pk=user.employee_id).update(email="neu@kerpen.example")
    ask(client, user.email)
    assert not mail.outbox


def test_who_is_closed_out_between_asking_and_answering_stays_outside(client):
    user = UserFactory()
    ask(client, user.email)
    Employee.objects.update(is_active=False)

    assert client.post(CONFIRM, {"code": code()}).headers["Location"] == CLOSED
    assert not is_signed_in(client)


@pytest.mark.parametrize("field", ["user", "employee"])
def test_a_session_ends_with_the_next_request_when_somebody_leaves(client, field):
    user = UserFactory()
    enter(client, user.email)
    assert is_signed_in(client)

    thing = user if field == "user" else user.employee
    thing.is_active = False
    thing.save()

    assert not is_signed_in(client)


def test_a_wrong_code_says_so_and_the_right_one_still_works(client):
    ask(client, UserFactory().email)
    answer = client.post(CONFIRM, {"code": wrong(code())})
    assert "Dieser Code stimmt nicht" in answer.text
    assert "<title>Fehler:" in answer.text

    client.post(CONFIRM, {"code": code()})
    assert is_signed_in(client)


def test_no_code_is_no_attempt(client):
    user = UserFactory()
    ask(client, user.email)
    for nothing in ("", "  ", None, ""):
        answer = client.post(CONFIRM, {} if nothing is None else {"code": nothing})
        assert "Bitte geben Sie den Code aus der Mail ein" in answer.text
    assert not SignIn.objects.exists()

    client.post(CONFIRM, {"code": code()})
    assert is_signed_in(client)


def test_three_wrong_codes_end_the_attempt(client):
    ask(client, UserFactory().email)
    right = code()
    for _attempt in range(3):
        answer = client.post(CONFIRM, {"code": wrong(right)})

    assert answer.headers["Location"] == SIGN_IN
    assert "zu oft" in client.get(SIGN_IN).text
    client.post(CONFIRM, {"code": right})
    assert not is_signed_in(client)


def test_a_code_works_for_ten_minutes(client):
    user = UserFactory()
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        ask(client, user.email)
        clock.shift(timedelta(minutes=10, seconds=1))
        assert client.post(CONFIRM, {"code": code()}).headers["Location"] == SIGN_IN
        assert "gilt nicht mehr" in client.get(SIGN_IN).text
        assert not is_signed_in(client)


def test_a_code_works_once(client):
    ask(client, UserFactory().email)
    client.post(CONFIRM, {"code": code()})
    client.post(SIGN_OUT)
    client.post(CONFIRM, {"code": code()})
    assert not is_signed_in(client)


def test_a_code_works_in_the_browser_that_asked_for_it_alone(client):
    ask(client, UserFactory().email)
    other = Client()
    other.post(CONFIRM, {"code": code()})
    assert not is_signed_in(other)


def test_a_new_code_replaces_the_old_one(client):
    user = UserFactory()
    ask(client, user.email)
    old = code()
    ask(client, user.email)

    client.post(CONFIRM, {"code": old})
    assert not is_signed_in(client)
    client.post(CONFIRM, {"code": code()})
    assert is_signed_in(client)


def test_a_mistyped_address_can_be_put_right_at_once(client):
    user = UserFactory()
    ask(client, "vertippt@kerpen.example")
    assert client.get(SIGN_IN).status_code == client.get(BY_PASSWORD).status_code == 200
    enter(client, user.email)
    assert is_signed_in(client)


def test_the_confirmation_page_is_for_those_who_asked(client):
    assert client.get(CONFIRM).headers["Location"] == SIGN_IN


def test_who_is_signed_in_needs_no_sign_in_page(client):
    client.force_login(UserFactory())
    for page in (SIGN_IN, CONFIRM, BY_PASSWORD):
        assert client.get(page).headers["Location"] == reverse("portal:start")


@pytest.mark.parametrize("bad", ["", "kein-at", "a@b"])
def test_what_is_no_address_is_told_in_plain_words(client, bad):
    answer = ask(client, bad)
    assert answer.status_code == 200
    assert "<title>Fehler:" in answer.text
    assert "dienstliche E-Mail" in answer.text or "name@example.org" in answer.text


def test_signing_in_leads_on_to_the_page_that_was_asked_for(client):
    user = UserFactory()
    first = client.get(PAGE).headers["Location"]
    assert first == f"{SIGN_IN}?next={PAGE}"
    confirm = client.post(first, {"email": user.email}).headers["Location"]
    assert client.post(confirm, {"code": code()}).headers["Location"] == PAGE


def test_codes_for_one_address_are_limited_and_others_are_not(client):
    user, other = UserFactory(), UserFactory()
    for _time in range(3):
        ask(Client(), user.email)
    answer = ask(Client(), user.email)

    assert "zu oft" in answer.text
    assert len(mail.outbox) == 3
    enter(client, other.email)
    assert is_signed_in(client)


def test_a_town_hall_behind_one_address_can_sign_in():
    for employee in EmployeeFactory.create_batch(40):
        assert ask(Client(), employee.email).status_code == 302


def test_the_session_gets_another_key_at_sign_in(client):
    user = UserFactory()
    ask(client, user.email)
    before = client.session.session_key
    client.post(CONFIRM, {"code": code()})
    assert client.session.session_key != before

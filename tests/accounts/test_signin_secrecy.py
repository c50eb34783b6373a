"""Asking for a code tells nobody who is known."""

import re

import pytest
from django.core import mail
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.accounts.signing_in import CONFIRM, SIGN_IN, UNKNOWN, ask, is_signed_in
from tests.factories import EmployeeFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]


class Refusing(SmtpBackend):
    """A mail server that does not answer."""

    def open(self) -> bool:
        raise ConnectionRefusedError


class Rejecting(SmtpBackend):
    """A mail server that answers, and takes no mail."""

    asked: list[int] = []

    def open(self) -> bool:
        return True

    def close(self) -> None:
        return None

    def send_messages(self, email_messages):
        self.asked.append(len(email_messages))
        raise ConnectionResetError


def unknown() -> str:
    return UNKNOWN


def left() -> str:
    return EmployeeFactory(is_active=False).email


def left_with_account() -> str:
    return UserFactory(employee__is_active=False).email


def closed() -> str:
    return UserFactory(is_active=False).email


def closed_from_outside() -> str:
    return UserFactory(employee=None, is_active=False).email


def closed_and_not_yet_tied() -> str:
    user = UserFactory(employee=None, is_active=False)
    EmployeeFactory(email=user.email, first_name=user.first_name, last_name=user.last_name)
    return user.email


STRANGERS = [unknown, left, left_with_account, closed, closed_from_outside, closed_and_not_yet_tied]


def clean(page: str, email: str) -> str:
    """Return a page without what is another one each time: the address and the token of the form."""
    page = page.replace(email, "…")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


@pytest.mark.parametrize("stranger", STRANGERS)
def test_who_may_not_sign_in_gets_the_same_answer_and_no_mail(stranger):
    pages = []
    for email in (UserFactory().email, stranger()):
        client = Client()
        first = ask(client, email)
        second = client.get(CONFIRM)
        third = client.post(CONFIRM, {"code": "0000-0000"})
        pages.append(
            [(first.status_code, first.headers["Location"]), set(client.cookies)]
            + [(page.status_code, clean(page.text, email)) for page in (second, third)]
        )

    assert pages[0] == pages[1]
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("stranger", STRANGERS)
def test_who_may_not_sign_in_cannot_guess_a_code_either(client, stranger):
    ask(client, stranger())
    for guess in ("", "0", "0000-0000"):
        assert client.post(CONFIRM, {"code": guess}).status_code in (200, 302)
    assert not is_signed_in(client)


@pytest.mark.parametrize("stranger", STRANGERS)
def test_asking_costs_as_many_queries_for_every_address(stranger):
    counts = set()
    for email in (UserFactory().email, EmployeeFactory().email, stranger()):
        with CaptureQueriesContext(connection) as queries:
            ask(Client(), email)
        counts.add(len(queries))
    assert len(counts) == 1


@pytest.mark.logs_errors
@pytest.mark.parametrize("email", [None, UNKNOWN])
def test_a_mail_server_that_does_not_answer_is_told_to_everybody_alike(client, settings, email):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    answer = ask(client, email or UserFactory().email)

    assert answer.status_code == 503
    assert "konnte gerade nicht gesendet werden" in answer.text
    assert "<title>Fehler:" in answer.text
    assert client.get(CONFIRM).headers["Location"] == SIGN_IN


def test_a_mail_server_that_takes_no_mail_does_not_tell_who_is_known(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Rejecting"
    Rejecting.asked.clear()
    answers = [ask(Client(), email) for email in (UserFactory().email, UNKNOWN)]

    assert [answer.headers["Location"] for answer in answers] == [CONFIRM, CONFIRM]
    assert sorted(Rejecting.asked) == [0, 1]


def test_unknown_addresses_are_limited_in_the_same_way():
    answers = [ask(Client(), UNKNOWN) for _time in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 200]

"""What the tests of signing in share."""

import re

from django.core import mail
from django.http import HttpResponse
from django.test import Client

SIGN_IN, CONFIRM = "/konto/anmelden/", "/konto/anmelden/code/"
BY_PASSWORD, SIGN_OUT, CLOSED = "/konto/anmelden/passwort/", "/konto/abmelden/", "/konto/geschlossen/"
PAGE = "/konto/"
UNKNOWN = "niemand@kerpen.example"


def ask(client: Client, email: str, **data: str) -> HttpResponse:
    """Ask for a code."""
    return client.post(SIGN_IN, {"email": email, **data})


def code() -> str:
    """Return the code in the newest mail."""
    found = re.search(r"^\d{4}-\d{4}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found is not None
    return found.group()


def wrong(right: str) -> str:
    """Return a code that is certainly not this one."""
    return right.translate(str.maketrans("0123456789", "1234567890"))


def enter(client: Client, email: str) -> None:
    """Sign in by code."""
    ask(client, email)
    client.post(CONFIRM, {"code": code()})


def is_signed_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200

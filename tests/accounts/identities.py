"""What the tests about the town's identity provider share."""

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.support.identity_provider import Provider

SIGN_IN, ANSWER = reverse("accounts:identity_sign_in"), reverse("accounts:identity_callback")
CONNECT, DISCONNECT = reverse("accounts:identity_connect"), reverse("accounts:identity_disconnect")
SUB = "nr-1"


def begin(client: Client, address: str = SIGN_IN, **data: str) -> str:
    """Press the button and return the address at the provider to which it leads."""
    return client.post(address, data).context["address"]


def sign_in(client: Client, provider: Provider, sub: str = SUB, **data: str) -> HttpResponse:
    """Sign in with the provider and return what comes of it."""
    return client.get(provider.answers(begin(client, **data), sub))


def connect(client: Client, provider: Provider, sub: str = SUB) -> HttpResponse:
    """Tie an identity to the account of who is signed in, and return the page that follows."""
    return client.get(provider.answers(begin(client, CONNECT), sub), follow=True)

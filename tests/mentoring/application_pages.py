"""How tests of the application's pages name, open and read them."""

from typing import Any

from django.test import Client
from django.urls import reverse

from mentoring.models import Mentee

STEPS = ["details", "motivation", "topics", "frame", "wishes", "review"]
GETS = ["detail", "steps", *STEPS, "topics_order", "exclude", "withdraw", "discard"]
POSTS = ["motivation", "topics", "frame", "review", "topics_order", "exclude", "withdraw", "discard", "wishes_change"]


def url(name: str, mentee: Mentee, *args: Any) -> str:
    return reverse(f"mentoring:application_{name}", args=[mentee.pk, *args])


def page(client: Client, address: str) -> str:
    response = client.get(address, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def signed_in(client: Client, mentee: Mentee) -> Client:
    client.force_login(mentee.participation.user)
    return client

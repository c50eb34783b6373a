"""How the tests ask every address of the table as everybody."""

from collections.abc import Iterator

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.permissions.table import PAGES, TABLE, Row
from tests.permissions.urls import named_urls
from tests.permissions.world import ROLES, World


def groups() -> list[str]:
    """Return the parts of the site: "admin:accounts", "mentoring:goal", …"""
    return sorted({_group(name) for name in TABLE})


def addresses(world: World, group: str | None = None) -> Iterator[tuple[str, Row]]:
    """Yield every address of the table, or of one of its groups, with its row."""
    for name, row in TABLE.items():
        if group in (None, _group(name)):
            yield reverse(name, args=_arguments(name, row, world)), row


def team_pages(world: World) -> Iterator[tuple[str, Row]]:
    """Yield the address of a page for everybody, and of one for those who signed in."""
    for thing, allowed in PAGES.items():
        yield reverse("portal:page", args=[world.things[thing]]), Row(allowed, {})


def _group(name: str) -> str:
    return name.partition("_")[0]


def _arguments(name: str, row: Row, world: World) -> list[int | str]:
    parameters = named_urls()[name]
    if name == "admin:app_list":
        return ["accounts"]
    assert set(parameters) == set(row.things), f"{name} takes {parameters}"
    return [world.things[row.things[parameter]] for parameter in parameters]


class Everybody:
    """Asks as each role; what a request changes is rolled back each time, the sign-ins are not."""

    def __init__(self, world: World) -> None:
        self._cookies = {}
        for role in ROLES:
            client = Client()
            user = world.users[role]
            if user is not None:
                client.force_login(user)
            self._cookies[role] = client.cookies

    def ask(
        self,
        role: str,
        method: str,
        url: str,
        data: dict[str, int | str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> HttpResponse:
        client = Client()
        client.cookies.load(self._cookies[role].output(header="", sep=";"))
        with transaction.atomic():
            response = getattr(client, method)(url, data, headers=headers)
            if response.streaming:
                b"".join(response.streaming_content)
            transaction.set_rollback(True)
        return response

"""How the tests ask every address of the table as everybody."""

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.notifications.canaries.words import found_in
from tests.permissions.table import PAGES, TABLE, Row
from tests.permissions.urls import named_urls
from tests.permissions.world import ROLES, World
from tests.support.second_factor import sign_in_without_factor

# How a spreadsheet begins.
ZIP = b"PK"


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
            if user is not None and role == "superuser_without_factor":
                sign_in_without_factor(client, user)
            elif user is not None:
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
                response.streaming_content = [b"".join(response.streaming_content)]
            transaction.set_rollback(True)
        return response


def words_shown(response: HttpResponse) -> set[str]:
    """Return the canaries in an answer, wherever in it they stand: headers, page, spreadsheet."""
    content = b"".join(response) if response.streaming else response.content
    shown = found_in(content) | found_in(response.serialize_headers())
    if content.startswith(ZIP):
        with ZipFile(BytesIO(content)) as archive:
            shown |= {word for name in archive.namelist() for word in found_in(archive.read(name))}
    return shown

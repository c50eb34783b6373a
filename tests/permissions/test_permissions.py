"""Every address × every role × GET and POST. An address that the table does not list fails."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.permissions.table import PAGES, TABLE, Row
from tests.permissions.urls import named_urls
from tests.permissions.world import ROLES, World, build_world

REFUSALS = (403, 404)
NOT_ALLOWED = 405


GROUPS = sorted({name.partition("_")[0] for name in TABLE})


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def test_the_table_lists_every_address_and_no_other() -> None:
    urls = set(named_urls()) - {"portal:page"}
    assert set(TABLE) == urls, {"not listed": sorted(urls - set(TABLE)), "gone": sorted(set(TABLE) - urls)}


@pytest.mark.parametrize("group", GROUPS)
def test_who_may(group: str, world: World) -> None:
    """Ask every address of a group as everybody; what a request changes is rolled back each time."""
    findings = []
    for name, row in TABLE.items():
        if name.partition("_")[0] == group:
            url = reverse(name, args=_arguments(name, row, world))
            findings += [finding for role in ROLES for finding in _wrong(url, row, world, role)]
    assert not findings, "\n".join(findings)


@pytest.mark.parametrize("thing", sorted(PAGES))
def test_who_may_read_a_page_of_the_team(thing: str, world: World) -> None:
    url = reverse("portal:page", args=[world.things[thing]])
    findings = [finding for role in ROLES for finding in _wrong(url, Row(PAGES[thing], {}), world, role)]
    assert not findings, "\n".join(findings)


def _arguments(name: str, row: Row, world: World) -> list[int | str]:
    parameters = named_urls()[name]
    if name == "admin:app_list":
        return ["accounts"]
    assert set(parameters) == set(row.things), f"{name} takes {parameters}"
    return [world.things[row.things[parameter]] for parameter in parameters]


def _wrong(url: str, row: Row, world: World, role: str) -> Iterator[str]:
    for method, allowed in (("get", row.allowed), ("post", row.posting)):
        if method == "get" and row.is_button:
            continue
        response = _ask(world, role, method, url, _said(row, world))
        if _is_refused(response, url) is (role in allowed) and response.status_code != NOT_ALLOWED:
            should = "should get an answer" if role in allowed else "should be refused"
            target = response.headers.get("Location", "")
            yield f"{role} {should}: {method.upper()} {url} gave {response.status_code} {target}"


def _said(row: Row, world: World) -> dict[str, int | str]:
    return {row.says[0]: world.things[row.says[1]]} if row.says else {}


def _ask(world: World, role: str, method: str, url: str, said: dict[str, int | str]) -> HttpResponse:
    client = Client(raise_request_exception=True)
    with transaction.atomic():
        user = world.users[role]
        if user is not None:
            client.force_login(user)
        response = getattr(client, method)(url, said)
        transaction.set_rollback(True)
    return response


def _is_refused(response: HttpResponse, url: str) -> bool:
    """Refused is: not there, not allowed, or led to the sign-in."""
    if response.status_code in REFUSALS:
        return True
    target = response.headers.get("Location", "")
    return target.startswith((reverse("account_login"), reverse("admin:login"))) and not url.startswith(
        (reverse("account_login"), reverse("admin:login"))
    )

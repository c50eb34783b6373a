"""Every address, asked by several roles: the headers are there, reading changes nothing, nobody is led away."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve, reverse

from tests.hardening.answers import ELSEWHERE, is_kept, leads_away, missing_headers
from tests.permissions.asking import Everybody, addresses, groups, team_pages
from tests.permissions.table import SIGNED_IN, Row
from tests.permissions.world import ROLES, World, build_world

# What programs and forms use to say where to go next.
SOMEWHERE_ELSE = dict.fromkeys(("next", "url", "redirect", "return", "back", "redirect_to"), ELSEWHERE)
WRITES = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+\"?(\w+)", re.IGNORECASE)
# A visit goes on with a session; opening what is sensitive is noted in the decision log.
NO_CHANGES = {"accounts_session", "accounts_auditentry"}
# Programs that fetch these carry no session; browsers ask for the scripts' words on every page of the admin.
HAVE_RULES_OF_THEIR_OWN = {"notifications:calendar_feed", "admin:jsi18n"}
MAY_BE_FRAMED = "admin:notifications_message_kind_html"


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.mark.parametrize("part", ["admin", "site"])
def test_every_answer_is_safe(part: str, world: World) -> None:
    everybody = Everybody(world)
    findings: list[str] = []
    for url, row in _pages(world, part):
        for role, method in _asking(row):
            findings += _faults(everybody, role, method, url, row, world)
    assert not findings, "\n".join(findings)


def _pages(world: World, part: str) -> Iterator[tuple[str, Row]]:
    for group in groups():
        if group.startswith("admin") is (part == "admin"):
            yield from addresses(world, group)
    if part == "site":
        yield from team_pages(world)


def _asking(row: Row) -> Iterator[tuple[str, str]]:
    """A stranger, one who is refused, and one who gets an answer; she sends the form too."""
    yield "anonymous", "get"
    for allowed, methods in ((False, ("get",)), (True, ("get", "post"))):
        roles = [role for role in ROLES if role in SIGNED_IN and (role in row.allowed) is allowed]
        yield from ((roles[-1], method) for method in methods if roles)


def _faults(everybody: Everybody, role: str, method: str, url: str, row: Row, world: World) -> Iterator[str]:
    said = {row.says[0]: world.things[row.says[1]]} if row.says else {}
    written: set[str] = set()

    def note(execute, sql, params, many, context):
        if found := WRITES.match(sql):
            written.add(found[2].lower())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        response = everybody.ask(role, method, url, _somewhere_else(url) | said)
    where = f"{role} {method.upper()} {url} ({response.status_code})"
    yield from (f"{where} lacks {fault}" for fault in missing_headers(response, framed=_is_framed(response, url)))
    if method == "get" and written - NO_CHANGES:
        yield f"{where} wrote to {written - NO_CHANGES}"
    if role != "anonymous" and is_kept(response) and not _has_own_rule(url):
        yield f"{where} may be kept: {response.headers.get('Cache-Control')}"
    if leads_away(response):
        yield f"{where} leads to {response.headers['Location']}"


def _somewhere_else(url: str) -> dict[str, str]:
    """Lists of the admin refuse what they do not know, with a page of their own (`test_refusals.py`)."""
    return {} if resolve(url).url_name.endswith("_changelist") else SOMEWHERE_ELSE


def _is_framed(response: HttpResponse, url: str) -> bool:
    return response.status_code == 200 and url == reverse(MAY_BE_FRAMED, args=["workshop-registered"])


def _has_own_rule(url: str) -> bool:
    return resolve(url).view_name in HAVE_RULES_OF_THEIR_OWN


def test_every_change_needs_the_token_of_the_form(world: World) -> None:
    """Asked from another site the browser sends the session along, but cannot know the token."""
    client = Client(enforce_csrf_checks=True)
    user = world.users["team"]
    assert user is not None
    client.force_login(user)

    taken = {url: client.post(url).status_code for url, _row in [*addresses(world), *team_pages(world)]}

    # Metrics have nothing to change: by POST there is no such page.
    assert {url: status for url, status in taken.items() if status != 403} == {reverse("operation:metrics"): 404}

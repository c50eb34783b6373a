"""Every address × every role × GET and POST. An address that the table does not list fails.

The same round looks into what comes back: nobody meets a text of somebody else's, and `frame.py` has its say.
On PostgreSQL `tests/hardening/test_every_address.py` asks every address; who may is the same there.
"""

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.urls import path, reverse
from django.views.generic import RedirectView, TemplateView

from tests.permissions.asking import Everybody, addresses, groups, team_pages, words_shown
from tests.permissions.frame import faults_of
from tests.permissions.table import TABLE, Row
from tests.permissions.urls import named_urls, unlisted
from tests.permissions.world import World, build_world, roles_at

pytestmark = pytest.mark.any_database

REFUSALS = (403, 404)
NOT_ALLOWED = 405


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def test_the_table_lists_every_address_and_no_other() -> None:
    urls = set(named_urls()) - {"portal:page"}
    assert set(TABLE) == urls, {"not listed": sorted(urls - set(TABLE)), "gone": sorted(set(TABLE) - urls)}


def test_no_address_is_without_a_name_of_its_own() -> None:
    assert unlisted() == []


def test_an_address_that_the_table_cannot_list_is_found() -> None:
    view = TemplateView.as_view(template_name="404.html")
    away = RedirectView.as_view(url="https://kerpen.example/")
    patterns = [path("a/", view), path("b/", away), path("c/", view, name="one"), path("d/", view, name="one")]

    assert unlisted(patterns) == ["without a name: a/", "without a name: b/", "one: d/"]


@pytest.mark.parametrize("group", groups())
def test_who_may(group: str, world: World) -> None:
    assert_right(addresses(world, group), world)


def test_who_may_read_a_page_of_the_team(world: World) -> None:
    assert_right(team_pages(world), world)


def assert_right(pages: Iterator[tuple[str, Row]], world: World) -> None:
    everybody = Everybody(world)
    findings = [
        finding for url, row in pages for role in roles_at(url) for finding in _wrong(everybody, url, row, world, role)
    ]
    assert not findings, "\n".join(findings)


def _wrong(everybody: Everybody, url: str, row: Row, world: World, role: str) -> Iterator[str]:
    for method, allowed in (("get", row.allowed), ("post", row.posting)):
        if method == "get" and row.is_button:
            continue
        response = everybody.ask(role, method, url, _said(row, world))
        for fault in faults_of(response):
            yield f"{role}: {method.upper()} {url} {fault}"
        if _is_refused(response, url) is (role in allowed) and response.status_code != NOT_ALLOWED:
            should = "should get an answer" if role in allowed else "should be refused"
            target = response.headers.get("Location", "")
            yield f"{role} {should}: {method.upper()} {url} gave {response.status_code} {target}"
        for word in words_shown(response) & set(world.readers):
            if role not in world.readers[word]:
                yield f"{role} should not read {word}: {method.upper()} {url}"


def _said(row: Row, world: World) -> dict[str, int | str]:
    return {row.says[0]: world.things[row.says[1]]} if row.says else {}


def _is_refused(response: HttpResponse, url: str) -> bool:
    """Refused is: not there, not allowed, or led to the sign-in."""
    if response.status_code in REFUSALS:
        return True
    target = response.headers.get("Location", "")
    return target.startswith((reverse("account_login"), reverse("admin:login"))) and not url.startswith(
        (reverse("account_login"), reverse("admin:login"))
    )

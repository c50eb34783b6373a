"""How many SQL statements every address takes: as many for 500 tandems as for 3, and at most 30."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW
from tests.permissions.asking import Everybody, addresses, team_pages
from tests.permissions.crowd import add_crowd
from tests.permissions.world import World, build_world

pytestmark = [pytest.mark.any_database, pytest.mark.long]

AT_MOST = 30
# Who asks: everybody among these who gets an answer, so that a page is seen from each side.
ASKING = ("applicant", "mentee", "mentor", "adviser", "adviser_with_grant", "team", "administrator")


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def test_every_page_takes_as_many_statements_in_a_large_town_as_in_a_small_one(
    world: World, clock: time_machine.Traveller
) -> None:
    # Once a minute the use of a session is noted.
    clock.move_to(NOW, tick=False)
    add_crowd(world, people=20, tandems=3)
    few = dict(_statements(world))
    add_crowd(world, people=5000, tandems=500)
    many = dict(_statements(world))

    # Fewer is right: what Django keeps for the life of a process was read the first time.
    growing = {page: (few[page], many[page]) for page in few if few[page] < many[page]}
    assert not growing, _lines(growing)
    assert_few(many)


def assert_few(statements: dict[tuple[str, str], int]) -> None:
    too_many = {page: number for page, number in statements.items() if number > AT_MOST}
    assert not too_many, _lines(too_many)


def _lines(findings: dict[tuple[str, str], object]) -> str:
    return "\n".join(f"{role} {url}: {numbers}" for (role, url), numbers in findings.items())


def _statements(world: World) -> Iterator[tuple[tuple[str, str], int]]:
    """Ask for every address and count; yields `((who, address), statements)`."""
    everybody = Everybody(world)
    for url, row in (*addresses(world), *team_pages(world)):
        for role in ASKING:
            if role not in row.allowed or row.is_button:
                continue
            if role != "administrator" or "team" not in row.allowed:  # the two see the same there
                # Django keeps 9,000 of them, and drops the oldest with a warning.
                connection.queries_log.clear()
                with CaptureQueriesContext(connection) as queries:
                    everybody.ask(role, "get", url)
                yield (role, url), len(queries)

"""What every test can rely on.

It is always `factories.NOW`, unless a test travels elsewhere; the guards of `tests/support/` watch;
tests that need their own transactions find the shipped rows (topics, levels, pages) in place.
"""

import os
import uuid
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client, TransactionTestCase

from accounts import append_only, journal
from accounts.models import Role, User
from mentoring.models import Cohort
from tests import factories
from tests.support import second_factor
from tests.support.browser import (  # noqa: F401
    axe,
    browser_page,
    chromium,
    django_db_setup,
    open_page,
    screenshot,
    watcher,
)
from tests.support.guards import (  # noqa: F401
    _note_unknown_variables,
    no_logged_errors,
    no_network,
    no_unknown_variables,
)
from tests.support.identity_provider import provider, running_provider  # noqa: F401

# Read when NumPy is loaded: tests run beside each other already.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

TRANSACTIONAL_FIXTURES = {"transactional_db", "live_server", "open_page", "browser_page", "watcher"}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Keep shipped rows for transactional tests; leave out what is not about this database.

    Tests that start whole programs mostly wait for them, and touch no database of the others: they are
    spread among these, whatever order the plugins have found.
    """
    other_database = []
    for item in items:
        marker = item.get_closest_marker("django_db")
        options = dict(marker.kwargs) if marker else {}
        if options.get("transaction") or TRANSACTIONAL_FIXTURES & set(getattr(item, "fixturenames", ())):
            options |= {"transaction": True, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**options), append=False)
        is_postgres = connection.vendor == "postgresql"
        if _runs_with_sqlite(item) if is_postgres else item.get_closest_marker("postgres"):
            other_database.append(item)
    if other_database:
        config.hook.pytest_deselected(items=other_database)
        items[:] = [item for item in items if item not in other_database]
    yield
    _begin_with_long(items)
    _spread_waiting(items)


def _begin_with_long(items: list[pytest.Item]) -> None:
    """Put long tests before the others, so that none is left when the other processes have nothing to do.

    Those with transactions of their own stay behind those without: they leave the database empty.
    """
    long = [item for item in items if item.get_closest_marker("long")]
    others = [item for item in items if item not in long]
    first = next((number for number, item in enumerate(others) if _has_transactions(item)), len(others))
    others[first:first] = filter(_has_transactions, long)
    items[:] = [*(item for item in long if not _has_transactions(item)), *others]


def _has_transactions(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return marker is not None and bool(marker.kwargs.get("transaction"))


def _spread_waiting(items: list[pytest.Item]) -> None:
    """Put the tests that wait for other programs evenly between the others, the last of them well before the end."""
    waiting = [item for item in items if item.get_closest_marker("system")]
    working = [item for item in items if item not in waiting]
    step = len(working) * 3 // 4 // max(len(waiting), 1)
    for number, item in enumerate(waiting):
        working.insert(number * (step + 1), item)
    items[:] = working


def _runs_with_sqlite(item: pytest.Item) -> bool:
    """Say whether a test needs no other database, because it asks none or would say the same on each."""
    return not _uses_database(item) or item.get_closest_marker("any_database") is not None


def _uses_database(item: pytest.Item) -> bool:
    fixtures = {"db", *TRANSACTIONAL_FIXTURES} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", action="store_true", help="keep pictures of the pages under var/screenshots/")


def pytest_unconfigure() -> None:
    from config.settings import test  # read by Django long before

    test.scratch.cleanup()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """With `REQUIRE_ALL=1` a skipped test is a failed one: nothing is missing unnoticed."""
    report = yield
    if os.environ.get("REQUIRE_ALL") == "1" and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and REQUIRE_ALL=1 allows none. {reason}"
    return report


@pytest.fixture(scope="session", autouse=True)
def _flush_may_empty_the_decision_log() -> Iterator[None]:
    """Let Django empty all tables after a transactional test, the append-only one included."""
    empty_tables = TransactionTestCase._fixture_teardown

    def empty_all_tables(self: TransactionTestCase) -> None:
        for alias in self._databases_names(include_mirrors=False):
            append_only.set_mode(connections[alias], append_only.FLUSH)
        empty_tables(self)
        for alias in self._databases_names(include_mirrors=False):
            append_only.set_mode(connections[alias], "")

    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", empty_all_tables)
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def _sessions_have_proved_a_second_factor() -> Iterator[None]:
    """Let `client.force_login` open the admin to those with a role, as a whole sign-in would."""
    patch = pytest.MonkeyPatch()
    patch.setattr(Client, "force_login", second_factor.force_login)
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def _journals_need_not_last() -> Iterator[None]:
    """Wait for no disk, as the databases of the tests do not."""
    patch = pytest.MonkeyPatch()
    patch.setattr(journal, "keep", lambda handle: None)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _journal_of_its_own(settings: Any) -> None:
    """The database forgets after each test, and so must its journal. The folder is made by who writes."""
    settings.JOURNAL_DIR = settings.JOURNAL_DIR / uuid.uuid4().hex


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Let every test begin on the same morning. `clock.move_to(…)` goes elsewhere."""
    with time_machine.travel(factories.NOW, tick=True) as traveller:
        yield traveller


@pytest.fixture
def fresh_limits() -> None:
    """Forget how often other tests have tried to sign in."""
    cache.clear()


@pytest.fixture
def now() -> datetime:
    return factories.NOW


@pytest.fixture
def today() -> date:
    return factories.TODAY


@pytest.fixture
def cohort(db: None) -> Cohort:
    """A year that accepts applications today."""
    return factories.CohortFactory()


def _with_role(role: Role) -> User:
    return factories.RoleAssignmentFactory(role=role).user


@pytest.fixture
def team_member(db: None) -> User:
    return _with_role(Role.TEAM)


@pytest.fixture
def hr_member(db: None) -> User:
    return _with_role(Role.HR)


@pytest.fixture
def adviser(db: None) -> User:
    """An adviser from outside: she stands in no directory."""
    return factories.RoleAssignmentFactory(role=Role.ADVISER, user__employee=None).user


@pytest.fixture
def administrator(db: None) -> User:
    return _with_role(Role.ADMINISTRATION)

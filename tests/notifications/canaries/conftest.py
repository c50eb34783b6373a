"""An installation of real processes with a tap on its broker, and the people who use it."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from notifications import outbox
from scripts.with_postgres import throw_away_server
from tests.notifications.canaries.redis_wire import Wire
from tests.notifications.canaries.world import World
from tests.notifications.faults.installation import Installation, Redis, as_default_database, free_port, wait_until
from tests.project.test_settings import PRODUCTION

# As docs/operations.md has it: otherwise the server repeats what a statement that fails was about.
QUIET = {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}


@pytest.fixture(autouse=True)
def clock() -> None:
    """These tests live in real time, as the other processes do."""


@pytest.fixture
def installation(tmp_path: Path, django_db_blocker: Any) -> Iterator[Installation]:
    """An installation as a town has it, with empty tables. Nothing runs yet but PostgreSQL and Redis."""
    with ExitStack() as stack:
        redis = Redis(tmp_path)
        stack.callback(redis.stop)
        postgres = stack.enter_context(throw_away_server())
        for name, value in QUIET.items():
            postgres.psql(f"ALTER SYSTEM SET {name} = {value};")
        postgres.psql("SELECT pg_reload_conf();")
        installation = Installation(tmp_path, postgres.get_uri(), redis.url)
        installation.redis, installation.postgres = redis, postgres
        installation.environment |= {
            "DJANGO_SETTINGS_MODULE": "tests.notifications.canaries.settings",
            "CALENDAR_MAILBOX": "termine@kerpen.example",
            "LOG_LEVEL": "DEBUG",
            "MAIL_FROM": PRODUCTION["MAIL_FROM"],
            "TEAM_EMAIL": PRODUCTION["TEAM_EMAIL"],
        }
        with django_db_blocker.unblock():
            installation.prepare()
        stack.callback(installation.stop_all)
        yield installation


@pytest.fixture
def wire(installation: Installation) -> Iterator[Wire]:
    """What goes through Redis, from before the first program starts."""
    assert installation.redis is not None
    wire = Wire(installation.redis.port)
    wait_until(wire.listens.is_set, "the wire is tapped")
    yield wire
    wire.stop()


@pytest.fixture
def world(
    installation: Installation, wire: Wire, monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any
) -> Iterator[World]:
    """Web server, worker, beat and mail server, and the people. The test writes to their database and wakes nobody."""
    monkeypatch.setattr(outbox, "nudge", lambda: None)
    port = free_port()
    installation.environment["BASE_URL"] = f"http://localhost:{port}"
    web = "--config", "python:config.gunicorn", "--bind", f"localhost:{port}", "config.wsgi"
    with (
        django_db_blocker.unblock(),
        as_default_database(installation.database),
        installation.mail_server() as sink,
    ):
        installation.start(*web, program="gunicorn")
        installation.have_worker()
        installation.start_beat("beat")
        wait_until(lambda: "Listening at" in installation.log(), "the web server listens")
        yield World(installation, sink, port)

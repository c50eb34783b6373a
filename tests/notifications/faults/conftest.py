"""Installations of real processes, each made once."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from mentoring.models import Meeting
from notifications import outbox
from notifications.models import Message
from scripts.with_postgres import throw_away_server
from tests.notifications.faults.installation import Installation, Redis, as_default_database
from tests.notifications.smtp_sink import SmtpSink


@pytest.fixture(autouse=True)
def clock() -> None:
    """These tests live in real time, as the other processes do."""


@pytest.fixture(scope="session")
def installation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[Installation]:
    """An installation on PostgreSQL and Redis, or one that needs neither: the parameter is its database."""
    folder = tmp_path_factory.mktemp("installation")
    with ExitStack() as stack:
        if request.param == "postgres":
            redis = Redis(folder)
            stack.callback(redis.stop)
            postgres = stack.enter_context(throw_away_server())
            installation = Installation(folder, postgres.get_uri(), redis.url)
            installation.redis, installation.postgres = redis, postgres
        else:
            installation = Installation(folder, f"sqlite:///{folder / 'mentoring.sqlite3'}", "filesystem://localhost")
        with django_db_blocker.unblock():
            installation.prepare()
        stack.callback(installation.stop_all)
        yield installation


@pytest.fixture
def sink(installation: Installation, monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any) -> Iterator[SmtpSink]:
    """The mail server. The test writes to the installation's database, its outbox is empty, and nobody is woken."""
    monkeypatch.setattr(outbox, "nudge", lambda: None)
    with django_db_blocker.unblock(), as_default_database(installation.database):
        # No scan finds again what another test has planned.
        for model in (Message, Meeting):
            model.objects.all().delete()
        with installation.mail_server() as sink:
            yield sink
            sink.goes_on.set()

"""A kind and a mail server that do what a test says."""

from collections.abc import Iterator

import pytest

from notifications import kinds
from tests.notifications.mailing import CODE, Note, ScriptedServer


@pytest.fixture
def note(monkeypatch: pytest.MonkeyPatch) -> Note:
    """A kind whose truth the test decides."""
    note = Note()
    monkeypatch.setitem(kinds._kinds, CODE, note)
    return note


@pytest.fixture
def server(settings: pytest.FixtureRequest) -> Iterator[type[ScriptedServer]]:
    """A mail server that takes everything until the test says otherwise."""
    settings.EMAIL_BACKEND = "tests.notifications.mailing.ScriptedServer"
    ScriptedServer.reset()
    yield ScriptedServer
    ScriptedServer.reset()

"""A kind and a mail server that do what a test says."""

from collections.abc import Iterator

import pytest

from notifications import kinds, rendering
from tests.notifications.mailing import CODE, Note, ScriptedServer


@pytest.fixture
def note(monkeypatch: pytest.MonkeyPatch) -> Iterator[Note]:
    """A kind whose truth and choice the test decides. Its letters are those of no other test."""
    note = Note()
    monkeypatch.setitem(kinds._kinds, CODE, note)
    yield note
    rendering._letter.cache_clear()


@pytest.fixture
def server(settings: pytest.FixtureRequest) -> Iterator[type[ScriptedServer]]:
    """A mail server that takes everything until the test says otherwise."""
    settings.EMAIL_BACKEND = "tests.notifications.mailing.ScriptedServer"
    ScriptedServer.reset()
    yield ScriptedServer
    ScriptedServer.reset()

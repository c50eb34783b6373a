"""Watches every test for what must never happen unnoticed.

A logged error, a variable that one of our templates names and nobody gives, a connection to another
machine: each fails the test in which it happens, whatever the test itself looks at.
"""

import logging
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.conf import settings
from django.template import Engine
from django.template.base import FilterExpression, Node

LOOPBACK = ("localhost", "127.0.0.1", "::1", "0.0.0.0", "::", "", None)  # noqa: S104


class Collector(logging.Handler):
    """Keeps what was logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def no_logged_errors(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test when something was logged as an error, unless it is marked `logs_errors`."""
    collector = Collector()
    logging.getLogger().addHandler(collector)
    yield
    logging.getLogger().removeHandler(collector)
    if collector.records and not request.node.get_closest_marker("logs_errors"):
        lines = [logging.Formatter("%(name)s: %(message)s").format(record) for record in collector.records]
        pytest.fail("Errors were logged:\n" + "\n".join(lines), pytrace=False)


class NotedBlank(str):
    """The empty text that stands for an unknown variable, and notes where it was used.

    Django asks whether it is true, or holds a placeholder, before it takes it. The answer is that of
    the empty string, so that pages look as they do in production.
    """

    __slots__ = ()
    unknown: list[str] = []

    def __bool__(self) -> bool:
        self._note(sys._getframe(1))
        return False

    def __contains__(self, part: object) -> bool:
        self._note(sys._getframe(1))
        return False

    @classmethod
    def _note(cls, frame: FrameType | None) -> None:
        name = frame.f_locals.get("key") if frame is not None else None  # a variable of blocktranslate
        while frame is not None:
            here = frame.f_locals.get("self")
            if name is None and isinstance(here, FilterExpression):
                name = str(here)
            elif isinstance(here, Node):
                origin = getattr(here, "origin", None)
                if origin is not None and is_ours(origin.name):
                    cls.unknown.append(f"{name} in {origin.name}")
                return
            frame = frame.f_back


def is_ours(template: str) -> bool:
    """Say whether a template belongs to the project and not to a library, which may name what it likes."""
    return Path(template).is_relative_to(settings.BASE_DIR) and "site-packages" not in template


@pytest.fixture(scope="session", autouse=True)
def _note_unknown_variables() -> Iterator[None]:
    """Put `NotedBlank` in the place of the empty text in every engine, those of a single test included."""
    noted = NotedBlank()
    patch = pytest.MonkeyPatch()
    patch.setattr(
        Engine, "string_if_invalid", property(lambda engine: noted, lambda engine, value: None), raising=False
    )
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def no_unknown_variables(_note_unknown_variables: None) -> Iterator[None]:
    """Fail the test when one of our templates showed a variable that its view did not give."""
    NotedBlank.unknown.clear()
    yield
    if NotedBlank.unknown:
        pytest.fail("Unknown variables in templates:\n" + "\n".join(sorted(set(NotedBlank.unknown))), pytrace=False)


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            require_local(address[0])
        connect(self, address)

    def look_up_here(host: Any, *args: Any, **kwargs: Any) -> Any:
        require_local(host)
        return look_up(host, *args, **kwargs)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect_here)
    patch.setattr(socket, "getaddrinfo", look_up_here)
    yield
    patch.undo()


def require_local(host: Any) -> None:
    host = host.decode() if isinstance(host, bytes) else host
    if host not in LOOPBACK and not str(host).startswith("127."):
        raise AssertionError(f"A test tried to reach {host}. Nothing may leave this machine.")

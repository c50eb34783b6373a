"""What waits for whoever enters the admin: apps further right say what, the admin's entry shows it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from accounts.models import User


@dataclass(frozen=True)
class Task:
    """One thing that waits, with the one button that leads to it."""

    text: str
    button: str
    url: str


Source = Callable[[User | AnonymousUser], Iterable[Task]]

_tasks: dict[str, Source] = {}
_upkeep: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Let a source say what waits for somebody in no single year. Called from the app's `ready()`."""
    _tasks[name] = source


def register_upkeep(name: str, source: Source) -> None:
    """Let a source say what the site itself needs. It stands at the entry and in no mail: nobody waits for it."""
    _upkeep[name] = source


def tasks_for(user: User | AnonymousUser) -> list[Task]:
    return [task for source in _tasks.values() for task in source(user)]


def upkeep_for(user: User | AnonymousUser) -> list[Task]:
    return [task for source in _upkeep.values() for task in source(user)]

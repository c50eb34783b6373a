"""State changes: what a model's `TRANSITIONS` does not list is refused."""

from typing import Any, Protocol

from accounts.errors import Stale


class HasTransitions(Protocol):
    TRANSITIONS: Any
    state: Any


def can_become(thing: HasTransitions, state: str) -> bool:
    """Say whether the thing may change from its state to another one."""
    return state in thing.TRANSITIONS.get(thing.state, ())


def require_transition(thing: HasTransitions, state: str) -> None:
    """Let a legal change pass.

    Raises:
        Stale: when the thing's present state does not allow the new one.
    """
    if not can_become(thing, state):
        raise Stale

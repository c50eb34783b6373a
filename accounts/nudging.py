"""Wakes a worker. Tasks are nudges: the truth is in the database, and a sweep finds what nobody heard."""

import logging
from typing import Any

logger = logging.getLogger(__name__)


def nudge(task: Any, *arguments: int, expires: int) -> None:
    """Ask a worker to run a task within so many seconds, without waiting for it.

    A broker that is away stops nobody. Only the error's type is logged, its text may hold the
    broker's password.
    """
    try:
        task.apply_async(args=arguments, retry=False, expires=expires)
    except Exception as error:  # each transport has errors of its own
        logger.warning("A worker could not be woken: %s", type(error).__name__)

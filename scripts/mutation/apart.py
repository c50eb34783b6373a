"""Runs a function in a process of its own, so that it leaves no threads behind in this one."""

import multiprocessing
from collections.abc import Callable
from functools import wraps
from multiprocessing.connection import Connection
from typing import Any

FORK = multiprocessing.get_context("fork")


def apart(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that has another process do the same, and returns or raises what that did."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        ours, theirs = FORK.Pipe(duplex=False)
        process = FORK.Process(target=_answer, args=(theirs, function, args, kwargs))
        process.start()
        theirs.close()
        is_done, outcome = ours.recv()
        process.join()
        if is_done:
            return outcome
        raise outcome

    return run


def _answer(pipe: Connection, function: Callable[..., Any], args: Any, kwargs: Any) -> None:
    try:
        pipe.send((True, function(*args, **kwargs)))
    except Exception as error:
        pipe.send((False, error))

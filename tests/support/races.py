"""Several people at the same moment: threads with a database connection each, for PostgreSQL."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from queue import Queue
from threading import Barrier, Event
from time import sleep

from django.db import connection, transaction

from accounts.errors import Refused


def at_once(calls: Iterable[Callable[[], object]]) -> list[object]:
    """Run the calls in threads that start together; return what each gave, or how it was refused.

    Any other error fails the test.
    """
    calls = list(calls)
    start = Barrier(len(calls))

    def together(call: Callable[[], object]) -> object:
        start.wait(timeout=20)
        return call()

    with ThreadPoolExecutor(max_workers=len(calls)) as pool:
        return [future.result() for future in [pool.submit(_run, partial(together, call)) for call in calls]]


def _run(call: Callable[[], object]) -> object:
    try:
        return call()
    except Refused as refusal:
        return refusal
    finally:
        connection.close()


def first_then(first: Callable[[], object], second: Callable[[], object]) -> tuple[object, object]:
    """Let `second` begin when `first` has done everything but commit; return what each gave, or how it was refused.

    `first` commits once `second` waits for what it holds, or is through without having waited for anything.
    """
    has_done, backend = Event(), Queue[int]()

    def hold() -> object:
        with transaction.atomic():
            result = first()
            has_done.set()
            pid = backend.get(timeout=20)
            _wait_until(lambda: following.done() or _waits(pid))
        return result

    def follow() -> object:
        assert has_done.wait(timeout=20)
        connection.ensure_connection()
        backend.put(connection.connection.info.backend_pid)
        return second()

    with ThreadPoolExecutor(max_workers=2) as pool:
        following = pool.submit(_run, follow)
        holding = pool.submit(_run, hold)
        return holding.result(), following.result()


def _waits(pid: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [pid])
        return bool(cursor.fetchone()[0])


def _wait_until(is_so: Callable[[], bool]) -> None:
    """Look again and again; a test that waits for what does not come fails."""
    for _look in range(2_000):
        if is_so():
            return
        sleep(0.01)
    raise AssertionError("What the test waits for did not come.")


def refusals(results: Iterable[object]) -> list[Refused]:
    """Return those of the results that are refusals."""
    return [result for result in results if isinstance(result, Refused)]

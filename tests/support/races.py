"""Several people at the same moment: threads with a database connection each, for PostgreSQL."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from accounts.errors import Refused


def at_once(calls: Iterable[Callable[[], object]]) -> list[object]:
    """Run the calls in threads that start together; return what each gave, or how it was refused.

    Any other error fails the test.
    """
    calls = list(calls)
    start = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        try:
            start.wait(timeout=20)
            return call()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(calls)) as pool:
        return [future.result() for future in [pool.submit(run, call) for call in calls]]


def refusals(results: Iterable[object]) -> list[Refused]:
    """Return those of the results that are refusals."""
    return [result for result in results if isinstance(result, Refused)]

"""What may be said of an error in a log: its kind and where it happened. Its text may repeat what people entered."""

from collections.abc import Iterator
from types import TracebackType

# Of a deep call the innermost places tell most.
PLACES = 12


def without_text(error: BaseException) -> str:
    """Return the kind of an error, and the place if it was raised at one."""
    found = places(error.__traceback__)
    return f"{type(error).__name__} at {found[-1]}" if found else type(error).__name__


def kinds(error: BaseException) -> str:
    """Return the kinds of an error and of those that led to it: `Refused <- KeyError`."""
    return " <- ".join(type(one).__name__ for one in _chain(error))


def places(trace: TracebackType | None) -> list[str]:
    """Return where the calls of a traceback stood, the innermost last."""
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found[-PLACES:]


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)

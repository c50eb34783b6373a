"""The evaluations: every place where data of persons is counted, compared or brought into an order.

An app describes its own in its `evaluations.py` and registers them when it is ready. The documents for
data protection and for the staff council read this; a test looks for code that counts and is named here nowhere.
"""

from dataclasses import dataclass

from accounts.inventory import Reader, Words


@dataclass(frozen=True)
class Evaluation:
    """One evaluation, in words for whoever judges whether it may be."""

    # What it is known by, and the modules in which it is computed.
    code: str
    modules: tuple[str, ...]
    title: Words
    purpose: Words
    # From what it is made.
    data: Words
    # Who sees it; nobody sees it by name who is not named here.
    readers: tuple[Reader, ...]
    # Whether it names persons, or from how many on it says a number (R10, R11).
    detail: Words
    # What it leaves out on purpose.
    excluded: Words


_evaluations: dict[str, Evaluation] = {}


def register(*evaluations: Evaluation) -> None:
    """Make evaluations known. Called from an app's `ready()`."""
    _evaluations.update({each.code: each for each in evaluations})


def evaluations() -> list[Evaluation]:
    return list(_evaluations.values())

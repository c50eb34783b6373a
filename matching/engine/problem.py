"""The question: who is to be matched with whom, how well each pair fits, and what forbids it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matching.engine.terms import Term, Values


class InvalidProblem(ValueError):
    """The description contradicts itself; the message says where."""


@dataclass(frozen=True, eq=False)
class Criterion:
    """One part of the score. A pair's score is the sum of its parts."""

    code: str
    # Points from 0 upwards.
    points: Term


@dataclass(frozen=True, eq=False)
class Rule:
    """Forbids every pair for which its term is not zero."""

    code: str
    forbids: Term
    # Whether people may set it aside for a pair, with a reason (R4 f to h).
    is_overridable: bool = False


@dataclass(frozen=True)
class Lock:
    """A mentor that is settled for a mentee, whatever else would be better."""

    mentor: int
    # The rules that people set aside for this pair.
    overrides: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Problem:
    """Mentees × mentors. Positions in the two tuples are how everything else names them.

    Raises:
        InvalidProblem: when sizes do not fit, ids repeat, points are negative, or locks cannot hold.
    """

    # Stable ids: the canonical choice among equally good answers depends on them, never on the order.
    mentees: tuple[str, ...]
    mentors: tuple[str, ...]
    # Shape (mentors,): how many mentees each mentor takes, 0 or more; locked ones included.
    capacity: NDArray[np.int64]
    criteria: tuple[Criterion, ...] = ()
    rules: tuple[Rule, ...] = ()
    # By the position of the mentee.
    locks: Mapping[int, Lock] = field(default_factory=dict)
    # Mentees who stay without a mentor this time.
    left_out: frozenset[int] = frozenset()

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.mentees), len(self.mentors)

    def scores(self, rows: slice) -> Values:
        """Return the scores of some mentees with all mentors, forbidden pairs included."""
        ...

    def allowed(self, rows: slice) -> NDArray[np.bool_]:
        """Return which pairs of some mentees no rule forbids. Locks and places play no part."""
        ...

    def parts(self, mentee: int, mentor: int) -> dict[str, int]:
        """Return the points of one pair by criterion; they add up to its score."""
        ...

    def reasons(self, mentee: int) -> dict[str, NDArray[np.bool_]]:
        """Return for each rule which mentors it takes from one mentee."""
        ...

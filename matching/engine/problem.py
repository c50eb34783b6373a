"""The question: who is to be matched with whom, how well each pair fits, and what forbids it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matching.engine.terms import Term

# Scores are summed in int32, and solvers add up costs in float64: below this, nothing is rounded.
GREATEST_SCORE = 2**31 - 2
GREATEST_TOTAL = 2**46


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

    def __post_init__(self) -> None:
        self._require_matching_sizes()
        self._require_exact_numbers()
        self._require_locks_that_hold()

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.mentees), len(self.mentors)

    def scores(self, rows: slice) -> NDArray[np.int32]:
        """Return the scores of some mentees with all mentors, forbidden pairs included."""
        start, stop, _step = rows.indices(len(self.mentees))
        total = np.zeros((max(stop - start, 0), len(self.mentors)), dtype=np.int32)
        for criterion in self.criteria:
            total += criterion.points.block(rows)
        return total

    def allowed(self, rows: slice) -> NDArray[np.bool_]:
        """Return which pairs of some mentees no rule forbids. Locks and places play no part."""
        start, stop, _step = rows.indices(len(self.mentees))
        allowed = np.ones((max(stop - start, 0), len(self.mentors)), dtype=np.bool_)
        for rule in self.rules:
            allowed &= rule.forbids.block(rows) == 0
        return allowed

    def parts(self, mentee: int, mentor: int) -> dict[str, int]:
        """Return the points of one pair by criterion; they add up to its score."""
        row = slice(mentee, mentee + 1)
        return {criterion.code: int(criterion.points.block(row)[0, mentor]) for criterion in self.criteria}

    def reasons(self, mentee: int) -> dict[str, NDArray[np.bool_]]:
        """Return for each rule which mentors it takes from one mentee."""
        row = slice(mentee, mentee + 1)
        return {rule.code: rule.forbids.block(row)[0] != 0 for rule in self.rules}

    def _require_matching_sizes(self) -> None:
        for name, ids in (("mentee", self.mentees), ("mentor", self.mentors)):
            if len(set(ids)) != len(ids):
                raise InvalidProblem(f"A {name} is named twice.")
        for parts in (self.criteria, self.rules):
            if len({part.code for part in parts}) != len(parts):
                raise InvalidProblem("Two criteria or two rules have the same code.")
        if self.capacity.shape != (len(self.mentors),) or self.capacity.dtype.kind not in "iu":
            raise InvalidProblem("Capacity is a whole number for each mentor.")
        if (self.capacity < 0).any():
            raise InvalidProblem("A capacity is negative.")
        terms = {c.code: c.points for c in self.criteria} | {r.code: r.forbids for r in self.rules}
        for code, term in terms.items():
            if term.shape != self.shape:
                raise InvalidProblem(f"{code} is of shape {term.shape}, not {self.shape}.")

    def _require_exact_numbers(self) -> None:
        greatest = 0
        for criterion in self.criteria:
            lowest, highest = criterion.points.bounds()
            if lowest < 0:
                raise InvalidProblem(f"{criterion.code} has negative points.")
            greatest += highest
        if greatest > GREATEST_SCORE or (greatest + 1) * len(self.mentees) > GREATEST_TOTAL:
            raise InvalidProblem("The points are so many that they cannot be added up exactly.")

    def _require_locks_that_hold(self) -> None:
        numbers = range(len(self.mentees))
        if not all(mentee in numbers for mentee in (*self.locks, *self.left_out)):
            raise InvalidProblem("A lock or a left-out mentee is nobody's position.")
        if self.left_out & self.locks.keys():
            raise InvalidProblem("A mentee is locked and left out at once.")
        if not all(lock.mentor in range(len(self.mentors)) for lock in self.locks.values()):
            raise InvalidProblem("A lock names no mentor's position.")
        taken = Counter(lock.mentor for lock in self.locks.values())
        for mentor, places in taken.items():
            if places > self.capacity[mentor]:
                raise InvalidProblem(f"More mentees are locked with {self.mentors[mentor]} than there are places.")
        overridable = {rule.code for rule in self.rules if rule.is_overridable}
        for mentee, lock in self.locks.items():
            if not lock.overrides <= overridable:
                raise InvalidProblem(f"The lock of {self.mentees[mentee]} sets aside a rule that nobody may.")
            broken = {code for code, taken_away in self.reasons(mentee).items() if taken_away[lock.mentor]}
            if not broken <= lock.overrides:
                raise InvalidProblem(f"The lock of {self.mentees[mentee]} breaks {', '.join(sorted(broken))}.")

"""Random problems that are nasty on purpose, each the same for ever by its seed and number.

A case holds what it is about as plain arrays too, so that a reference needs nothing of the engine.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.engine.problem import Criterion, Lock, Problem, Rule
from matching.engine.terms import Dense

# The numbers of cases that `make verify-matching` looks at, and the suite.
SEED = 15
SMALL_CASES, SMALL_IN_SUITE, CHANGES_IN_SUITE = 20_000, 600, 120
MEDIUM_CASES, MEDIUM_IN_SUITE = 2_000, 40
SMALL, MEDIUM = (5, 4), (40, 30)
# "again" may be set aside, and "near"; "line" never.
OVERRIDABLE = {"line": False, "near": True, "again": True}
# How often a rule forbids which share of all pairs.
SHARES = {0.0: 0.35, 0.1: 0.3, 0.3: 0.2, 0.6: 0.1, 1.0: 0.05}

Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Case:
    """A problem and how it is to be solved."""

    name: str
    mentees: tuple[str, ...]
    mentors: tuple[str, ...]
    # Criteria by code; the score of a pair is their sum.
    points: dict[str, Numbers]
    forbidden: dict[str, Flags]
    capacity: Numbers
    locks: dict[int, Lock]
    left_out: frozenset[int]
    worst_first: bool
    # Set aside when prices are asked.
    overriding: frozenset[str]

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.mentees), len(self.mentors)

    @cached_property
    def scores(self) -> Numbers:
        return sum(self.points.values(), start=np.zeros(self.shape, dtype=np.int64))

    @property
    def allowed(self) -> Flags:
        return self.allowed_when(frozenset())

    def allowed_when(self, overriding: frozenset[str]) -> Flags:
        """Return the pairs that no rule forbids beyond those set aside."""
        allowed = np.ones(self.shape, dtype=np.bool_)
        for code, pairs in self.forbidden.items():
            if code not in overriding:
                allowed &= ~pairs
        return allowed

    @cached_property
    def problem(self) -> Problem:
        return Problem(
            mentees=self.mentees,
            mentors=self.mentors,
            capacity=self.capacity,
            criteria=tuple(Criterion(code, Dense(values)) for code, values in self.points.items()),
            rules=tuple(Rule(code, Dense(pairs), OVERRIDABLE[code]) for code, pairs in self.forbidden.items()),
            locks=self.locks,
            left_out=self.left_out,
        )

    def shuffled(self) -> "Case":
        """Return the same people in another order."""
        rng = np.random.default_rng(SEED)
        return self.among(*(rng.permutation(count).tolist() for count in self.shape))

    def among(self, mentees: list[int], mentors: list[int]) -> "Case":
        """Return the case of some of the people, who include all that are locked, in the given order."""
        return replace(
            self,
            mentees=tuple(self.mentees[mentee] for mentee in mentees),
            mentors=tuple(self.mentors[mentor] for mentor in mentors),
            points={code: values[mentees][:, mentors] for code, values in self.points.items()},
            forbidden={code: pairs[mentees][:, mentors] for code, pairs in self.forbidden.items()},
            capacity=self.capacity[mentors],
            locks={
                mentees.index(mentee): Lock(mentors.index(lock.mentor), lock.overrides)
                for mentee, lock in self.locks.items()
            },
            left_out=frozenset(mentees.index(mentee) for mentee in self.left_out),
        )


def small_case(number: int, seed: int = SEED) -> Case:
    """Return a case of up to 5 mentees and 4 mentors, none included."""
    rng = np.random.default_rng([seed, number])
    shape = int(rng.integers(0, SMALL[0] + 1)), int(rng.integers(0, SMALL[1] + 1))
    return _case(f"small {seed}/{number}", shape, rng)


def medium_case(number: int, seed: int = SEED) -> Case:
    """Return a case of 8 to 40 mentees and 1 to 30 mentors."""
    rng = np.random.default_rng([seed, number])
    shape = int(rng.integers(8, MEDIUM[0] + 1)), int(rng.integers(1, MEDIUM[1] + 1))
    return _case(f"medium {seed}/{number}", shape, rng)


def _case(name: str, shape: tuple[int, int], rng: np.random.Generator) -> Case:
    shares = rng.choice(list(SHARES), size=len(OVERRIDABLE), p=list(SHARES.values()))
    forbidden = {code: rng.random(shape) < share for code, share in zip(OVERRIDABLE, shares, strict=True)}
    capacity = rng.integers(0, 4, shape[1]) if rng.random() < 0.7 else rng.integers(0, 2, shape[1])
    count = rng.integers(0, shape[0] // 2 + 1) if rng.random() < 0.5 else 0
    locks, left_out = _settle(rng.permutation(shape[0])[:count].tolist(), forbidden, capacity, rng)
    return Case(
        name=name,
        mentees=_ids("mentee", shape[0], rng),
        mentors=_ids("mentor", shape[1], rng),
        points=_points(shape, rng),
        forbidden=forbidden,
        capacity=capacity.astype(np.int64),
        locks=locks,
        left_out=left_out,
        worst_first=bool(rng.random() < 0.4),
        overriding=frozenset(code for code, may in OVERRIDABLE.items() if may and rng.random() < 0.5),
    )


def _ids(kind: str, count: int, rng: np.random.Generator) -> tuple[str, ...]:
    """Return ids whose order is not that of the positions."""
    return tuple(f"{kind}-{number}" for number in rng.permutation(100 + count)[:count].tolist())


def _settle(
    mentees: list[int], forbidden: dict[str, Flags], capacity: Numbers, rng: np.random.Generator
) -> tuple[dict[int, Lock], frozenset[int]]:
    """Lock some mentees, also where a rule has to be set aside, and leave some out."""
    locks: dict[int, Lock] = {}
    left_out = set()
    free = capacity.copy()
    for mentee in mentees:
        mentors = np.flatnonzero((free > 0) & ~forbidden["line"][mentee])
        if not mentors.size or rng.random() < 0.3:
            left_out.add(mentee)
            continue
        mentor = int(rng.choice(mentors))
        free[mentor] -= 1
        broken = frozenset(code for code, pairs in forbidden.items() if pairs[mentee, mentor])
        locks[mentee] = Lock(mentor, broken)
    return locks, frozenset(left_out)


def _points(shape: tuple[int, int], rng: np.random.Generator) -> dict[str, Numbers]:
    """Return scores of a kind that is known to be hard, in one or two parts."""
    mentees, mentors = shape
    quality = rng.integers(0, 30, (1, mentors))
    kinds = {
        "nothing": np.zeros(shape, dtype=np.int64),
        "ties": rng.integers(0, 3, shape),
        "few values": rng.integers(0, 12, shape),
        "wide": rng.integers(0, 1001, shape),
        "common to all": quality * 10 + rng.integers(0, 2, shape),
        "rank one": rng.integers(0, 30, (mentees, 1)) * quality,
        "one favourite": np.where(np.arange(mentors) == 0, 100, 1) + rng.integers(0, 2, shape),
        "beyond int16": rng.integers(0, 2**17, shape),
    }
    chosen = kinds[str(rng.choice(list(kinds)))]
    wish = np.where(rng.random(shape) < 0.1, 5, 0)
    return {"fit": chosen, "wish": wish} if rng.random() < 0.5 else {"fit": chosen}


def tiny(
    *scores: list[int | None],
    capacity: list[int] | None = None,
    near: Collection[tuple[int, int]] = (),
    locks: dict[int, Lock] | None = None,
    left_out: Collection[int] = (),
) -> Problem:
    """Return a problem from a row of scores for each mentee; None is a pair that no one may have.

    Mentors have one place unless `capacity` says otherwise; pairs in `near` may be overridden.
    """
    given = np.array([[-1 if score is None else score for score in row] for row in scores], dtype=np.int64)
    too_near = np.zeros(given.shape, dtype=np.bool_)
    too_near[tuple(zip(*near, strict=True)) or ([], [])] = True
    return Problem(
        mentees=tuple(f"mentee-{number}" for number in range(given.shape[0])),
        mentors=tuple(f"mentor-{number}" for number in range(given.shape[1])),
        capacity=np.array([1] * given.shape[1] if capacity is None else capacity, dtype=np.int64),
        criteria=(Criterion("fit", Dense(given.clip(0))),),
        rules=(Rule("line", Dense(given < 0)), Rule("near", Dense(too_near), is_overridable=True)),
        locks=locks or {},
        left_out=frozenset(left_out),
    )

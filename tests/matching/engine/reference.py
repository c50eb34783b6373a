"""What is right, found without the engine: by trying everything, or by HiGHS.

Both answer one question: given which mentors each mentee may have, which is the greatest number of
matched mentees, and which the greatest total among those? Everything else is asked in these terms.
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import eye_array, kron, vstack

from tests.matching.engine.cases import Case, Flags, Numbers

UNMATCHED = -1
# What SciPy says when nothing fulfils the constraints.
INFEASIBLE = 2

# Matched mentees and total; None when nothing is possible.
Figures = tuple[int, int]


class Best(Protocol):
    def __call__(self, options: Flags) -> Figures | None:
        """Return the best figures. `options` has shape (mentees, mentors + 1), the last for no mentor."""


@dataclass(frozen=True)
class Answer:
    figures: Figures
    lowest: int | None
    # Which options were open in the end: with worst-first, those from the lowest score upwards.
    options: Flags


def exhaustively(case: Case) -> Best:
    """Return the reference that tries every assignment; for a few people only."""
    chosen = _every_assignment(*case.shape)
    mentees, mentors = case.shape
    load = np.stack([(chosen == mentor).sum(axis=1) for mentor in range(mentors)] or [np.zeros(len(chosen))], axis=1)
    fits = (load <= (case.capacity if mentors else 0)).all(axis=1)
    chosen = chosen[fits]
    everybody = np.arange(mentees)
    counts = (chosen < mentors).sum(axis=1)
    totals = np.append(case.scores, np.zeros((mentees, 1), dtype=np.int64), axis=1)[everybody, chosen].sum(axis=1)

    def best(options: Flags) -> Figures | None:
        possible = options[everybody, chosen].all(axis=1)
        return max(zip(counts[possible].tolist(), totals[possible].tolist(), strict=True), default=None)

    return best


@cache
def _every_assignment(mentees: int, mentors: int) -> NDArray[np.intp]:
    every = list(product(range(mentors + 1), repeat=mentees))
    return np.array(every, dtype=np.intp).reshape(len(every), mentees)


def with_highs(case: Case) -> Best:
    """Return the reference that solves a linear programme, whose corners are whole numbers."""
    mentees, mentors = case.shape
    worth = 2 * (mentees + 1) * (int(case.scores.max(initial=0)) + 1)
    # A row for each mentee, then for each mentor; a column for each pair.
    of_mentee = kron(eye_array(mentees), np.ones((1, mentors)))
    of_mentor = kron(np.ones((1, mentees)), eye_array(mentors))
    constraints = vstack([of_mentee, of_mentor], format="csc")
    most = np.concatenate([np.ones(mentees), case.capacity])

    def best(options: Flags) -> Figures | None:
        pairs = np.flatnonzero(options[:, :-1])
        must = ~options[:, -1]
        if not pairs.size:
            return None if must.any() else (0, 0)
        scores = case.scores.ravel()[pairs]
        least = np.concatenate([must, np.zeros(mentors)])
        found = milp(-(worth + scores), constraints=LinearConstraint(constraints[:, pairs], least, most))
        if found.status == INFEASIBLE:
            return None
        assert found.status == 0, found.message
        taken = found.x.round().astype(np.int64)
        assert np.abs(found.x - taken).max() < 1e-6, "a corner is not whole"
        return int(taken.sum()), int((taken * scores).sum())

    return best


def options(case: Case, *, threshold: int = 0) -> Flags:
    """Return whom each mentee may have: her lock, nobody, or any pair that no rule forbids."""
    free = case.allowed & (case.scores >= threshold)
    found = np.append(free, np.ones((case.shape[0], 1), dtype=np.bool_), axis=1)
    for mentee, lock in case.locks.items():
        found[mentee] = only(lock.mentor, case)
    for mentee in case.left_out:
        found[mentee] = only(UNMATCHED, case)
    return found


def only(mentor: int, case: Case) -> Flags:
    """Return the options of a mentee who may have this mentor and no other; `UNMATCHED` is one too."""
    return np.arange(case.shape[1] + 1) == mentor % (case.shape[1] + 1)


def answer(case: Case, best: Best) -> Answer:
    """Return the right answer to a case."""
    every = options(case)
    figures = best(every)
    assert figures is not None, "locks always hold"
    if not case.worst_first or figures[0] == len(case.locks):
        return Answer(figures, None, every)
    # The more is forbidden, the fewer can be matched: the last threshold that costs nobody is the one.
    thresholds = sorted({0, *case.scores[case.allowed].tolist()})
    costs_somebody = bisect_left(
        thresholds, True, key=lambda threshold: _count(best, options(case, threshold=threshold)) < figures[0]
    )
    lowest = thresholds[costs_somebody - 1]
    higher = options(case, threshold=lowest)
    found = best(higher)
    assert found is not None
    return Answer(found, lowest, higher)


def _count(best: Best, among: Flags) -> int:
    figures = best(among)
    return -1 if figures is None else figures[0]


def insisted(best: Best, right: Answer, mentee: int, row: Flags) -> Figures | None:
    """Return the best figures when one mentee has only these options, all others what they had."""
    changed = right.options.copy()
    changed[mentee] = row
    return best(changed)


def possible_mentors(case: Case, mentee: int, overriding: frozenset[str]) -> Flags:
    """Return the mentors on whom one can insist for a mentee."""
    taken = np.zeros(case.shape[1], dtype=np.int64)
    for other, lock in case.locks.items():
        taken[lock.mentor] += other != mentee
    found: Flags = case.allowed_when(overriding)[mentee] & (taken < case.capacity)
    if mentee in case.locks:
        found[case.locks[mentee].mentor] = True
    return found


def total(case: Case, mentor_of: Numbers) -> Figures:
    """Return the figures of an assignment."""
    matched = np.flatnonzero(mentor_of != UNMATCHED)
    return matched.size, int(case.scores[matched, mentor_of[matched]].sum())

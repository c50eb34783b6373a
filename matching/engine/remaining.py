"""What is left to decide once locked and left-out mentees are settled."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.problem import Problem

Scores = NDArray[np.signedinteger[Any]]

# Stands in a block of scores where a rule forbids the pair; no score is negative.
FORBIDDEN = -1
# Blocks of this many pairs stay in the processor's cache while they are worked on.
PAIRS_IN_A_BLOCK = 200_000
# Scores are kept rather than computed again and again as long as they fit here.
BYTES_TO_KEEP = 512 * 2**20


@dataclass(frozen=True, eq=False)
class Remaining:
    """The mentees still to be matched, called rows, and the places still free."""

    problem: Problem
    # Shape (rows,): the position of each row's mentee in the problem.
    mentees: NDArray[np.int64]
    # Shape (mentors,): places without the locked ones; never more than there are rows.
    places: NDArray[np.int64]
    # The highest score of a pair that no rule forbids; 0 when there is none.
    highest: int
    # What leaving a mentee out costs: more than twice what any points can outweigh, so that mentees and
    # points can be told apart in a sum of costs, even when one lock more is lifted.
    unmatched_cost: int
    # Shape (rows, mentors), or nothing when it is too large to keep.
    table: Scores | None
    # What all pairs score, `FORBIDDEN` when a rule forbids each of them; None when they differ.
    uniform_score: int | None
    # Pairs that score less are not used (worst-first).
    threshold: int = 0

    @property
    def shape(self) -> tuple[int, int]:
        return self.mentees.size, self.places.size

    def blocks(self) -> Iterator[tuple[slice, Scores]]:
        """Yield slices of rows with their scores; a pair may be used if it scores `threshold` or more."""
        if self.table is None:
            yield from _score_blocks(self.problem, self.mentees)
            return
        for rows in _slices(*self.table.shape):
            yield rows, self.table[rows]

    def above(self, threshold: int) -> "Remaining":
        """Return the same without the pairs that score less."""
        return replace(self, threshold=threshold)

    def less_strict(self) -> "Remaining":
        """Return the same with a moderate cost of leaving a mentee out, which solvers answer sooner.

        The answer is nearly always the same, but has to be proven with the true cost.
        """
        return replace(self, unmatched_cost=min(self.unmatched_cost, 2 * (self.highest + 1)))

    def scores_at(self, rows: NDArray[np.integer], mentors: NDArray[np.integer]) -> NDArray[np.int64]:
        """Return the scores of pairs, `FORBIDDEN` where a rule forbids one."""
        found = np.full(rows.size, FORBIDDEN, dtype=np.int64)
        order = np.argsort(rows, kind="stable")
        for block, scores in self.blocks():
            first, last = np.searchsorted(rows[order], [block.start, block.stop])
            inside = order[first:last]
            found[inside] = scores[rows[inside] - block.start, mentors[inside]]
        return found

    def scores_of(self, mentor_of: NDArray[np.integer]) -> NDArray[np.int64]:
        """Return each row's score with its mentor, `FORBIDDEN` where it has none or may not."""
        found = np.full(self.mentees.size, FORBIDDEN, dtype=np.int64)
        matched = np.flatnonzero(mentor_of >= 0)
        found[matched] = self.scores_at(matched, mentor_of[matched])
        return found


def narrowed(*prices: NDArray[np.int64]) -> tuple[Scores, ...]:
    """Return prices as int32 if the sum of two and a score fit there, which halves the time of a pass."""
    narrow = all(each.min(initial=0) > -(2**29) and each.max(initial=0) < 2**29 for each in prices)
    return tuple(each.astype(np.int32) if narrow else each for each in prices)


def remaining(problem: Problem) -> Remaining:
    """Settle locked and left-out mentees and score everybody else."""
    settled = np.zeros(len(problem.mentees), dtype=np.bool_)
    settled[[*problem.locks, *problem.left_out]] = True
    mentees = np.flatnonzero(~settled)
    places = problem.capacity.astype(np.int64)
    for lock in problem.locks.values():
        places[lock.mentor] -= 1
    places = np.minimum(places, mentees.size)
    table, lowest, highest = _keep(problem, mentees)
    most = min(mentees.size, int(places.sum())) + 1
    unmatched_cost = (2 * most + 1) * (max(highest, 0) + 1)
    uniform_score = highest if lowest == highest else None
    return Remaining(problem, mentees, places, max(highest, 0), unmatched_cost, table, uniform_score)


def _keep(problem: Problem, mentees: NDArray[np.int64]) -> tuple[Scores | None, int, int]:
    """Return all scores, if they fit into memory, the lowest and the highest of them."""
    shape, kind = (mentees.size, len(problem.mentors)), _kind(problem)
    fits = shape[0] * shape[1] * kind.itemsize <= BYTES_TO_KEEP
    table = np.empty(shape, dtype=kind) if fits else None
    lowest, highest = np.iinfo(kind).max, FORBIDDEN
    for rows, scores in _score_blocks(problem, mentees):
        lowest, highest = min(lowest, int(scores.min())), max(highest, int(scores.max()))
        if table is not None:
            table[rows] = scores
    return table, lowest, highest


def _kind(problem: Problem) -> np.dtype[np.signedinteger[Any]]:
    """Return the narrowest integers that hold every score."""
    greatest = sum(criterion.points.bounds()[1] for criterion in problem.criteria)
    return np.dtype(np.int16 if greatest < np.iinfo(np.int16).max else np.int32)


def _score_blocks(problem: Problem, mentees: NDArray[np.int64]) -> Iterator[tuple[slice, Scores]]:
    start, kind = 0, _kind(problem)
    for rows in _slices(*problem.shape):
        inside = mentees[start : start + np.searchsorted(mentees[start:], rows.stop)] - rows.start
        if not inside.size:
            continue
        scores = problem.scores(rows).astype(kind)
        # As fast for any pattern; choosing by a mask takes several times as long.
        scores -= FORBIDDEN
        scores *= problem.allowed(rows)
        scores += FORBIDDEN
        yield slice(start, start + inside.size), scores if inside.size == scores.shape[0] else scores[inside]
        start += inside.size


def _slices(rows: int, columns: int) -> Iterator[slice]:
    height = max(1, PAIRS_IN_A_BLOCK // max(columns, 1))
    for start in range(0, rows if columns else 0, height):
        yield slice(start, min(start + height, rows))

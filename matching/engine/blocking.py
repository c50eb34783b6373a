"""Pairs who would both rather have each other than what was found: nothing is wrong, but they may ask."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.solution import UNMATCHED, Solution

# Pairs looked at together.
BLOCK = 1 << 18
# No mentee of a mentor scores as high.
NOBODY = np.iinfo(np.int64).max


@dataclass(frozen=True)
class BlockingPair:
    """An allowed pair in which both would do better."""

    mentee: int
    mentor: int
    # What the pair scores more than the mentee's present one, or than nothing.
    gain: int
    # The mentor's mentee with the lowest score, who would have to leave; None when a place is free.
    displaced: int | None


def blocking_pairs(solution: Solution) -> list[BlockingPair]:
    """Return every blocking pair, the greatest gain first, then by ids.

    The mentee scores higher than with her mentor, or has none; the mentor has a free place, or a mentee
    who scores lower and is not locked. Locked and left-out mentees are settled and form none.
    """
    problem = solution.problem
    own = own_scores(solution)
    displaced, bar = _lowest_mentees(solution, own)
    is_settled = np.zeros(len(own), dtype=np.bool_)
    is_settled[[*problem.locks, *problem.left_out]] = True
    found = []
    for rows in _blocks(*problem.shape):
        scores = problem.scores(rows)
        is_better = scores > np.where(solution.mentor_of[rows] == UNMATCHED, -1, own[rows])[:, None]
        is_blocking = problem.allowed(rows) & is_better & (scores > bar) & ~is_settled[rows, None]
        for row, mentor in np.argwhere(is_blocking).tolist():
            mentee = rows.start + row
            gain = int(scores[row, mentor]) - int(own[mentee])
            found.append(BlockingPair(mentee, mentor, gain, displaced.get(mentor)))
    return sorted(found, key=lambda pair: (-pair.gain, problem.mentees[pair.mentee], problem.mentors[pair.mentor]))


def own_scores(solution: Solution) -> NDArray[np.int64]:
    """Return what each mentee scores with her mentor, 0 without one."""
    problem = solution.problem
    own = np.zeros(len(problem.mentees), dtype=np.int64)
    for rows in _blocks(*problem.shape):
        mentors = solution.mentor_of[rows]
        matched = np.flatnonzero(mentors != UNMATCHED)
        own[rows.start + matched] = problem.scores(rows)[matched, mentors[matched]]
    return own


def _lowest_mentees(solution: Solution, own: NDArray[np.int64]) -> tuple[dict[int, int], NDArray[np.int64]]:
    """Return whom each full mentor would give up first, and the score that a better mentee must exceed."""
    problem = solution.problem
    taken = np.bincount(solution.mentor_of[solution.mentor_of != UNMATCHED], minlength=problem.shape[1])
    has_free_place = taken < problem.capacity
    displaced: dict[int, int] = {}
    bar = np.where(has_free_place, -1, NOBODY)
    by_score_and_id = sorted(range(len(own)), key=lambda mentee: (own[mentee], problem.mentees[mentee]))
    for mentee in by_score_and_id:
        mentor = int(solution.mentor_of[mentee])
        if mentor == UNMATCHED or has_free_place[mentor] or mentor in displaced or mentee in problem.locks:
            continue
        displaced[mentor] = mentee
        bar[mentor] = own[mentee]
    return displaced, bar


def _blocks(mentees: int, mentors: int) -> Iterator[slice]:
    height = max(1, BLOCK // max(1, mentors))
    for start in range(0, mentees, height):
        yield slice(start, min(start + height, mentees))

"""Finds the best set of tandems and proves it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine import canonical, columns, dense, uniform
from matching.engine import worst_first as thresholds
from matching.engine.backends import Backend, backend
from matching.engine.certificate import check, score_of_pair
from matching.engine.duals import Duals, find_duals
from matching.engine.potentials import NegativeCycle
from matching.engine.problem import Problem
from matching.engine.remaining import Remaining, remaining
from matching.engine.solution import UNMATCHED, Certificate, NotCertified, Shortage, Solution

# Up to here, one call of SciPy is faster than rounds.
PAIRS_TO_SOLVE_AT_ONCE = 250_000


class Limits(NamedTuple):
    """What worst-first found out beforehand."""

    threshold: int | None
    most: Shortage | None
    above: Shortage | None


def solve(problem: Problem, *, worst_first: bool = False, solver: str | None = None) -> Solution:
    """Return the best assignment with its proof, which has been checked.

    Best means: the most mentees, then (with `worst_first`) the greatest possible lowest score, then the
    greatest total, then a choice that depends on stable ids only. `solver` is "scipy" or "ortools", by
    default OR-tools where it is installed; the answer is the same.

    Raises:
        ValueError: when there is no such solver.
        NotCertified: when the proof does not hold; nothing is returned then.
    """
    rest, limits = _question(problem, worst_first)
    mentor_of, duals = _optimum(rest, backend(solver))
    mentor_of = canonical.choose(rest, mentor_of, duals)
    return _solution(rest, mentor_of, duals, limits)


def certify(problem: Problem, mentor_of: NDArray[np.integer], *, worst_first: bool = False) -> Solution:
    """Return an assignment that was made elsewhere with the proof that no other is better.

    `mentor_of` is of shape (mentees,): the position of the mentor, or `UNMATCHED`.

    Raises:
        NotCertified: when it breaks a rule or a lock, or when another has more mentees, a higher lowest
            score (with `worst_first`) or a greater total.
    """
    rest, limits = _question(problem, worst_first)
    _require_usable(rest, mentor_of)
    chosen = mentor_of[rest.mentees].astype(np.int32)
    return _solution(rest, chosen, find_duals(rest, chosen), limits)


def _optimum(rest: Remaining, solver: Backend) -> tuple[NDArray[np.int32], Duals]:
    """Return an optimal assignment, any of several, and its duals."""
    if rest.mentees.size * int(rest.places.sum()) <= PAIRS_TO_SOLVE_AT_ONCE:
        mentor_of = dense.assign(rest)
        return mentor_of, find_duals(rest, mentor_of)
    if rest.uniform_score is not None:
        return uniform.assign(rest, rest.uniform_score)
    pairs = columns.candidates(rest, columns.rough_prices(rest))
    for question in (rest.less_strict(), rest):
        try:
            mentor_of, pairs = columns.assign(question, solver, pairs)
            return mentor_of, find_duals(rest, mentor_of, pairs)
        except NegativeCycle:
            continue
        except columns.Crawls:
            break
    mentor_of = dense.assign(rest)
    return mentor_of, find_duals(rest, mentor_of, pairs)


def _question(problem: Problem, worst_first: bool) -> tuple[Remaining, Limits | None]:
    """Return what is left to decide, and with `worst_first` only its pairs that score enough."""
    rest = remaining(problem)
    if not worst_first:
        return rest, None
    threshold, most, above = thresholds.lowest_possible(rest)
    return rest.above(threshold or 0), Limits(threshold, most, above)


def _require_usable(rest: Remaining, mentor_of: NDArray[np.integer]) -> None:
    if mentor_of.shape != (len(rest.problem.mentees),) or mentor_of.dtype.kind not in "iu":
        raise NotCertified("The assignment is not a whole number for each mentee.")
    if ((mentor_of < UNMATCHED) | (mentor_of >= len(rest.problem.mentors))).any():
        raise NotCertified("The assignment names a mentor who does not exist.")
    chosen = mentor_of[rest.mentees]
    if (rest.scores_of(chosen)[chosen != UNMATCHED] < rest.threshold).any():
        raise NotCertified("The assignment uses a pair that is forbidden or scores too little.")
    if (np.bincount(chosen[chosen != UNMATCHED], minlength=rest.places.size) > rest.places).any():
        raise NotCertified("The assignment gives a mentor too many mentees.")


def _solution(
    rest: Remaining,
    chosen: NDArray[np.int32],
    duals: Duals,
    limits: Limits | None,
) -> Solution:
    problem = rest.problem
    mentor_of = np.full(len(problem.mentees), UNMATCHED, dtype=np.int32)
    mentor_of[rest.mentees] = chosen
    for mentee, lock in problem.locks.items():
        mentor_of[mentee] = lock.mentor
    mentee_prices = np.zeros(len(problem.mentees), dtype=np.int64)
    mentee_prices[rest.mentees] = duals.mentees
    scores = rest.scores_of(chosen)[chosen != UNMATCHED]
    locked = sum(score_of_pair(problem, mentee, lock.mentor) for mentee, lock in problem.locks.items())
    threshold, most, above = limits or Limits(None, None, None)
    solution = Solution(
        problem=problem,
        mentor_of=mentor_of,
        matched=scores.size + len(problem.locks),
        total=int(scores.sum()) + locked,
        lowest=int(scores.min()) if scores.size else None,
        certificate=Certificate(mentee_prices, duals.mentors, rest.highest, rest.unmatched_cost, most, above),
        threshold=threshold,
    )
    check(solution, rest)
    return solution

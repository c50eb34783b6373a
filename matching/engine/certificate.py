"""Checks the proof of a solution, in integers, without solving anything."""

import numpy as np
from numpy.typing import NDArray

from matching.engine.problem import Problem
from matching.engine.remaining import Remaining, narrowed, remaining
from matching.engine.solution import UNMATCHED, Certificate, NotCertified, Shortage, Solution


def check(solution: Solution, prepared: Remaining | None = None) -> None:
    """Check that the solution keeps every rule and lock and that nothing better exists.

    `prepared` saves scoring everybody again; it must stem from the same problem.

    Raises:
        NotCertified: when it does not hold; the message says what.
    """
    rest = (prepared or remaining(solution.problem)).above(solution.threshold or 0)
    _require_settled(solution)
    mentor_of = solution.mentor_of[rest.mentees]
    scores = rest.scores_of(mentor_of)
    matched = mentor_of != UNMATCHED
    _require(bool((scores[matched] >= rest.threshold).all()), "a pair is forbidden")
    load = np.bincount(mentor_of[matched], minlength=rest.places.size)
    _require(bool((load <= rest.places).all()), "a mentor has too many mentees")
    _require_figures(solution, scores[matched])
    _require_optimal(solution.certificate, rest, mentor_of, scores)
    if solution.threshold is not None or solution.certificate.most is not None:
        _require_worst_first(solution, rest, int(matched.sum()))


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise NotCertified(f"Not certified: {what}.")


def _require_settled(solution: Solution) -> None:
    problem, mentor_of = solution.problem, solution.mentor_of
    _require(mentor_of.shape == (len(problem.mentees),), "the assignment is of another size")
    in_range = (mentor_of >= UNMATCHED) & (mentor_of < len(problem.mentors))
    _require(bool(in_range.all()), "a mentor does not exist")
    locks_hold = all(mentor_of[mentee] == lock.mentor for mentee, lock in problem.locks.items())
    _require(locks_hold, "a locked pair is torn apart")
    _require(all(mentor_of[mentee] == UNMATCHED for mentee in problem.left_out), "a left-out mentee is matched")


def _require_figures(solution: Solution, scores: NDArray[np.int64]) -> None:
    problem = solution.problem
    locked = sum(score_of_pair(problem, mentee, lock.mentor) for mentee, lock in problem.locks.items())
    _require(solution.matched == scores.size + len(problem.locks), "the number of matched mentees is wrong")
    _require(solution.total == int(scores.sum()) + locked, "the total is wrong")
    _require(solution.lowest == (int(scores.min()) if scores.size else None), "the lowest score is wrong")


def score_of_pair(problem: Problem, mentee: int, mentor: int) -> int:
    """Return the score of one pair, forbidden or not."""
    return sum(problem.parts(mentee, mentor).values())


def _require_optimal(
    certificate: Certificate, rest: Remaining, mentor_of: NDArray[np.int32], scores: NDArray[np.int64]
) -> None:
    mentees, mentors = certificate.mentee_prices[rest.mentees], certificate.mentor_prices
    highest, unmatched_cost = certificate.highest_score, certificate.unmatched_cost
    most_points = min(rest.mentees.size, int(rest.places.sum())) * highest
    _require(unmatched_cost > most_points, "points could outweigh a mentee")
    _require(bool((mentors <= 0).all()), "a mentor's price is positive")
    _require(bool((mentees <= unmatched_cost).all()), "a mentee's price is more than staying unmatched costs")
    matched = mentor_of != UNMATCHED
    used = highest - scores[matched] - mentees[matched] - mentors[mentor_of[matched]]
    _require(not used.any(), "a used pair has a reduced cost")
    _require(bool((mentees[~matched] == unmatched_cost).all()), "an unmatched mentee has another price")
    load = np.bincount(mentor_of[matched], minlength=rest.places.size)
    _require(bool((load == rest.places)[mentors < 0].all()), "a mentor has a price and a free place")
    least, mentors, _mentees = narrowed(highest - mentees, mentors, mentees)
    for rows, block in rest.blocks():
        reduced = least[rows, None] - mentors
        reduced -= block
        usable = block >= rest.threshold
        _require(not (usable & ((reduced < 0) | (block > highest))).any(), "a pair has a negative reduced cost")


def _require_worst_first(solution: Solution, rest: Remaining, matched: int) -> None:
    """Check that nobody could match more mentees, and with a higher threshold only fewer."""
    most, above = solution.certificate.most, solution.certificate.above
    _require(most is not None and most.score == 0, "nothing limits the number of mentees")
    _require(most is not None and limit(rest, most) == matched, "more mentees could be matched")
    next_score = next_higher_score(rest)
    if next_score is None:
        _require(above is None, "no score is higher")
        return
    _require(above is not None and above.score == next_score, "the next higher score is another")
    _require(above is not None and limit(rest, above) < matched, "the lowest score could be higher")


def limit(rest: Remaining, shortage: Shortage) -> int:
    """Return how many mentees can be matched at most because of a shortage."""
    short = shortage.mentees[rest.mentees]
    reachable = np.zeros(rest.places.size, dtype=np.bool_)
    for rows, scores in rest.blocks():
        reachable |= (scores[short[rows]] >= shortage.score).any(axis=0)
    return rest.mentees.size - int(short.sum()) + int(rest.places[reachable].sum())


def next_higher_score(rest: Remaining) -> int | None:
    """Return the lowest score above the threshold that occurs where a mentor has a place."""
    is_open = rest.places > 0
    lowest = [
        int(higher.min())
        for _rows, scores in rest.blocks()
        if (higher := scores[(scores > rest.threshold) & is_open]).size
    ]
    return min(lowest, default=None)

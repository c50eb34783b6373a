"""Why a mentee stays without a mentor, and which single changes would give her one."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.engine.prices import Prices
from matching.engine.problem import Lock, Problem
from matching.engine.residual import FAR, ResidualGraph
from matching.engine.solution import UNMATCHED, Solution
from matching.engine.solve import solve

# So many changes are named, and so many candidates solved again at most.
MOST_CHANGES = 5
MOST_TRIED = 20


@dataclass(frozen=True)
class Unmatched:
    """What stands between a mentee and a mentor, in numbers of mentors."""

    # By exactly those rules that forbid them: each mentor is counted once.
    removed: dict[frozenset[str], int]
    # Mentors whom no rule forbids, and those of them who have no place left.
    possible: int
    taken: int


@dataclass(frozen=True)
class OnePlaceMore:
    """A mentor takes one mentee more than now."""

    mentor: int


@dataclass(frozen=True)
class Override:
    """People set these rules aside for a pair, which is settled with that."""

    mentee: int
    mentor: int
    rules: frozenset[str]


Change = OnePlaceMore | Override


@dataclass(frozen=True)
class _Candidate:
    change: Change
    # Points the total is expected to lose; may be negative.
    points_lost: int
    mentor_id: str


def why_unmatched(solution: Solution, mentee: int) -> Unmatched:
    """Return what takes which number of mentors from a mentee.

    Raises:
        ValueError: when she has a mentor.
    """
    _require_unmatched(solution, mentee)
    problem = solution.problem
    reasons = problem.reasons(mentee)
    against = [
        frozenset(code for code, pairs in reasons.items() if pairs[mentor]) for mentor in range(len(problem.mentors))
    ]
    is_possible = np.array([not rules for rules in against], dtype=np.bool_)
    return Unmatched(
        removed=dict(Counter(rules for rules in against if rules)),
        possible=int(is_possible.sum()),
        taken=int((is_possible & (_taken(solution) >= problem.capacity)).sum()),
    )


def smallest_changes(
    solution: Solution, mentee: int, *, never: frozenset[str] = frozenset(), full: frozenset[int] = frozenset()
) -> list[Change]:
    """Return single changes after which the best answer has a mentor for her too, the best total first.

    That is one place more with a mentor who is not in `full`, or setting rules aside that people may
    set aside and that are not in `never`. Each change is verified by solving the changed problem: she
    has a mentor, one mentee more than before has one, and nobody has lost hers. At most `MOST_CHANGES`;
    none for a left-out mentee, who needs no change but to be taken in.

    Raises:
        ValueError: when she has a mentor.
    """
    _require_unmatched(solution, mentee)
    if mentee in solution.problem.left_out:
        return []
    found: list[tuple[int, int, Change]] = []
    candidates = [one for one in _candidates(solution, mentee, never) if not _asks_for_more(one.change, full)]
    for number, candidate in enumerate(candidates[:MOST_TRIED]):
        total = _total_if_it_helps(solution, mentee, candidate.change)
        if total is not None:
            found.append((-total, number, candidate.change))
        if len(found) == MOST_CHANGES:
            break
    return [change for _total, _number, change in sorted(found, key=lambda one: one[:2])]


def changed(problem: Problem, change: Change) -> Problem:
    """Return the problem with a change made."""
    if isinstance(change, OnePlaceMore):
        more = np.arange(len(problem.mentors)) == change.mentor
        return replace(problem, capacity=problem.capacity + more)
    return replace(problem, locks={**problem.locks, change.mentee: Lock(change.mentor, change.rules)})


def _asks_for_more(change: Change, full: frozenset[int]) -> bool:
    """Whether a change asks for one place more where there can be none."""
    return isinstance(change, OnePlaceMore) and change.mentor in full


def _require_unmatched(solution: Solution, mentee: int) -> None:
    if solution.mentor_of[mentee] != UNMATCHED:
        raise ValueError("This mentee has a mentor.")


def _taken(solution: Solution) -> NDArray[np.intp]:
    """Return how many mentees each mentor has."""
    mentors = solution.mentor_of[solution.mentor_of != UNMATCHED]
    return np.bincount(mentors, minlength=len(solution.problem.mentors))


def _total_if_it_helps(solution: Solution, mentee: int, change: Change) -> int | None:
    """Solve the changed problem and return its total, if that is what it should be."""
    after = solve(changed(solution.problem, change), worst_first=solution.threshold is not None)
    had_mentor, has_mentor = solution.mentor_of != UNMATCHED, after.mentor_of != UNMATCHED
    helps = has_mentor[mentee] and after.matched == solution.matched + 1 and has_mentor[had_mentor].all()
    return after.total if helps else None


def _candidates(solution: Solution, mentee: int, never: frozenset[str]) -> list[_Candidate]:
    """Return changes that bring one mentee more, by the points they cost."""
    prices = Prices(_without_threshold(solution))
    found = [*_places(prices.graph, mentee), *_overrides(prices, mentee, never)]
    return sorted(found, key=lambda one: (one.points_lost, isinstance(one.change, Override), one.mentor_id))


def _without_threshold(solution: Solution) -> Solution:
    """Return the best answer for the same matched mentees when every score may be used.

    Worst-first, one mentee more may need a lower score than any that is used now.
    """
    if solution.threshold is None:
        return solution
    unmatched = np.flatnonzero(solution.mentor_of == UNMATCHED).tolist()
    return solve(replace(solution.problem, left_out=frozenset(unmatched)))


def _places(graph: ResidualGraph, mentee: int) -> Iterator[_Candidate]:
    """Yield the mentors with whom one place more would be hers, directly or by a chain of moves."""
    problem = graph.solution.problem
    row = slice(mentee, mentee + 1)
    # Only worst-first, where she was left out, she may score higher than a cost has room for.
    scores = np.minimum(problem.scores(row)[0], graph.solution.certificate.highest_score)
    joining = np.append(np.where(graph.usable(row)[0], -scores - graph.worth_of_a_mentee, FAR), FAR)
    by_her = graph.distances_from(joining)
    anyhow = graph.distances_from(np.where(np.arange(graph.outside + 1) == graph.outside, 0, FAR))
    mentees_lost, points_lost = graph.split(by_her)
    # Where another mentee would bring more, she would get the place.
    is_hers = (mentees_lost == -1) & (by_her <= anyhow)
    for mentor in np.flatnonzero(is_hers[:-1]).tolist():
        yield _Candidate(OnePlaceMore(mentor), int(points_lost[mentor]), problem.mentors[mentor])


def _overrides(prices: Prices, mentee: int, never: frozenset[str]) -> Iterator[_Candidate]:
    """Yield the mentors whom she could have if rules were set aside."""
    problem = prices.solution.problem
    overriding = frozenset(rule.code for rule in problem.rules if rule.is_overridable) - never
    reasons = problem.reasons(mentee)
    row = prices.row(mentee, overriding)
    for mentor in np.flatnonzero(row.is_possible & (row.mentees_lost == -1)).tolist():
        rules = frozenset(code for code, pairs in reasons.items() if pairs[mentor])
        if rules:
            change = Override(mentee, mentor, rules)
            yield _Candidate(change, int(row.points_lost[mentor]), problem.mentors[mentor])

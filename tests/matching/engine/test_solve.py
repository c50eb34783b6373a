import itertools

import numpy as np
import pytest

from matching.engine.problem import Lock, Problem
from matching.engine.solution import UNMATCHED, NotCertified
from matching.engine.solve import certify, solve
from matching.engine.terms import Dense
from scripts.bench_matching.towns import plain, town


def small(scores, capacity, forbidden=None):
    forbids = None if forbidden is None else Dense(np.array(forbidden))
    return plain(Dense(np.array(scores)), np.array(capacity), forbids)


def with_locks(problem, locks, left_out=frozenset()):
    return Problem(problem.mentees, problem.mentors, problem.capacity, problem.criteria, problem.rules, locks, left_out)


def best_by_trying(problem):
    """Return the most mentees and the greatest total, by trying every assignment."""
    scores, allowed = problem.scores(slice(None)), problem.allowed(slice(None))
    options = [[UNMATCHED, *np.flatnonzero(row)] for row in allowed]
    best = (0, 0)
    for choice in itertools.product(*options):
        chosen = [(mentee, mentor) for mentee, mentor in enumerate(choice) if mentor != UNMATCHED]
        load = np.bincount([mentor for _mentee, mentor in chosen], minlength=problem.capacity.size)
        if (load <= problem.capacity).all():
            best = max(best, (len(chosen), sum(int(scores[pair]) for pair in chosen)))
    return best


def test_as_many_mentees_as_possible_come_before_any_points():
    solution = solve(small([[100, 1], [90, 0]], [1, 1], [[False, False], [False, True]]))

    assert solution.mentor_of.tolist() == [1, 0]
    assert (solution.matched, solution.total, solution.lowest) == (2, 91, 1)


def test_the_total_is_as_great_as_trying_everything_finds():
    rng = np.random.default_rng(5)
    for _case in range(40):
        scores, capacity = rng.integers(0, 6, size=(5, 3)), rng.integers(0, 3, size=3)
        problem = small(scores, capacity, rng.random((5, 3)) < 0.4)
        solution = solve(problem)

        assert (solution.matched, solution.total) == best_by_trying(problem)


def test_a_locked_pair_stays_although_another_would_be_better():
    problem = with_locks(small([[9, 0], [8, 0]], [1, 1]), {1: Lock(0)})

    assert solve(problem).mentor_of.tolist() == [1, 0]


def test_a_left_out_mentee_has_nobody_and_takes_no_place():
    problem = with_locks(small([[9], [1]], [1]), {}, frozenset({0}))

    assert solve(problem).mentor_of.tolist() == [UNMATCHED, 0]


def test_a_lock_counts_in_the_total_but_not_in_the_lowest_score():
    solution = solve(with_locks(small([[1, 0], [0, 7]], [1, 1]), {0: Lock(0)}))

    assert (solution.matched, solution.total, solution.lowest) == (2, 8, 7)


def test_certify_accepts_what_is_the_best_even_if_it_is_not_the_canonical_choice():
    problem = small([[5, 5], [5, 5]], [1, 1])
    other = 1 - solve(problem).mentor_of

    assert certify(problem, other).mentor_of.tolist() == other.tolist()


@pytest.mark.parametrize(
    ("mentor_of", "message"),
    [
        ([1, 0], "better"),
        ([0, UNMATCHED], "better"),
        ([0, 0], "too many"),
        ([0, 2], "does not exist"),
        ([0], "each mentee"),
        ([UNMATCHED, UNMATCHED], "better"),
    ],
)
def test_certify_refuses_what_is_not_the_best(mentor_of, message):
    with pytest.raises(NotCertified, match=message):
        certify(small([[5, 0], [0, 5]], [1, 1]), np.array(mentor_of))


def test_certify_refuses_a_forbidden_pair():
    with pytest.raises(NotCertified, match="forbidden"):
        certify(small([[5, 0]], [1, 1], [[True, False]]), np.array([0]))


def test_certify_refuses_to_tear_a_lock_apart():
    problem = with_locks(small([[5, 0], [0, 5]], [1, 1]), {0: Lock(1)})

    with pytest.raises(NotCertified):
        certify(problem, np.array([0, 1]))


def test_an_unknown_solver_is_refused():
    with pytest.raises(ValueError, match="no solver"):
        solve(town(3, 3), solver="guess")

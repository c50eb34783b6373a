from dataclasses import replace

import numpy as np
import pytest

from matching.engine.certificate import check
from matching.engine.problem import Lock, Problem
from matching.engine.solution import NotCertified
from matching.engine.solve import certify, solve
from matching.engine.terms import Dense
from scripts.bench_matching.towns import plain, town


def small(scores, capacity, forbidden=None):
    forbids = None if forbidden is None else Dense(np.array(forbidden))
    return plain(Dense(np.array(scores)), np.array(capacity), forbids)


def test_the_lowest_score_comes_before_the_total():
    problem = small([[100, 40], [50, 1]], [1, 1])

    assert solve(problem).mentor_of.tolist() == [0, 1]
    solution = solve(problem, worst_first=True)
    assert solution.mentor_of.tolist() == [1, 0]
    assert (solution.lowest, solution.threshold, solution.total) == (40, 40, 90)


def test_the_number_of_mentees_comes_before_the_lowest_score():
    solution = solve(small([[50, 0], [50, 0]], [1, 1], [[False, False], [False, False]]), worst_first=True)

    assert (solution.matched, solution.lowest) == (2, 0)


def test_a_locked_pair_does_not_hold_the_threshold_down():
    problem = small([[1, 0, 0], [0, 9, 8], [0, 7, 2]], [1, 1, 1])
    locked = Problem(problem.mentees, problem.mentors, problem.capacity, problem.criteria, locks={0: Lock(0)})

    assert solve(locked, worst_first=True).threshold == 7


def test_nobody_to_match_has_no_threshold():
    solution = solve(small([[5]], [0]), worst_first=True)

    assert (solution.matched, solution.threshold, solution.lowest) == (0, None, None)


@pytest.fixture(scope="module")
def solution():
    return solve(town(60, 25), worst_first=True)


def test_no_higher_threshold_matches_as_many(solution):
    problem, threshold = solution.problem, solution.threshold
    scores = problem.scores(slice(None))
    too_low = Dense((scores <= threshold) | ~problem.allowed(slice(None)))

    assert solution.lowest == threshold
    assert solution.matched == solve(problem).matched
    assert solve(plain(Dense(scores), problem.capacity, too_low)).matched < solution.matched


@pytest.mark.parametrize("name", ["most", "above"])
def test_both_shortages_are_checked(solution, name):
    shortage = getattr(solution.certificate, name)
    nobody = replace(shortage, mentees=np.zeros_like(shortage.mentees))
    for broken in (None, nobody, replace(shortage, score=shortage.score + 1)):
        with pytest.raises(NotCertified):
            check(replace(solution, certificate=replace(solution.certificate, **{name: broken})))


def test_a_threshold_that_is_too_low_is_refused(solution):
    with pytest.raises(NotCertified):
        check(replace(solution, threshold=solution.threshold - 1))


def test_certify_asks_for_the_lowest_score_too():
    problem = small([[100, 40], [50, 1]], [1, 1])

    assert certify(problem, np.array([1, 0]), worst_first=True).threshold == 40
    with pytest.raises(NotCertified):
        certify(problem, np.array([0, 1]), worst_first=True)

from dataclasses import replace

import numpy as np
import pytest

from matching.engine.certificate import check
from matching.engine.problem import Lock, Problem
from matching.engine.solution import UNMATCHED, NotCertified
from matching.engine.solve import solve
from scripts.bench_matching.towns import town


@pytest.fixture(scope="module")
def solution():
    """More mentees than places, a lock and a left-out mentee: every part of the proof is needed."""
    plain = town(40, 15, seed=3)
    mentor = int(np.flatnonzero(plain.allowed(slice(0, 1))[0])[0])
    locks, left_out = {0: Lock(mentor)}, frozenset({1})
    problem = Problem(plain.mentees, plain.mentors, plain.capacity, plain.criteria, plain.rules, locks, left_out)
    return solve(problem)


def changed(array, position, difference):
    copy = array.copy()
    copy[position] += difference
    return copy


def test_what_solve_returns_holds(solution):
    check(solution)


def test_the_sum_of_prices_is_the_cost(solution):
    certificate, problem = solution.certificate, solution.problem
    places = changed(problem.capacity, problem.locks[0].mentor, -1)
    open_mentees = np.array([mentee for mentee in range(len(problem.mentees)) if mentee > 1])
    matched = open_mentees[solution.mentor_of[open_mentees] != UNMATCHED]
    scores = problem.scores(slice(None))
    cost = (certificate.highest_score - scores[matched, solution.mentor_of[matched]]).sum()
    cost += certificate.unmatched_cost * (open_mentees.size - matched.size)

    assert certificate.mentee_prices.sum() + (certificate.mentor_prices * places).sum() == cost


@pytest.mark.parametrize("difference", [-1, 1])
def test_every_price_is_needed(solution, difference):
    certificate = solution.certificate
    for mentee in range(2, 40):
        prices = changed(certificate.mentee_prices, mentee, difference)
        with pytest.raises(NotCertified):
            check(replace(solution, certificate=replace(certificate, mentee_prices=prices)))


def test_two_mentees_cannot_swap(solution):
    scores = solution.problem.scores(slice(None))
    swapped = solution.mentor_of.copy()
    first, second = next(
        (a, b)
        for a in range(2, 40)
        for b in range(a)
        if b > 1
        and min(swapped[a], swapped[b]) != UNMATCHED
        and scores[a, swapped[a]] + scores[b, swapped[b]] != scores[a, swapped[b]] + scores[b, swapped[a]]
    )
    swapped[[first, second]] = swapped[[second, first]]

    with pytest.raises(NotCertified):
        check(replace(solution, mentor_of=swapped))


@pytest.mark.parametrize(
    "changes", [{"total": 1}, {"matched": 40}, {"lowest": None}, {"mentor_of": np.full(40, UNMATCHED)}]
)
def test_figures_that_are_not_the_assignment_s_are_refused(solution, changes):
    with pytest.raises(NotCertified):
        check(replace(solution, **changes))


def test_a_cost_that_points_could_outweigh_is_refused(solution):
    certificate = replace(solution.certificate, unmatched_cost=solution.certificate.highest_score)

    with pytest.raises(NotCertified, match="outweigh"):
        check(replace(solution, certificate=certificate))


def test_the_lock_is_part_of_what_is_checked(solution):
    moved = solution.mentor_of.copy()
    moved[0] = UNMATCHED

    with pytest.raises(NotCertified, match="locked pair"):
        check(replace(solution, mentor_of=moved))


def test_prices_of_mentors_are_the_highest_that_prove_it(solution):
    certificate = solution.certificate
    for mentor in np.flatnonzero(certificate.mentor_prices < 0):
        prices = changed(certificate.mentor_prices, mentor, 1)
        with pytest.raises(NotCertified):
            check(replace(solution, certificate=replace(certificate, mentor_prices=prices)))


def test_a_mentor_with_a_free_place_has_no_price():
    ample = solve(town(10, 30))
    idle = next(mentor for mentor in range(30) if mentor not in ample.mentor_of)
    prices = changed(ample.certificate.mentor_prices, idle, -1)

    with pytest.raises(NotCertified, match="free place"):
        check(replace(ample, certificate=replace(ample.certificate, mentor_prices=prices)))

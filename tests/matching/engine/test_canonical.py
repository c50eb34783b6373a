import numpy as np
import pytest

from matching.engine import hashes
from matching.engine.problem import Problem
from matching.engine.solution import UNMATCHED
from matching.engine.solve import solve
from matching.engine.terms import Dense
from scripts.bench_matching.towns import hard, plain, town


def by_id(solution):
    problem = solution.problem
    return {
        problem.mentees[mentee]: None if mentor == UNMATCHED else problem.mentors[mentor]
        for mentee, mentor in enumerate(solution.mentor_of)
    }


def shuffled(problem, seed):
    """Return the same problem with mentees and mentors in another order."""
    rng = np.random.default_rng(seed)
    mentees, mentors = rng.permutation(problem.shape[0]), rng.permutation(problem.shape[1])
    forbidden = ~problem.allowed(slice(None))[mentees][:, mentors]
    other = plain(Dense(problem.scores(slice(None))[mentees][:, mentors]), problem.capacity[mentors], Dense(forbidden))
    return Problem(
        tuple(problem.mentees[mentee] for mentee in mentees),
        tuple(problem.mentors[mentor] for mentor in mentors),
        other.capacity,
        other.criteria,
        other.rules,
    )


def tied(seed):
    """Return a problem with few different scores, so that very many answers are equally good."""
    rng = np.random.default_rng(seed)
    capacity = rng.integers(0, 4, size=12)
    return plain(Dense(rng.integers(0, 3, size=(20, 12))), capacity, Dense(rng.random((20, 12)) < 0.3))


@pytest.mark.parametrize("problem", [tied(1), tied(2), tied(3), town(60, 30), *hard(20, 12).values()])
def test_the_order_of_the_input_and_the_solver_change_nothing(problem):
    expected = by_id(solve(problem))

    for seed in range(3):
        for solver in ("scipy", "ortools"):
            assert by_id(solve(shuffled(problem, seed), solver=solver)) == expected


def test_other_ids_make_another_choice_among_equals():
    equal = Dense(np.ones((6, 6), dtype=int))
    chosen = plain(equal, np.ones(6, dtype=int))
    renamed = Problem(tuple("abcdef"), chosen.mentors, chosen.capacity, chosen.criteria)

    assert solve(chosen).mentor_of.tolist() != solve(renamed).mentor_of.tolist()


def test_large_components_are_settled_like_small_ones(monkeypatch):
    expected = [by_id(solve(tied(seed))) for seed in range(5)]

    monkeypatch.setattr("matching.engine.canonical.PAIRS_TO_SOLVE_AT_ONCE", 0)
    assert [by_id(solve(tied(seed))) for seed in range(5)] == expected


def test_equal_sums_of_weights_are_told_apart_by_the_next_salt(monkeypatch):
    original = hashes.pair_weights
    monkeypatch.setattr(hashes, "pair_weights", lambda first, second, salt: original(first, second, salt) ** salt)

    for problem in (tied(1), tied(2), tied(3)):
        expected = by_id(solve(problem))
        for seed in range(5):
            assert by_id(solve(shuffled(problem, seed))) == expected

import numpy as np
import pytest

from matching.engine import columns, dense, solve
from matching.engine.backends import Backend, backend, sparse_matching
from matching.engine.duals import central_duals_among, duals_among, find_duals, violating_pairs
from matching.engine.pairs import best_pairs
from matching.engine.remaining import remaining
from matching.engine.repair import repaired
from matching.engine.solution import UNMATCHED
from scripts.bench_matching.towns import hard, town

PROBLEMS = {"town": town(120, 60), "scarce": town(120, 30), "ample": town(60, 120), **hard(60, 30)}


@pytest.fixture
def large_at_once(monkeypatch):
    """Treat every problem as a large one."""
    monkeypatch.setattr(solve, "PAIRS_TO_SOLVE_AT_ONCE", 0)


@pytest.mark.parametrize("solver", ["scipy", "ortools"])
@pytest.mark.parametrize("name", PROBLEMS)
def test_column_generation_finds_what_solving_at_once_finds(name, solver, monkeypatch):
    expected = solve.solve(PROBLEMS[name])
    monkeypatch.setattr(solve, "PAIRS_TO_SOLVE_AT_ONCE", 0)
    found = solve.solve(PROBLEMS[name], solver=solver)

    assert found.mentor_of.tolist() == expected.mentor_of.tolist()
    assert found.certificate.mentor_prices.tolist() == expected.certificate.mentor_prices.tolist()


@pytest.mark.parametrize("solver", ["scipy", "ortools"])
def test_too_few_candidates_are_made_good_by_pricing(solver, monkeypatch, large_at_once):
    monkeypatch.setattr(columns, "FIRST_PAIRS", 1)

    assert solve.solve(PROBLEMS["town"], solver=solver).total == dense_total(PROBLEMS["town"])


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("repairs", [0, 1, 60])
def test_repairing_finds_what_solving_again_finds(name, repairs, monkeypatch, large_at_once):
    expected = solve.solve(PROBLEMS[name])
    monkeypatch.setattr(columns, "FIRST_PAIRS", 2)
    always = backend("scipy")._replace(share_to_repair=100)
    monkeypatch.setattr(solve, "backend", lambda name: always)
    monkeypatch.setattr("matching.engine.repair.MOST_REPAIRS", repairs)

    assert solve.solve(PROBLEMS[name], solver="scipy").mentor_of.tolist() == expected.mentor_of.tolist()


def test_a_repair_leaves_an_optimum_among_the_pairs():
    rest = remaining(PROBLEMS["scarce"])
    few = best_pairs(rest, np.zeros(rest.places.size, dtype=np.int64), 4)
    more = few.joined(candidates(rest))
    before = sparse_matching(rest, few)
    after = repaired(rest, before, duals_among(rest, before, few), more)

    assert after is not None
    assert (after != before).any()
    assert cost(rest, after) == cost(rest, sparse_matching(rest, more))


def test_a_problem_on_which_rounds_crawl_is_solved_at_once(monkeypatch, large_at_once):
    monkeypatch.setattr(columns, "MOST_ROUNDS", 1)
    monkeypatch.setattr(columns, "FIRST_PAIRS", 1)
    rest = remaining(PROBLEMS["town"])
    with pytest.raises(columns.Crawls):
        columns.assign(rest, backend("scipy"), candidates(rest))

    assert solve.solve(PROBLEMS["town"]).total == dense_total(PROBLEMS["town"])


def test_a_solver_that_errs_is_not_believed(monkeypatch, large_at_once):
    def nobody(rest, pairs):
        return np.full(rest.mentees.size, UNMATCHED, dtype=np.int32)

    monkeypatch.setattr(solve, "backend", lambda name: Backend(nobody, share_to_repair=0))

    assert solve.solve(PROBLEMS["town"]).total == dense_total(PROBLEMS["town"])


def test_prices_are_the_same_whatever_pairs_they_begin_with():
    rest = remaining(PROBLEMS["scarce"])
    mentor_of = dense.assign(rest)

    with_few, with_many = find_duals(rest, mentor_of), find_duals(rest, mentor_of, candidates(rest))
    assert (with_few.mentors == with_many.mentors).all()
    assert (with_few.mentees == with_many.mentees).all()


@pytest.mark.parametrize("name", PROBLEMS)
def test_central_prices_prove_what_the_highest_ones_prove(name):
    rest = remaining(PROBLEMS[name])
    mentor_of = dense.assign(rest)
    pairs = best_pairs(rest, np.zeros(rest.places.size, dtype=np.int64), rest.places.size)

    central, highest = (find(rest, mentor_of, pairs) for find in (central_duals_among, duals_among))
    assert not violating_pairs(rest, central).size
    assert (central.mentors <= highest.mentors).all()
    assert total_of_prices(rest, central) == total_of_prices(rest, highest) == cost(rest, mentor_of)


def test_scores_that_do_not_fit_into_memory_are_computed_again(monkeypatch, large_at_once):
    expected = solve.solve(PROBLEMS["town"]).mentor_of
    monkeypatch.setattr("matching.engine.remaining.BYTES_TO_KEEP", 0)
    monkeypatch.setattr("matching.engine.remaining.PAIRS_IN_A_BLOCK", 1000)

    assert solve.solve(PROBLEMS["town"]).mentor_of.tolist() == expected.tolist()


def candidates(rest):
    return columns.candidates(rest, columns.rough_prices(rest))


def cost(rest, mentor_of):
    scores = rest.scores_of(mentor_of)
    return int(np.where(mentor_of == UNMATCHED, rest.unmatched_cost, rest.highest - scores).sum())


def total_of_prices(rest, duals):
    """Return the bound that duals set; it is the cost of an optimal assignment."""
    return int(duals.mentees.sum() + (duals.mentors * rest.places).sum())


def dense_total(problem):
    rest = remaining(problem)
    scores = rest.scores_of(dense.assign(rest))
    return int(np.maximum(scores, 0).sum())

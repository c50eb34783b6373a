import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from matching.engine import solve
from scripts.bench_matching.towns import hard


def best_total(problem):
    """Return the greatest total where every pair is allowed, by SciPy alone."""
    scores = problem.scores(slice(None))[:, np.repeat(np.arange(problem.shape[1]), problem.capacity)]
    rows, columns = linear_sum_assignment(scores, maximize=True)
    return int(scores[rows, columns].sum())


@pytest.mark.parametrize("mentors", [15, 30, 60])
@pytest.mark.parametrize("at_once", [True, False])
def test_hard_instances_are_right(mentors, at_once, monkeypatch):
    if not at_once:
        monkeypatch.setattr(solve, "PAIRS_TO_SOLVE_AT_ONCE", 0)
    for name, problem in hard(60, mentors, seed=mentors).items():
        solution = solve.solve(problem)
        if name == "nobody allowed":
            assert (solution.matched, solution.total) == (0, 0)
        else:
            assert solution.matched == min(problem.shape[0], problem.capacity.sum()), name
            assert solution.total == best_total(problem), name


def test_nobody_at_all_is_matched_with_nobody():
    no_mentees = hard(0, 5)["all equal"]

    assert solve.solve(no_mentees).matched == 0
    assert solve.solve(no_mentees, worst_first=True).mentor_of.size == 0

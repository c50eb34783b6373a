import numpy as np
import pytest

from matching.engine import dense, uniform
from matching.engine.duals import find_duals
from matching.engine.remaining import FORBIDDEN, remaining
from matching.engine.solve import solve
from matching.engine.terms import Dense
from scripts.bench_matching.towns import plain

PLACES = {"enough": [2, 0, 3], "just enough": [1, 2, 2], "too few": [1, 0, 2], "none": [0, 0, 0]}


def equal(places, score=7, *, forbidden=False):
    terms = Dense(np.full((5, 3), score)), np.array(PLACES[places])
    return plain(*terms, Dense(np.full((5, 3), forbidden)))


@pytest.mark.parametrize("places", PLACES)
@pytest.mark.parametrize("forbidden", [True, False])
def test_what_is_known_at_once_is_what_a_search_finds(places, forbidden):
    rest = remaining(equal(places, forbidden=forbidden))
    assert rest.uniform_score == (FORBIDDEN if forbidden else 7)

    mentor_of, duals = uniform.assign(rest, rest.uniform_score)
    searched = find_duals(rest, dense.assign(rest))
    assert np.count_nonzero(mentor_of >= 0) == (0 if forbidden else min(5, sum(PLACES[places])))
    assert duals.mentors.tolist() == searched.mentors.tolist()
    assert duals.mentees.tolist() == searched.mentees.tolist()


def test_one_other_pair_is_reason_to_search():
    scores = np.full((5, 3), 7)
    scores[4, 2] = 6

    assert remaining(plain(Dense(scores), np.ones(3, dtype=int))).uniform_score is None


@pytest.mark.parametrize("places", PLACES)
@pytest.mark.parametrize("worst_first", [True, False])
def test_the_answer_is_that_of_a_small_problem(places, worst_first, monkeypatch):
    expected = solve(equal(places), worst_first=worst_first)
    monkeypatch.setattr("matching.engine.solve.PAIRS_TO_SOLVE_AT_ONCE", -1)
    found = solve(equal(places), worst_first=worst_first)

    assert found.mentor_of.tolist() == expected.mentor_of.tolist()
    assert found.certificate.mentor_prices.tolist() == expected.certificate.mentor_prices.tolist()

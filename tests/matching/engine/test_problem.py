import numpy as np
import pytest

from matching.engine.problem import Criterion, InvalidProblem, Lock, Problem, Rule
from matching.engine.terms import Dense, Lookup, Overlap, Pairs
from scripts.bench_matching.towns import town

POINTS = Dense(np.array([[5, 3], [4, 0]]))
FORBIDS = Dense(np.array([[False, True], [False, False]]))


def problem(**changes):
    """Two mentees and two mentors with a place each; the first mentee may not go to the second mentor."""
    given = {
        "mentees": ("ayla", "ben"),
        "mentors": ("mia", "noah"),
        "capacity": np.array([1, 1]),
        "criteria": (Criterion("topics", POINTS),),
        "rules": (Rule("team", FORBIDS, is_overridable=True),),
    }
    return Problem(**given | changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"mentees": ("ayla", "ayla")}, "named twice"),
        ({"mentors": ("mia", "mia")}, "named twice"),
        ({"capacity": np.array([1])}, "whole number for each mentor"),
        ({"capacity": np.array([1.0, 1.0])}, "whole number for each mentor"),
        ({"capacity": np.array([1, -1])}, "negative"),
        ({"criteria": (Criterion("topics", Dense(np.zeros((2, 3), dtype=int))),)}, "shape"),
        ({"rules": (Rule("team", Dense(np.zeros((3, 2), dtype=int))),)}, "shape"),
        ({"criteria": (Criterion("topics", Dense(np.array([[1, -1], [0, 0]]))),)}, "negative points"),
        ({"criteria": (Criterion("topics", POINTS), Criterion("topics", POINTS))}, "same code"),
        ({"criteria": (Criterion("topics", Dense(np.full((2, 2), 2**31))),)}, "cannot be added up"),
        ({"locks": {2: Lock(0)}}, "nobody's position"),
        ({"left_out": frozenset({-1})}, "nobody's position"),
        ({"locks": {0: Lock(2)}}, "no mentor's position"),
        ({"locks": {0: Lock(0), 1: Lock(0)}}, "More mentees are locked with mia"),
        ({"locks": {0: Lock(0)}, "left_out": frozenset({0})}, "locked and left out"),
        ({"locks": {0: Lock(1)}}, "lock of ayla breaks team"),
        ({"rules": (Rule("team", FORBIDS),), "locks": {0: Lock(1, frozenset({"team"}))}}, "nobody may"),
    ],
)
def test_a_problem_that_contradicts_itself_is_refused(changes, message):
    with pytest.raises(InvalidProblem, match=message):
        problem(**changes)


def test_a_lock_may_set_aside_a_rule_that_people_may_set_aside():
    assert problem(locks={0: Lock(1, frozenset({"team"}))}).locks[0].mentor == 1


def test_the_parts_of_a_pair_add_up_to_its_score():
    towns = town(30, 20)
    scores = towns.scores(slice(None))

    for mentee, mentor in [(0, 0), (7, 13), (29, 19)]:
        assert sum(towns.parts(mentee, mentor).values()) == scores[mentee, mentor]


def test_a_pair_is_allowed_when_no_rule_gives_a_reason_against_it():
    towns = town(30, 20)
    allowed = towns.allowed(slice(None))

    for mentee in range(30):
        against = np.any(list(towns.reasons(mentee).values()), axis=0)
        assert (allowed[mentee] == ~against).all()


def test_blocks_are_the_rows_of_the_whole():
    towns = town(30, 20)

    assert (towns.scores(slice(4, 9)) == towns.scores(slice(None))[4:9]).all()
    assert (towns.allowed(slice(25, 40)) == towns.allowed(slice(None))[25:]).all()


def test_terms_say_what_a_loop_over_all_pairs_would():
    wanted, offered = np.array([[3, 1, 0], [0, 2, 5]]), np.array([[1, 0, 1], [1, 1, 0]])
    values = np.array([[7, 8], [9, 10]])

    assert Overlap(wanted, offered).block(slice(None)).tolist() == [[3, 4], [5, 2]]
    assert Lookup(np.array([1, 0]), np.array([0, 1]), values).block(slice(None)).tolist() == [[9, 10], [7, 8]]
    pairs = Pairs((2, 2), np.array([0, 0, 1]), np.array([1, 1, 0]), np.array([4, 5, 6]))
    assert pairs.block(slice(None)).tolist() == [[0, 9], [6, 0]]
    assert pairs.block(slice(1, 2)).tolist() == [[6, 0]]
    assert pairs.bounds() == (0, 15)


def test_an_overlap_of_large_numbers_stays_exact():
    large = 2**24 + 1

    assert Overlap(np.array([[large]]), np.array([[1]])).block(slice(None)).tolist() == [[large]]

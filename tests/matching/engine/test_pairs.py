import numpy as np
import pytest

from matching.engine.pairs import PairList, best_pairs
from matching.engine.remaining import remaining
from matching.engine.terms import Dense
from scripts.bench_matching.towns import plain, town

# Prices that need more and more bits.
DEAREST = [-3, -1_000, -20_000, -(2**24), -(2**40)]


def rest_and_prices(dearest, seed=0):
    rest = remaining(town(60, 90, seed))
    return rest, np.random.default_rng(seed).integers(dearest, 1, size=rest.places.size)


def usable_worths(rest, prices):
    """Return score plus price of every pair, and far too little where it may not be used."""
    ((_rows, scores),) = rest.blocks()
    return np.where((scores >= rest.threshold) & (rest.places > 0), scores + prices, np.iinfo(np.int64).min)


@pytest.mark.parametrize("dearest", DEAREST)
@pytest.mark.parametrize("each", [1, 7, 200])
def test_the_best_pairs_of_each_row_are_found(dearest, each):
    rest, prices = rest_and_prices(dearest)
    worths = usable_worths(rest, prices)
    found = best_pairs(rest, prices, each)

    for row, expected in enumerate(np.sort(worths, axis=1)[:, ::-1][:, :each]):
        worth = worths[row, found.mentors[found.rows == row]]
        assert sorted(worth, reverse=True) == expected[expected > np.iinfo(np.int64).min].tolist()


@pytest.mark.parametrize("dearest", DEAREST)
def test_only_pairs_worth_more_than_asked_are_found(dearest):
    rest, prices = rest_and_prices(dearest)
    worths = usable_worths(rest, prices)
    least = np.median(worths, axis=1).astype(np.int64)
    found = best_pairs(rest, prices, rest.places.size, least)

    expected = np.argwhere(worths > least[:, None]).tolist()
    assert sorted([row, mentor] for row, mentor in zip(found.rows, found.mentors, strict=True)) == expected


def test_mentors_without_places_and_forbidden_pairs_are_left_out():
    forbidden = np.zeros((4, 3), dtype=np.bool_)
    forbidden[2] = True
    rest = remaining(plain(Dense(np.ones((4, 3), dtype=int)), np.array([0, 1, 2]), Dense(forbidden)))
    found = best_pairs(rest, np.zeros(3, dtype=np.int64), 3)

    assert sorted(zip(found.rows, found.mentors, strict=True)) == [(0, 1), (0, 2), (1, 1), (1, 2), (3, 1), (3, 2)]


def test_among_equals_everybody_is_known_to_somebody():
    rest = remaining(plain(Dense(np.ones((30, 90), dtype=int)), np.ones(90, dtype=int)))
    found = best_pairs(rest, np.zeros(90, dtype=np.int64), 3)

    assert np.bincount(found.rows).tolist() == [3] * 30
    assert np.bincount(found.mentors, minlength=90).tolist() == [1] * 90


def test_lists_are_joined_without_repeats():
    def pairs(*named):
        return PairList(*(np.array(column, dtype=np.int32) for column in zip(*named, strict=True)))

    joined = pairs((0, 5, 7), (1, 0, 3)).joined(pairs((1, 0, 3), (0, 4, 2)))
    assert sorted(zip(joined.rows, joined.mentors, joined.scores, strict=True)) == [(0, 4, 2), (0, 5, 7), (1, 0, 3)]

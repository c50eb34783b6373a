"""Worst-first: the greatest possible lowest score among all assignments with the most mentees."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from matching.engine import supply
from matching.engine.columns import candidates, rough_prices
from matching.engine.remaining import Remaining
from matching.engine.solution import UNMATCHED, Shortage


def lowest_possible(remaining: Remaining) -> tuple[int | None, Shortage, Shortage | None]:
    """Return the highest threshold that costs no mentee, why no more can be matched, and why it is no higher.

    The threshold is None when nobody can be matched; the last value when no score is higher.
    """
    prices = rough_prices(remaining)
    most, shortage = _most_matched(remaining, prices)
    thresholds = _scores_that_occur(remaining)
    enough, too_high = 0, thresholds.size
    above = None
    while too_high - enough > 1:
        middle = (enough + too_high) // 2
        matched, why = _most_matched(remaining.above(int(thresholds[middle])), prices)
        if matched == most:
            enough = middle
        else:
            too_high, above = middle, why
    return (int(thresholds[enough]) if most else None), shortage, above


def _most_matched(remaining: Remaining, prices: NDArray[np.int64]) -> tuple[int, Shortage]:
    """Return how many mentees can be matched and the shortage that forbids more (König)."""
    pairs = np.zeros(remaining.shape, dtype=np.bool_)
    for block, scores in remaining.blocks():
        pairs[block] = scores >= remaining.threshold
    mentor_of = supply.most_matched(pairs, remaining.places, _matched_among_few(remaining, prices))
    mentees = np.zeros(len(remaining.problem.mentees), dtype=np.bool_)
    mentees[remaining.mentees[_competing(pairs, mentor_of)]] = True
    return int(np.count_nonzero(mentor_of != UNMATCHED)), Shortage(remaining.threshold, mentees)


def _matched_among_few(remaining: Remaining, prices: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the mentor of each row, or `UNMATCHED`, such that few others can be matched (Hopcroft–Karp)."""
    rows, mentors = remaining.shape
    few = candidates(remaining, prices)
    mentor_of_place = np.repeat(np.arange(mentors, dtype=np.int32), remaining.places)
    pairs = csr_array((np.ones(few.size, dtype=np.bool_), (few.rows, few.mentors)), shape=(rows, mentors))
    place_of = maximum_bipartite_matching(pairs[:, mentor_of_place], perm_type="column")
    mentor_of = np.full(rows, UNMATCHED, dtype=np.int32)
    mentor_of[place_of >= 0] = mentor_of_place[place_of[place_of >= 0]]
    return mentor_of


def _competing(pairs: NDArray[np.bool_], mentor_of: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Return the unmatched rows and all that hold a place one of them could have, in any number of steps."""
    competing = mentor_of == UNMATCHED
    held = np.flatnonzero(~competing)
    frontier = np.flatnonzero(competing)
    wanted = np.zeros(pairs.shape[1], dtype=np.bool_)
    while frontier.size:
        newly_wanted = pairs[frontier].any(axis=0) & ~wanted
        wanted |= newly_wanted
        frontier = held[newly_wanted[mentor_of[held]]]
        competing[frontier] = True
    return competing


def _scores_that_occur(remaining: Remaining) -> NDArray[np.int64]:
    is_open = remaining.places > 0
    found = [np.unique(scores[(scores >= 0) & is_open]) for _rows, scores in remaining.blocks()]
    return np.unique(np.concatenate(found)).astype(np.int64) if found else np.empty(0, dtype=np.int64)

"""Worst-first: the greatest possible lowest score among all assignments with the most mentees."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from matching.engine.remaining import Remaining
from matching.engine.solution import UNMATCHED, Shortage


def lowest_possible(remaining: Remaining) -> tuple[int | None, Shortage, Shortage | None]:
    """Return the highest threshold that costs no mentee, why no more can be matched, and why it is no higher.

    The threshold is None when nobody can be matched; the last value when no score is higher.
    """
    most, shortage = most_matched(remaining)
    thresholds = _scores_that_occur(remaining)
    enough, too_high = 0, thresholds.size
    above = None
    while too_high - enough > 1:
        middle = (enough + too_high) // 2
        matched, why = most_matched(remaining.above(int(thresholds[middle])))
        if matched == most:
            enough = middle
        else:
            too_high, above = middle, why
    return (int(thresholds[enough]) if most else None), shortage, above


def most_matched(remaining: Remaining) -> tuple[int, Shortage]:
    """Return how many mentees can be matched and the shortage that forbids more (Hopcroft–Karp, König)."""
    rows, mentors = remaining.shape
    mentor_of_place = np.repeat(np.arange(mentors), remaining.places)
    pairs = np.zeros((rows, mentors), dtype=np.bool_)
    for block, scores in remaining.blocks():
        pairs[block] = scores >= remaining.threshold
    place_of = maximum_bipartite_matching(csr_array(pairs[:, mentor_of_place]), perm_type="column")
    matched = place_of >= 0
    mentor_of = np.full(rows, UNMATCHED)
    mentor_of[matched] = mentor_of_place[place_of[matched]]
    mentees = np.zeros(len(remaining.problem.mentees), dtype=np.bool_)
    mentees[remaining.mentees[_competing(pairs, mentor_of)]] = True
    return int(matched.sum()), Shortage(remaining.threshold, mentees)


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

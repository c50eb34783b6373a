"""Small problems at once: the assignment problem over every pair, each place a column of its own."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from matching.engine.remaining import Remaining
from matching.engine.solution import UNMATCHED


def assign(remaining: Remaining) -> NDArray[np.int32]:
    """Return for each row a mentor, or `UNMATCHED`: an optimal assignment, any of several.

    A forbidden pair costs what leaving the mentee out costs and is dropped from the result, because
    SciPy refuses a problem in which somebody can have nobody.
    """
    mentor_of_place = np.repeat(np.arange(remaining.places.size, dtype=np.int32), remaining.places)
    cost = np.empty((remaining.mentees.size, mentor_of_place.size))
    for rows, scores in remaining.blocks():
        block = remaining.highest - scores.astype(np.float64)
        block[scores < remaining.threshold] = remaining.unmatched_cost
        np.take(block, mentor_of_place, axis=1, out=cost[rows])
    chosen, place = linear_sum_assignment(cost)
    may = cost[chosen, place] < remaining.unmatched_cost
    mentor_of = np.full(remaining.mentees.size, UNMATCHED, dtype=np.int32)
    mentor_of[chosen[may]] = mentor_of_place[place[may]]
    return mentor_of

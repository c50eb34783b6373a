"""Where all pairs score the same, or none is allowed, there is nothing to look for."""

import numpy as np
from numpy.typing import NDArray

from matching.engine.duals import Duals
from matching.engine.remaining import Remaining
from matching.engine.solution import UNMATCHED


def assign(remaining: Remaining, score: int) -> tuple[NDArray[np.int32], Duals]:
    """Return an optimal assignment, any of several, and its duals when all pairs have this score."""
    rows, mentors = remaining.shape
    may_be_used = score >= remaining.threshold
    taken = np.repeat(np.arange(mentors, dtype=np.int32), remaining.places)[: rows if may_be_used else 0]
    mentor_of = np.full(rows, UNMATCHED, dtype=np.int32)
    mentor_of[: taken.size] = taken
    # Whoever stays unmatched makes every place worth as much as a mentee.
    worth_of_a_place = 0 if taken.size == rows else remaining.unmatched_cost
    mentee_prices = np.full(rows, worth_of_a_place, dtype=np.int64)
    mentor_prices = np.full(mentors, -worth_of_a_place if may_be_used else 0, dtype=np.int64)
    return mentor_of, Duals(mentee_prices, mentor_prices)

"""Improves an assignment that few new pairs would improve, which is quicker than solving again.

Every circle of the residual graph with a negative length is a round of moves that lowers the cost.
Prices that were right before the new pairs came show where to search: only from what they violate.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.duals import Duals, own_costs
from matching.engine.pairs import PairList
from matching.engine.remaining import Remaining
from matching.engine.solution import UNMATCHED

# After so many rounds of moves another method is quicker.
MOST_REPAIRS = 60
# Circles are looked for every so many steps.
STEPS_BETWEEN = 4
NOBODY = -1


@dataclass(frozen=True, eq=False)
class Arcs:
    """The residual graph by tail: nodes are the mentors and, as the last one, outside."""

    # Shape (nodes + 1,): where the arcs of each tail begin.
    first: NDArray[np.int64]
    tails: NDArray[np.int64]
    heads: NDArray[np.int64]
    lengths: NDArray[np.int64]
    # The row that moves along each arc, or `NOBODY` where a free place meets outside.
    rows: NDArray[np.int64]

    def of(self, nodes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the arcs that leave some nodes."""
        counts = self.first[nodes + 1] - self.first[nodes]
        return np.arange(counts.sum()) + np.repeat(self.first[nodes] - (np.cumsum(counts) - counts), counts)


def repaired(
    remaining: Remaining, mentor_of: NDArray[np.int32], duals: Duals, pairs: PairList
) -> NDArray[np.int32] | None:
    """Return an optimal assignment among the pairs, or None when too many moves are needed.

    `duals` prove the assignment given, but for some of the pairs.
    """
    mentor_of = mentor_of.copy()
    prices = np.append(duals.mentors, 0)
    for _repair in range(MOST_REPAIRS):
        arcs = _residual(remaining, mentor_of, pairs)
        circles = _negative_circles(arcs, prices)
        if not circles.size:
            return mentor_of
        moving = circles[arcs.rows[circles] != NOBODY]
        heads = arcs.heads[moving]
        mentor_of[arcs.rows[moving]] = np.where(heads == remaining.places.size, UNMATCHED, heads)
    return None


def _residual(remaining: Remaining, mentor_of: NDArray[np.int32], pairs: PairList) -> Arcs:
    outside = remaining.places.size
    at = np.where(mentor_of == UNMATCHED, outside, mentor_of)
    own = own_costs(remaining, mentor_of, pairs)
    matched = np.flatnonzero(mentor_of != UNMATCHED)
    load = np.bincount(mentor_of[matched], minlength=outside)
    free, held = np.flatnonzero(load < remaining.places), np.flatnonzero(load)
    nobody = np.full(free.size + held.size, NOBODY)
    rows = np.concatenate([pairs.rows, matched, nobody])
    tails = np.concatenate([at[pairs.rows], at[matched], free, np.full(held.size, outside)])
    heads = np.concatenate([pairs.mentors, np.full(matched.size + free.size, outside), held])
    lengths = np.concatenate(
        [
            remaining.highest - pairs.scores.astype(np.int64) - own[pairs.rows],
            remaining.unmatched_cost - own[matched],
            np.zeros(nobody.size, dtype=np.int64),
        ]
    )
    order = np.argsort(tails, kind="stable")
    first = np.searchsorted(tails[order], np.arange(outside + 2))
    return Arcs(first, tails[order], heads[order], lengths[order], rows[order])


def _negative_circles(arcs: Arcs, prices: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the arcs of disjoint circles of negative length, none if there are none.

    Lowers prices in place until no arc is violated or a circle has formed.
    """
    came_by = np.full(prices.size, NOBODY)
    violated = prices[arcs.tails] + arcs.lengths < prices[arcs.heads]
    active = np.unique(arcs.tails[violated])
    step = 0
    while active.size:
        out = arcs.of(active)
        reached = prices[arcs.tails[out]] + arcs.lengths[out]
        better = reached < prices[arcs.heads[out]]
        out, reached = out[better], reached[better]
        order = np.lexsort((reached, arcs.heads[out]))
        out, reached = out[order], reached[order]
        active, best = np.unique(arcs.heads[out], return_index=True)
        prices[active] = reached[best]
        came_by[active] = out[best]
        step += 1
        if step % STEPS_BETWEEN == 0:
            on_circle = _on_circle(arcs, came_by)
            if on_circle.any():
                return came_by[on_circle]
    return np.empty(0, dtype=np.int64)


def _on_circle(arcs: Arcs, came_by: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which nodes come again when following back the arcs by which they were reached."""
    count = came_by.size
    # One more node stands for the end of a path; following doubles in length from step to step.
    back = np.append(np.where(came_by == NOBODY, count, arcs.tails[came_by]), count)
    for _doubling in range(count.bit_length()):
        back = back[back]
    again = np.zeros(count + 1, dtype=np.bool_)
    again[back] = True
    again[count] = False
    return again[:count]

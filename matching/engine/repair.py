"""Improves an assignment that few new pairs would improve, which is quicker than solving again.

Every circle of the residual graph with a negative length is a round of moves that lowers the cost.
Prices that were right before the new pairs came show where to search: only from what they violate.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.duals import Duals, own_costs
from matching.engine.pairs import PairList
from matching.engine.remaining import Remaining
from matching.engine.solution import UNMATCHED

# After so many rounds of moves another method is quicker.
MOST_REPAIRS = 200
# Circles are looked for every so many steps.
STEPS_BETWEEN = 4
NOBODY = -1
# More than prices ever differ by.
NEVER = 1 << 50

Numbers = NDArray[np.signedinteger[Any]]


def repaired(
    remaining: Remaining, mentor_of: NDArray[np.int32], duals: Duals, pairs: PairList
) -> NDArray[np.int32] | None:
    """Return an optimal assignment among the pairs, or None when too many moves are needed.

    `duals` prove the assignment given, but for some of the pairs.
    """
    repair = _Repair(remaining, mentor_of, duals, pairs)
    for _round in range(MOST_REPAIRS):
        if not repair.improve():
            return np.where(repair.at == repair.outside, UNMATCHED, repair.at).astype(np.int32)
    return None


class _Arcs(NamedTuple):
    """Some arcs of the residual graph. Nodes are the mentors and, as the last one, outside."""

    tails: Numbers
    heads: Numbers
    # What it costs to reach the head by coming along the arc.
    reached: Numbers
    # The row that moves along the arc, or `NOBODY` where a free place meets outside; what it costs at the head.
    rows: Numbers
    costs: Numbers

    def and_also(self, other: "_Arcs") -> "_Arcs":
        return _Arcs(*(np.concatenate(columns) for columns in zip(self, other, strict=True)))

    def cheapest_of_each_head(self) -> "_Arcs":
        order = np.lexsort((self.reached, self.heads))
        firsts = order[np.flatnonzero(np.diff(self.heads[order], prepend=-1))]
        return _Arcs(*(column[firsts] for column in self))


class _Repair:
    """An assignment on its way to the optimum among some pairs."""

    def __init__(self, remaining: Remaining, mentor_of: NDArray[np.int32], duals: Duals, pairs: PairList) -> None:
        self.outside = remaining.places.size
        self.at = np.where(mentor_of == UNMATCHED, self.outside, mentor_of).astype(np.int64)
        self._places = remaining.places
        self._own = own_costs(remaining, mentor_of, pairs)
        self._prices = np.append(duals.mentors, 0)
        # The pairs of a row stand together, and every row has one with outside.
        count = self.at.size
        rows = np.concatenate([pairs.rows, np.arange(count, dtype=np.int32)])
        order = np.argsort(rows, kind="stable")
        costs = remaining.highest - pairs.scores.astype(np.int64)
        self._rows = rows[order]
        self._heads = np.append(pairs.mentors, np.full(count, self.outside, dtype=np.int32))[order]
        self._costs = np.append(costs, np.full(count, remaining.unmatched_cost))[order]
        self._first = np.searchsorted(self._rows, np.arange(count + 1))
        # The price of each node when the arcs from it were last looked at.
        self._seen = self._prices + NEVER

    def improve(self) -> bool:
        """Move rows round circles of negative length, no two with a node in common; return whether there are any.

        Lowers prices until no arc is violated or circles have formed.
        """
        by_node = np.argsort(self.at, kind="stable")
        first_at = np.searchsorted(self.at[by_node], np.arange(self.outside + 2))
        load = np.diff(first_at)[:-1]
        came_from, came_row, came_cost = np.full((3, self._prices.size), NOBODY)
        step = 0
        while (active := self._most_lowered()).size:
            self._seen[active] = self._prices[active]
            rows = by_node[_ranges(first_at[active], first_at[active + 1])]
            arcs = self._violated(rows).and_also(self._violated_by_free_places(active, load)).cheapest_of_each_head()
            reached = arcs.heads
            self._prices[reached] = arcs.reached
            came_from[reached], came_row[reached], came_cost[reached] = arcs.tails, arcs.rows, arcs.costs
            step += 1
            if step % STEPS_BETWEEN == 0 and (circles := _on_circle(came_from)).size:
                moving = circles[came_row[circles] != NOBODY]
                self.at[came_row[moving]] = moving
                self._own[came_row[moving]] = came_cost[moving]
                self._seen[circles] = self._prices[circles] + NEVER
                return True
        return False

    def _most_lowered(self) -> NDArray[np.intp]:
        """Return the nodes to look at next, those first whose prices have fallen most since they were looked at.

        So fewer of them have to be looked at again when theirs fall further.
        """
        fallen = self._seen - self._prices
        return np.flatnonzero(fallen > fallen.max() // 2)

    def _violated(self, rows: Numbers) -> _Arcs:
        """Return the arcs of some rows by which their heads are reached at less than their price."""
        starts, stops = self._first[rows], self._first[rows + 1]
        pairs = _ranges(starts, stops)
        heads, costs = self._heads[pairs], self._costs[pairs]
        reached = np.repeat(self._prices[self.at[rows]] - self._own[rows], stops - starts) + costs
        found = np.flatnonzero(reached < self._prices[heads])
        rows = self._rows[pairs[found]]
        return _Arcs(self.at[rows], heads[found], reached[found], rows, costs[found])

    def _violated_by_free_places(self, nodes: Numbers, load: NDArray[np.intp]) -> _Arcs:
        """Return the same of the arcs along which free places of some nodes move, to outside and from there."""
        inside = nodes[nodes != self.outside]
        free = inside[load[inside] < self._places[inside]]
        tails = free[self._prices[free] < self._prices[self.outside]]
        heads = np.full(tails.size, self.outside)
        if inside.size < nodes.size:
            held = np.flatnonzero((load > 0) & (self._prices[:-1] > self._prices[self.outside]))
            tails, heads = np.append(tails, np.full(held.size, self.outside)), np.append(heads, held)
        nobody = np.full(tails.size, NOBODY)
        return _Arcs(tails, heads, self._prices[tails], nobody, nobody)


def _ranges(starts: NDArray[np.intp], stops: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the numbers of several ranges, one range after the other."""
    counts = stops - starts
    return np.arange(counts.sum()) + np.repeat(starts - (np.cumsum(counts) - counts), counts)


def _on_circle(came_from: Numbers) -> NDArray[np.intp]:
    """Return which nodes come again when following back the nodes from which they were reached."""
    count = came_from.size
    # One more node stands for the end of a path; following doubles in length from step to step.
    back = np.append(np.where(came_from == NOBODY, count, came_from), count)
    for _doubling in range(count.bit_length()):
        back = back[back]
    again = np.zeros(count + 1, dtype=np.bool_)
    again[back] = True
    return np.flatnonzero(again[:count])

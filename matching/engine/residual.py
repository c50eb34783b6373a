"""The residual graph of a solution: who could move where, and what a chain of moves costs.

The nodes are the mentors and, last, "outside", where mentees without a mentor and free places meet. An
edge a → b is the cheapest mentee to move from a to b; a free place of a mentor moves at no cost. So one
more arrival at a and one less at b is settled best along a shortest path from a to b. Locked and
left-out mentees do not move. Worst-first, nobody moves to a pair below the threshold.

A cost counts the mentees lost, and then the points lost, in one integer: a mentee is worth so many
points that a sum of points never reaches half of that.
"""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matching.engine.solution import UNMATCHED, Solution

# No way leads there. Twice as much still fits into the type.
FAR = np.int64(1 << 60)
# Pairs looked at together.
BLOCK = 1 << 18
# Distances to these many nodes are kept: mentees of the same mentor share them, and all without one.
DISTANCES_KEPT = 32

Costs = NDArray[np.int64]


class ResidualGraph:
    """What every exchange costs, given a solution.

    Preparing it looks at each pair once and keeps two or four bytes for two mentors each.
    """

    def __init__(self, solution: Solution) -> None:
        problem, certificate = solution.problem, solution.certificate
        self.solution = solution
        self.outside = len(problem.mentors)
        self.worth_of_a_mentee = np.int64(certificate.unmatched_cost - certificate.highest_score)
        # Duals: no edge a → b costs less than potential[b] - potential[a].
        self.potential: Costs = np.append(certificate.mentor_prices, 0)
        # Ties go to the smaller id, so that the order of the input plays no part.
        self.rank = np.append(np.argsort(np.argsort(np.array(problem.mentors, dtype=str))), self.outside)
        # Free places nobody holds; places that are not locked, whoever holds them.
        self.is_movable = np.ones(len(problem.mentees), dtype=np.bool_)
        self.is_movable[[*problem.locks, *problem.left_out]] = False
        mentors = solution.mentor_of
        locked = mentors[list(problem.locks)]
        self.has_free_place = self._counts(mentors[mentors != UNMATCHED]) < problem.capacity
        self.has_open_place = self._counts(locked) < problem.capacity
        self._build()
        self.distances_to = lru_cache(DISTANCES_KEPT)(self._find_distances_to)

    def _counts(self, mentors: NDArray[np.int32]) -> NDArray[np.intp]:
        return np.bincount(mentors, minlength=self.outside)

    def node(self, mentor: int) -> int:
        """Return the node of a mentor, or of `UNMATCHED`."""
        return self.outside if mentor == UNMATCHED else mentor

    def mentor(self, node: int) -> int:
        """Return the mentor at a node, or `UNMATCHED`."""
        return UNMATCHED if node == self.outside else node

    def split(self, costs: Costs) -> tuple[Costs, Costs]:
        """Return the mentees and the points lost that make up costs."""
        mentees = (costs + self.worth_of_a_mentee // 2) // self.worth_of_a_mentee
        return mentees, costs - mentees * self.worth_of_a_mentee

    def usable(self, rows: slice) -> NDArray[np.bool_]:
        """Return which pairs of some mentees a move may use."""
        problem, threshold = self.solution.problem, self.solution.threshold
        allowed = problem.allowed(rows)
        return allowed if threshold is None else allowed & (problem.scores(rows) >= threshold)

    def _build(self) -> None:
        count = self.outside
        # Points lost between mentors: [b, a] is the edge a → b, so that what leads to b lies together.
        # The greatest number of the type, which no score reaches, marks a missing edge.
        highest, short = self.solution.certificate.highest_score, np.iinfo(np.int16)
        self._no_edge = short.max if highest < short.max else np.iinfo(np.int32).max
        self._points_into = np.full((count, count), self._no_edge, dtype=np.min_scalar_type(-self._no_edge))
        # Whole costs to and from outside. A place may always stay empty.
        self.leaving: Costs = np.where(self.has_free_place, 0, FAR)
        self.entering: Costs = np.zeros(count, dtype=np.int64)
        for rows in self.steps(len(self.is_movable)):
            self._add_block(rows)

    def _add_block(self, rows: slice) -> None:
        mentors, movable = self.solution.mentor_of[rows], self.is_movable[rows]
        scores, usable = self.solution.problem.scores(rows), self.usable(rows)
        unmatched = movable & (mentors == UNMATCHED)
        if unmatched.any():
            gain = np.where(usable[unmatched], scores[unmatched] + self.worth_of_a_mentee, 0).max(axis=0)
            np.minimum(self.entering, -gain, out=self.entering)
        matched = np.flatnonzero(movable & (mentors != UNMATCHED))
        # Colleagues of the same mentor stand together, so that the cheapest of them is one reduction.
        matched = matched[np.argsort(mentors[matched], kind="stable")]
        if not matched.size:
            return
        own = scores[matched, mentors[matched]]
        np.minimum.at(self.leaving, mentors[matched], own + self.worth_of_a_mentee)
        lost = np.where(usable[matched], own[:, None] - scores[matched], self._no_edge)
        origins, firsts = np.unique(mentors[matched], return_index=True)
        cheapest = np.minimum.reduceat(lost, firsts, axis=0).T.astype(self._points_into.dtype)
        self._points_into[:, origins] = np.minimum(self._points_into[:, origins], cheapest)

    def _find_distances_to(self, target: int) -> Costs:
        """Return the cost of the shortest path from every node to one; `FAR` where there is none."""
        start = np.full(self.outside + 1, FAR)
        start[target] = 0
        distance = self._shortest(start, forward=False)
        distance.flags.writeable = False
        return distance

    def distances_from(self, start: Costs) -> Costs:
        """Return the cost of the shortest path to every node, when entering at each costs `start`."""
        return self._shortest(start, forward=True)

    def _shortest(self, start: Costs, *, forward: bool) -> Costs:
        """Dijkstra's algorithm, all nodes at the same distance at once.

        The potentials make every edge cost nothing or more, so that the nearest open node is final.
        """
        distance = start.copy()
        shift = -self.potential if forward else self.potential
        is_open = np.ones(distance.shape, dtype=np.bool_)
        while True:
            key = np.where(is_open & (distance < FAR), distance + shift, FAR)
            nearest = np.flatnonzero(key == key.min())[: self._step]
            if key[nearest[0]] >= FAR:
                return distance
            is_open[nearest] = False
            costs = self.edges(nearest, forward=forward)
            costs += distance[nearest, None]
            found = costs.min(axis=0)
            # Beyond half of FAR there is no path, only the mark of a missing edge.
            np.minimum(distance, found, out=distance, where=found < FAR // 2)

    def steps(self, count: int) -> Iterator[slice]:
        """Yield slices of so many mentees or nodes that each needs little memory with all mentors."""
        for start in range(0, count, self._step):
            yield slice(start, min(start + self._step, count))

    @property
    def _step(self) -> int:
        return max(1, BLOCK // (self.outside + 1))

    def edges(self, nodes: NDArray[np.intp], *, forward: bool) -> Costs:
        """Return the costs from each of some nodes to all (`forward`), or to each of some from all.

        Outside, if it is one of them, comes last.
        """
        inside = nodes[nodes != self.outside]
        points = self._points_into[:, inside].T if forward else self._points_into[inside]
        there, back = (self.leaving, self.entering) if forward else (self.entering, self.leaving)
        costs = np.empty((nodes.size, self.outside + 1), dtype=np.int64)
        costs[: inside.size, :-1] = points
        np.copyto(costs[: inside.size, :-1], FAR, where=points == self._no_edge)
        costs[: inside.size, -1] = there[inside]
        costs[inside.size :, :-1] = back
        costs[inside.size :, -1] = FAR
        return costs

"""Who moves when a mentee leaves one mentor for another: the steps of a shortest path, in words of people."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matching.engine.residual import FAR, Costs, ResidualGraph

# Ways to these many mentors are kept: mentees of the same mentor share them, and all without one.
WAYS_KEPT = 32


@dataclass(frozen=True)
class Move:
    """A mentee gets another mentor; `UNMATCHED` stands for none."""

    mentee: int
    before: int
    after: int


class Moves:
    """Finds for each exchange the moves that make it as cheap as it is priced.

    Of several such sets of moves it is one with the fewest steps, and then the one whose mentors and
    mentees have the smallest ids: the same in whatever order people came.
    """

    def __init__(self, graph: ResidualGraph) -> None:
        self._graph = graph
        self._ways_to = lru_cache(WAYS_KEPT)(self._find_ways_to)
        self._movers: dict[tuple[int, int], int] = {}

    def of_others(self, before: int, after: int) -> tuple[Move, ...]:
        """Return who else moves when a mentee leaves one mentor for another; either may be `UNMATCHED`."""
        graph, moves = self._graph, []
        following = self._ways_to(graph.node(before))
        node = graph.node(after)
        while following[node] != node:
            next_node = int(following[node])
            if not self._is_free_place(node, next_node):
                moves.append(Move(self._mover(node, next_node), graph.mentor(node), graph.mentor(next_node)))
            node = next_node
        return tuple(moves)

    def _find_ways_to(self, target: int) -> NDArray[np.intp]:
        """Return for each node the next one on its way to the target.

        The target, and nodes from which there is no way, are followed by themselves. Works outwards
        from the target in layers, so that no circle of edges that cost nothing can catch the way.
        """
        graph = self._graph
        distance = graph.distances_to(target)
        following = np.arange(distance.size)
        is_open = distance < FAR
        is_open[target] = False
        layer = np.array([target])
        while layer.size:
            layer = layer[np.argsort(graph.rank[layer])]
            reached = [self._step_back(layer[some], distance, is_open, following) for some in graph.steps(layer.size)]
            layer = np.concatenate(reached)
        return following

    def _step_back(
        self, nodes: NDArray[np.intp], distance: Costs, is_open: NDArray[np.bool_], following: NDArray[np.intp]
    ) -> NDArray[np.intp]:
        """Let open nodes be followed by those of the given ones that are on their shortest path."""
        is_shortest = self._graph.edges(nodes, forward=False) + distance[nodes, None] == distance
        reached = np.flatnonzero(is_shortest.any(axis=0) & is_open)
        following[reached] = nodes[is_shortest[:, reached].argmax(axis=0)]
        is_open[reached] = False
        return reached

    def _is_free_place(self, before: int, after: int) -> bool:
        """Return whether it is a free place that moves, and so nobody."""
        graph = self._graph
        if before == graph.outside:
            return bool(graph.entering[after] == 0)
        return after == graph.outside and bool(graph.has_free_place[before])

    def _mover(self, before: int, after: int) -> int:
        if (before, after) not in self._movers:
            self._movers[before, after] = self._find_mover(before, after)
        return self._movers[before, after]

    def _find_mover(self, before: int, after: int) -> int:
        """Return the mentee who moves cheapest from one node to another; of equals, the smallest id."""
        graph = self._graph
        problem, mentor_of = graph.solution.problem, graph.solution.mentor_of
        candidates = []
        for mentee in np.flatnonzero(graph.is_movable & (mentor_of == graph.mentor(before))).tolist():
            row = slice(mentee, mentee + 1)
            # Outside, whose index is the last one, scores nothing.
            scores = np.append(problem.scores(row)[0], 0)
            if after == graph.outside or graph.usable(row)[0, after]:
                candidates.append((int(scores[before]) - int(scores[after]), problem.mentees[mentee], mentee))
        return min(candidates)[-1]

"""Solvers of the assignment problem over a list of pairs. Which one is used changes the time, not the answer."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from matching.engine.pairs import PairList
from matching.engine.remaining import Remaining
from matching.engine.solution import UNMATCHED


class Backend(NamedTuple):
    """A solver, and when it is slower than repairing what it found before."""

    # Returns for each row a mentor, or `UNMATCHED`: an optimal assignment among the pairs, any of several.
    assign: Callable[[Remaining, PairList], NDArray[np.int32]]
    # With fewer violating pairs than this share of the mentees, the assignment is repaired, not solved again.
    share_to_repair: float


def backend(name: str | None) -> Backend:
    """Return a solver by its name, "scipy" or "ortools"; by default OR-tools where it is installed.

    Raises:
        ValueError: when there is no such solver.
        ModuleNotFoundError: when OR-tools is asked for and not installed.
    """
    if name is None:
        name = "ortools" if find_spec("ortools") else "scipy"
    if name == "scipy":
        return Backend(sparse_matching, share_to_repair=0.05)
    if name == "ortools":
        return Backend(min_cost_flow, share_to_repair=0.005)
    raise ValueError(f"There is no solver {name}.")


def sparse_matching(remaining: Remaining, pairs: PairList) -> NDArray[np.int32]:
    """Solve with SciPy, each place a column of its own, and a column per row that stands for nobody."""
    rows, places = remaining.mentees.size, remaining.places
    first_place = np.cumsum(places) - places
    total = int(places.sum())
    copies = places[pairs.mentors]
    offset = np.arange(copies.sum()) - np.repeat(np.cumsum(copies) - copies, copies)
    columns = np.concatenate([np.repeat(first_place[pairs.mentors], copies) + offset, total + np.arange(rows)])
    lines = np.concatenate([np.repeat(pairs.rows, copies), np.arange(rows)])
    # SciPy takes a zero for a missing pair, so every cost is one more.
    pair_costs = np.repeat(remaining.highest - pairs.scores.astype(np.float64) + 1, copies)
    costs = np.concatenate([pair_costs, np.full(rows, remaining.unmatched_cost + 1.0)])
    graph = csr_array((costs, (lines, columns)), shape=(rows, total + rows))
    chosen, column = min_weight_full_bipartite_matching(graph)
    mentor_of_place = np.repeat(np.arange(places.size, dtype=np.int32), places)
    mentor_of = np.full(rows, UNMATCHED, dtype=np.int32)
    matched = column < total
    mentor_of[chosen[matched]] = mentor_of_place[column[matched]]
    return mentor_of


def min_cost_flow(remaining: Remaining, pairs: PairList) -> NDArray[np.int32]:
    """Solve with OR-tools: a unit of flow per row, through a mentor or past all of them."""
    # Only here: it is optional, and large.
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    rows, mentors = remaining.shape
    sink = rows + mentors
    everybody = np.arange(rows)
    tails = np.concatenate([pairs.rows, everybody, rows + np.arange(mentors)])
    heads = np.concatenate([rows + pairs.mentors, np.full(rows + mentors, sink)])
    capacities = np.concatenate([np.ones(pairs.size + rows, dtype=np.int64), remaining.places])
    costs = np.zeros(tails.size, dtype=np.int64)
    costs[: pairs.size] = remaining.highest - pairs.scores.astype(np.int64)
    costs[pairs.size : pairs.size + rows] = remaining.unmatched_cost
    flow = SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tails, heads, capacities, costs)
    flow.set_nodes_supplies(np.append(everybody, sink), np.append(np.ones(rows, dtype=np.int64), -rows))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"OR-tools ended with {status}.")
    used = flow.flows(arcs[: pairs.size]) > 0
    mentor_of = np.full(rows, UNMATCHED, dtype=np.int32)
    mentor_of[pairs.rows[used]] = pairs.mentors[used]
    return mentor_of

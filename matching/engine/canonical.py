"""Chooses one among all optimal assignments, the same for any order of the input and any solver.

With the duals, the optimal assignments are exactly those that use pairs of reduced cost zero, leave no
place of a mentor with a price free, and leave out only mentees whose price is `unmatched_cost`. One
turns into another by moving mentees round circles of the residual graph, so only its strongly
connected components leave a choice. Where everybody in a component may go everywhere, the order of
keys decides; elsewhere the least sum of pair weights does. Should two sums be equal, weights with
another salt decide between them, until nothing is left to choose.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, min_weight_full_bipartite_matching

from matching.engine import hashes
from matching.engine.duals import Duals
from matching.engine.pairs import Columns, collect
from matching.engine.potentials import potentials
from matching.engine.remaining import Remaining, narrowed
from matching.engine.solution import UNMATCHED

# Larger components are solved as sparse graphs.
PAIRS_TO_SOLVE_AT_ONCE = 250_000


@dataclass(frozen=True, eq=False)
class Choice:
    """What is left to choose. Nodes are the mentors and, as the last one, "outside": nobody."""

    # Shape (rows,): the node of each row in the assignment at hand.
    at: NDArray[np.int32]
    # Both of shape (moves,): the nodes where a row could be without loss, its present one included.
    rows: NDArray[np.int32]
    nodes: NDArray[np.int32]
    # Shape (nodes,): whose number of mentees may change.
    is_elastic: NDArray[np.bool_]
    # Shape (nodes,).
    places: NDArray[np.int64]
    mentee_keys: NDArray[np.uint64]
    node_keys: NDArray[np.uint64]

    @property
    def outside(self) -> int:
        return self.places.size - 1

    def weights(self, salt: int) -> NDArray[np.int64]:
        return hashes.pair_weights(self.mentee_keys[self.rows], self.node_keys[self.nodes], salt)


def choose(remaining: Remaining, mentor_of: NDArray[np.int32], duals: Duals) -> NDArray[np.int32]:
    """Return the canonical one of all assignments that are as good as the one given."""
    if _is_all_the_same(remaining, duals):
        return _settled_by_keys(remaining, mentor_of, duals)
    choice = _all_optima(remaining, mentor_of, duals)
    lengths = np.zeros(choice.rows.size, dtype=np.int64)
    salt = 0
    while True:
        choice, component = _undecided(choice, lengths)
        if not choice.rows.size:
            return np.where(choice.at == choice.outside, UNMATCHED, choice.at).astype(np.int32)
        weights = choice.weights(salt)
        at, may_tie = _settle(choice, weights, component)
        choice = replace(choice, at=at, rows=choice.rows[may_tie], nodes=choice.nodes[may_tie])
        lengths = _relative_to_own(choice, weights[may_tie])
        salt += 1


def _relative_to_own(choice: Choice, weights: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return what each move adds to the sum of weights."""
    own = np.zeros(choice.at.size, dtype=np.int64)
    stays = choice.nodes == choice.at[choice.rows]
    own[choice.rows[stays]] = weights[stays]
    return weights - own[choice.rows]


def _tight(remaining: Remaining, duals: Duals) -> Iterator[tuple[slice, NDArray[np.bool_]]]:
    """Yield slices of rows and which of their pairs with open mentors have reduced cost zero."""
    is_open = remaining.places > 0
    least, mentors = narrowed(remaining.highest - duals.mentees, duals.mentors)
    for rows, scores in remaining.blocks():
        yield rows, (least[rows, None] - mentors == scores) & (scores >= remaining.threshold) & is_open


def _is_all_the_same(remaining: Remaining, duals: Duals) -> bool:
    """Say whether everybody may go everywhere without loss, which needs no list of all the pairs."""
    stays_out = duals.mentees == remaining.unmatched_cost
    if stays_out.any() and not stays_out.all():
        return False
    is_closed = remaining.places == 0
    return all((tight | is_closed).all() for _rows, tight in _tight(remaining, duals))


def _settled_by_keys(remaining: Remaining, mentor_of: NDArray[np.int32], duals: Duals) -> NDArray[np.int32]:
    choice = _choice(remaining, mentor_of, duals, [])
    nodes = np.append(np.flatnonzero(remaining.places), choice.outside).astype(np.int32)
    seats = np.append(remaining.places[nodes[:-1]], np.count_nonzero(mentor_of == UNMATCHED))
    found = np.empty_like(choice.at)
    found[np.argsort(choice.mentee_keys)] = _in_order_of_keys(choice, nodes, seats, found.size)
    return np.where(found == choice.outside, UNMATCHED, found).astype(np.int32)


def _all_optima(remaining: Remaining, mentor_of: NDArray[np.int32], duals: Duals) -> Choice:
    found: list[Columns] = []
    for rows, tight in _tight(remaining, duals):
        line, mentor = np.divmod(np.flatnonzero(tight), tight.shape[1])
        found.append((rows.start + line, mentor, mentor))
    return _choice(remaining, mentor_of, duals, found)


def _choice(remaining: Remaining, mentor_of: NDArray[np.int32], duals: Duals, found: list[Columns]) -> Choice:
    outside = remaining.places.size
    tight = collect(found)
    may_stay_out = np.flatnonzero(duals.mentees == remaining.unmatched_cost).astype(np.int32)
    mentor_keys = hashes.keys(remaining.problem.mentors, hashes.MENTOR)
    return Choice(
        at=np.where(mentor_of == UNMATCHED, outside, mentor_of).astype(np.int32),
        rows=np.concatenate([tight.rows, may_stay_out]),
        nodes=np.concatenate([tight.mentors, np.full(may_stay_out.size, outside, dtype=np.int32)]),
        is_elastic=np.append((duals.mentors == 0) & (remaining.places > 0), True),
        places=np.append(remaining.places, remaining.mentees.size),
        mentee_keys=hashes.keys(remaining.problem.mentees, hashes.MENTEE)[remaining.mentees],
        node_keys=np.append(mentor_keys, np.uint64(0)),
    )


def _undecided(choice: Choice, lengths: NDArray[np.int64]) -> tuple[Choice, NDArray[np.int32]]:
    """Return the moves that are part of some best assignment by these lengths, and each node's component."""
    count, outside = choice.places.size, choice.outside
    elastic = np.flatnonzero(choice.is_elastic[:outside])
    free = elastic[np.bincount(choice.at, minlength=count)[elastic] < choice.places[elastic]]
    tails = np.concatenate([choice.at[choice.rows], np.full(elastic.size, outside), free])
    heads = np.concatenate([choice.nodes, elastic, np.full(free.size, outside)])
    lengths = np.concatenate([lengths, np.zeros(elastic.size + free.size, dtype=np.int64)])
    if lengths.any():
        levels = potentials(np.zeros(count, dtype=np.int64), tails, heads, lengths)
        is_tight = levels[tails] + lengths == levels[heads]
    else:
        is_tight = np.ones(tails.size, dtype=np.bool_)
    graph = coo_array((is_tight[is_tight], (tails[is_tight], heads[is_tight])), shape=(count, count))
    _count, component = connected_components(graph.tocsr(), directed=True, connection="strong")
    moves = slice(0, choice.rows.size)
    stays_open = is_tight[moves] & (component[tails[moves]] == component[heads[moves]])
    several = np.bincount(choice.rows[stays_open], minlength=choice.at.size) > 1
    kept = stays_open & several[choice.rows]
    is_elastic = np.zeros(count, dtype=np.bool_)
    is_elastic[elastic] = is_tight[choice.rows.size :][: elastic.size]
    is_elastic &= component == component[outside]
    is_elastic[outside] = True
    return replace(choice, rows=choice.rows[kept], nodes=choice.nodes[kept], is_elastic=is_elastic), component


def _settle(
    choice: Choice, weights: NDArray[np.int64], component: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Return the nodes of all rows after settling every component by itself, and which moves might still tie."""
    at = choice.at.copy()
    may_tie = np.ones(choice.rows.size, dtype=np.bool_)
    of_move = component[choice.nodes]
    order = np.argsort(of_move, kind="stable")
    borders = np.flatnonzero(np.diff(of_move[order])) + 1
    for moves in np.split(order, borders):
        rows, line = np.unique(choice.rows[moves], return_inverse=True)
        nodes, column = np.unique(choice.nodes[moves], return_inverse=True)
        seats = _seats(choice, rows, nodes)
        if moves.size == rows.size * nodes.size:
            may_tie[moves] = False
            at[rows[np.argsort(choice.mentee_keys[rows])]] = _in_order_of_keys(choice, nodes, seats, rows.size)
            continue
        # A mentor who must be full comes before any sum of weights.
        in_play = component[nodes] == component[choice.outside]
        must_be_full = in_play & ~choice.is_elastic[nodes] & (nodes != choice.outside)
        reward = float((rows.size + 1) << (hashes.WEIGHT_BITS + 1))
        costs = weights[moves] - reward * must_be_full[column]
        at[rows] = nodes[_lightest(line, column, costs, seats)]
    return at, may_tie


def _lightest(
    line: NDArray[np.integer], column: NDArray[np.integer], costs: NDArray[np.floating[Any]], seats: NDArray[np.int64]
) -> NDArray[np.integer]:
    """Return the column of each line in the cheapest assignment of all lines, each column having some seats."""
    lines = int(line.max()) + 1
    column_of_seat = np.repeat(np.arange(seats.size), seats)
    if lines * column_of_seat.size <= PAIRS_TO_SOLVE_AT_ONCE:
        table = np.full((lines, seats.size), np.inf)
        table[line, column] = costs
        _line, seat = linear_sum_assignment(table[:, column_of_seat])
    else:
        copies = seats[column]
        copy = np.arange(copies.sum()) - np.repeat(np.cumsum(copies) - copies, copies)
        place = np.repeat((np.cumsum(seats) - seats)[column], copies) + copy
        shape = lines, column_of_seat.size
        graph = coo_array((np.repeat(costs, copies), (np.repeat(line, copies), place)), shape=shape)
        _line, seat = min_weight_full_bipartite_matching(graph.tocsr())
    return column_of_seat[seat]


def _seats(choice: Choice, rows: NDArray[np.int32], nodes: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return how many of the rows can be at each of the nodes."""
    count = choice.places.size
    taken = np.bincount(choice.at[rows], minlength=count)[nodes]
    taken_by_others = np.bincount(choice.at, minlength=count)[nodes] - taken
    # As many mentees as ever stay outside.
    may_grow = choice.is_elastic[nodes] & (nodes != choice.outside)
    return np.where(may_grow, np.minimum(choice.places[nodes] - taken_by_others, rows.size), taken)


def _in_order_of_keys(
    choice: Choice, nodes: NDArray[np.int32], seats: NDArray[np.int64], rows: int
) -> NDArray[np.int32]:
    """Return the nodes that rows in the order of their keys get where everybody may go everywhere."""
    is_outside = nodes == choice.outside
    unmatched = int(seats[is_outside].sum())
    # Who must be full comes first, then the others.
    order = np.lexsort((choice.node_keys[nodes], choice.is_elastic[nodes], is_outside))
    places = np.repeat(nodes[order], np.where(is_outside, 0, seats)[order])[: rows - unmatched]
    return np.concatenate([places, np.full(unmatched, choice.outside, dtype=np.int32)])

"""Exact dual prices of an optimal assignment, found by looking at few pairs and pricing all of them.

The prices of mentors are shortest distances in the residual graph. Its nodes are the mentors and
"outside", where unmatched mentees and free places meet; an arc from a to b is a mentee who could
move from a to b, as long as what that changes in cost.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.pairs import PairList, best_pairs, pairs_of
from matching.engine.potentials import NegativeCycle, potentials
from matching.engine.remaining import Remaining

# At most this many pairs of a mentee that speak against the prices are added in a round.
PAIRS_A_ROUND = 16


@dataclass(frozen=True, eq=False)
class Duals:
    """Prices for which no pair has a negative reduced cost; see `Certificate`."""

    # Shape (rows,).
    mentees: NDArray[np.int64]
    # Shape (mentors,), 0 or less.
    mentors: NDArray[np.int64]


def find_duals(remaining: Remaining, mentor_of: NDArray[np.int32], known: PairList | None = None) -> Duals:
    """Return the prices that prove an assignment optimal; of all such, the highest for each mentor.

    Raises:
        NegativeCycle: when the assignment is not optimal.
    """
    pairs = pairs_of(remaining, mentor_of)
    if known is not None:
        pairs = pairs.joined(known)
    while True:
        duals = duals_among(remaining, mentor_of, pairs)
        missing = violating_pairs(remaining, duals)
        if not missing.size:
            return with_closed_mentors(remaining, duals)
        pairs = pairs.followed_by(missing)


def duals_among(remaining: Remaining, mentor_of: NDArray[np.int32], pairs: PairList) -> Duals:
    """Return the highest prices as if only these pairs existed, which hold those of the assignment.

    Raises:
        NegativeCycle: when these pairs allow a better assignment.
    """
    graph = _residual(remaining, mentor_of, pairs)
    return graph.duals(_highest(graph))


def central_duals_among(remaining: Remaining, mentor_of: NDArray[np.int32], pairs: PairList) -> Duals:
    """Return prices halfway between the highest and the lowest, as if only these pairs existed.

    Far fewer of the other pairs speak against them than against either.

    Raises:
        NegativeCycle: when these pairs allow a better assignment.
    """
    graph = _residual(remaining, mentor_of, pairs)
    highest = _highest(graph)
    # How far below outside each mentor may be. Whoever holds a place would leave it for nothing less.
    furthest = np.append(np.where(remaining.places > 0, remaining.unmatched_cost, 0), 0)
    lowest = -potentials(furthest, graph.heads, graph.tails, graph.lengths)
    return graph.duals((highest + lowest) // 2)


class _Residual(NamedTuple):
    """The residual graph of an assignment among some pairs."""

    tails: NDArray[np.integer]
    heads: NDArray[np.integer]
    lengths: NDArray[np.int64]
    # Of each row: its node, and what it costs there.
    at: NDArray[np.integer]
    own_cost: NDArray[np.int64]
    outside: int

    def duals(self, prices: NDArray[np.int64]) -> Duals:
        return Duals(self.own_cost - prices[self.at], prices[: self.outside])


def _residual(remaining: Remaining, mentor_of: NDArray[np.int32], pairs: PairList) -> _Residual:
    outside = remaining.places.size
    at = np.where(mentor_of >= 0, mentor_of, outside)
    costs = remaining.highest - pairs.scores.astype(np.int64)
    own_cost = own_costs(remaining, mentor_of, pairs)
    matched = np.flatnonzero(mentor_of >= 0)
    free = np.flatnonzero(np.bincount(at, minlength=outside + 1)[:outside] < remaining.places)
    tails = np.concatenate([at[pairs.rows], at[matched], free])
    heads = np.concatenate([pairs.mentors, np.full(matched.size + free.size, outside)])
    lengths = np.concatenate(
        [
            costs - own_cost[pairs.rows],
            remaining.unmatched_cost - own_cost[matched],
            np.zeros(free.size, dtype=np.int64),
        ]
    )
    return _Residual(tails, heads, lengths, at, own_cost, outside)


def _highest(graph: _Residual) -> NDArray[np.int64]:
    found = potentials(np.zeros(graph.outside + 1, dtype=np.int64), graph.tails, graph.heads, graph.lengths)
    if found[graph.outside] < 0:
        raise NegativeCycle("Another assignment is better.")
    return found


def own_costs(remaining: Remaining, mentor_of: NDArray[np.int32], pairs: PairList) -> NDArray[np.int64]:
    """Return what each row costs where it is; its pair is among those given."""
    found = np.full(mentor_of.size, remaining.unmatched_cost, dtype=np.int64)
    is_own = mentor_of[pairs.rows] == pairs.mentors
    found[pairs.rows[is_own]] = remaining.highest - pairs.scores[is_own]
    return found


def violating_pairs(remaining: Remaining, duals: Duals) -> PairList:
    """Return pairs with a negative reduced cost, the worst ones of each mentee; none proves optimality."""
    return best_pairs(remaining, duals.mentors, PAIRS_A_ROUND, remaining.highest - duals.mentees)


def with_closed_mentors(remaining: Remaining, duals: Duals) -> Duals:
    """Return the duals with the prices of mentors without any place: what a first place would be worth."""
    closed = np.flatnonzero(remaining.places == 0)
    if not closed.size:
        return duals
    prices = duals.mentors.copy()
    prices[closed] = 0
    for rows, scores in remaining.blocks():
        reduced = remaining.highest - scores[:, closed].astype(np.int64) - duals.mentees[rows][:, None]
        reduced[scores[:, closed] < remaining.threshold] = 0
        prices[closed] = np.minimum(prices[closed], reduced.min(axis=0, initial=0))
    return Duals(duals.mentees, prices)

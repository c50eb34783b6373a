"""Large problems by column generation: solve over few pairs, price all pairs, add those that would improve.

When no pair is left that would improve, the answer over few pairs is the answer over all.
"""

import numpy as np
from numpy.typing import NDArray

from matching.engine.backends import Backend
from matching.engine.duals import central_duals_among, violating_pairs
from matching.engine.pairs import PairList, best_pairs, keenest_pairs
from matching.engine.remaining import Remaining
from matching.engine.repair import repaired

# So many pairs of each mentee are looked at first.
FIRST_PAIRS = 16
# After so many rounds the method is not the right one for the problem.
MOST_ROUNDS = 10
# So is one that still misses more pairs than there are mentees after so many.
ROUNDS_TO_JUDGE = 3
# Rough prices are computed from at least so many mentees, and at least one in so many.
LEAST_SAMPLE = 200
SAMPLED_SHARE = 10
ROUGH_ROUNDS = 12
# As shares of the highest score.
SPREADS = 0.2, 0.01


class Crawls(RuntimeError):
    """Every round still finds pairs to add."""


def candidates(remaining: Remaining, prices: NDArray[np.int64]) -> PairList:
    """Return the pairs with which to begin: the best by rough prices for each mentee and for each mentor."""
    return best_pairs(remaining, prices, FIRST_PAIRS).joined(keenest_pairs(remaining, prices, FIRST_PAIRS))


def assign(remaining: Remaining, solver: Backend, pairs: PairList) -> tuple[NDArray[np.int32], PairList]:
    """Return an optimal assignment and the pairs that were enough to find it.

    Raises:
        Crawls: when that takes too many rounds.
        NegativeCycle: when the solver does not find an optimum among the pairs.
    """
    mentor_of = None
    for number in range(MOST_ROUNDS):
        if mentor_of is None:
            mentor_of = solver.assign(remaining, pairs)
        duals = central_duals_among(remaining, mentor_of, pairs)
        missing = violating_pairs(remaining, duals)
        if not missing.size:
            return mentor_of, pairs
        if number >= ROUNDS_TO_JUDGE and missing.size > remaining.mentees.size:
            break
        pairs = pairs.followed_by(missing)
        is_nearly_right = missing.size < remaining.mentees.size * solver.share_to_repair
        mentor_of = repaired(remaining, mentor_of, duals, pairs) if is_nearly_right else None
    raise Crawls


def rough_prices(remaining: Remaining) -> NDArray[np.int64]:
    """Guess the prices of mentors from a sample of mentees, each spread softly over her best mentors.

    A mentor whose share of the sample exceeds her share of places becomes dearer, until it fits, while
    the spread gets narrower from round to round (Sinkhorn's method with places as bounds). The guess
    only decides which pairs are looked at first.
    """
    rows, mentors = remaining.shape
    step = max(1, min(SAMPLED_SHARE, rows // LEAST_SAMPLE))
    sample = [scores[-rows_of.start % step :: step] for rows_of, scores in remaining.blocks()]
    scores = np.concatenate([np.empty((0, mentors), dtype=np.int16), *sample])
    usable = (scores >= remaining.threshold) & (remaining.places > 0)
    if not usable.any() or not remaining.highest:
        return np.zeros(mentors, dtype=np.int64)
    worth = np.where(usable, scores, np.float32(-np.inf))[usable.any(axis=1)]
    places = np.maximum(remaining.places, 1) * (worth.shape[0] / rows)
    prices = np.zeros(mentors, dtype=np.float32)
    for spread in np.geomspace(*SPREADS, ROUGH_ROUNDS, dtype=np.float32) * np.float32(remaining.highest):
        shares = worth + prices
        shares -= shares.max(axis=1, keepdims=True)
        shares /= spread
        np.exp(shares, out=shares)
        load = (1 / shares.sum(axis=1)) @ shares
        too_many = np.log(np.maximum(load, 1e-6) / places).astype(np.float32)
        prices = np.minimum(prices - spread * too_many, 0)
    return np.rint(prices).astype(np.int64)

"""Shortest paths from everywhere at once (Bellman–Ford), which give the duals of an assignment."""

import numpy as np
from numpy.typing import NDArray

from matching.engine.solution import NotCertified

# Few nodes fit into 16 bits, which NumPy sorts by radix.
NODES_SORTED_QUICKLY = 2**16


class NegativeCycle(NotCertified):
    """Going round in a circle gains something, so the assignment is not optimal."""


def potentials(
    bounds: NDArray[np.int64], tails: NDArray[np.integer], heads: NDArray[np.integer], lengths: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the greatest numbers within their bounds that no arc allows to differ by more than its length.

    That is, `found <= bounds`, of shape (nodes,), and `found[head] <= found[tail] + length` for every arc.

    Raises:
        NegativeCycle: when there are no such numbers.
    """
    order = np.argsort(heads.astype(np.uint16) if bounds.size <= NODES_SORTED_QUICKLY else heads, kind="stable")
    tails, heads, lengths = tails[order], heads[order], lengths[order]
    starts = np.flatnonzero(np.diff(heads, prepend=-1))
    reached = heads[starts]
    found = bounds.copy()
    if not starts.size:
        return found
    for _round in range(bounds.size + 1):
        shortest = np.minimum.reduceat(found[tails] + lengths, starts)
        if (shortest >= found[reached]).all():
            return found
        found[reached] = np.minimum(found[reached], shortest)
    raise NegativeCycle("Another assignment is better.")

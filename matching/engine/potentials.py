"""Shortest paths from everywhere at once (Bellman–Ford), which give the duals of an assignment."""

import numpy as np
from numpy.typing import NDArray

from matching.engine.solution import NotCertified


class NegativeCycle(NotCertified):
    """Going round in a circle gains something, so the assignment is not optimal."""


def potentials(
    count: int, tails: NDArray[np.integer], heads: NDArray[np.integer], lengths: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the greatest numbers, 0 or less, that no arc allows to differ by more than its length.

    That is, `found[head] <= found[tail] + length` for every arc.

    Raises:
        NegativeCycle: when there are no such numbers.
    """
    order = np.argsort(heads, kind="stable")
    tails, heads, lengths = tails[order], heads[order], lengths[order]
    starts = np.flatnonzero(np.diff(heads, prepend=-1))
    reached = heads[starts]
    found = np.zeros(count, dtype=np.int64)
    if not starts.size:
        return found
    for _round in range(count + 1):
        shortest = np.minimum.reduceat(found[tails] + lengths, starts)
        if (shortest >= found[reached]).all():
            return found
        found[reached] = np.minimum(found[reached], shortest)
    raise NegativeCycle("Another assignment is better.")

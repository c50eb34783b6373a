"""Numbers that depend on stable ids only, to choose between what is equally good."""

import numpy as np
from numpy.typing import NDArray

# Sums of this many weights and more stay exact in float64.
WEIGHT_BITS = 31
# Kinds of ids.
MENTEE, MENTOR = 1, 2

_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_STEP = 0x9E3779B97F4A7C15


def keys(ids: tuple[str, ...], kind: int) -> NDArray[np.uint64]:
    """Return a number of 64 bits for each id; the same id of another kind has another."""
    letters = np.array(ids, dtype=np.str_)
    codes = letters.view(np.uint32).reshape(len(ids), letters.itemsize // 4)
    found = _mixed(np.full(len(ids), kind, dtype=np.uint64))
    for place, column in enumerate(codes.T):
        # Where an id has ended, longer ids of others change nothing.
        found = np.where(column, _mixed(found ^ (column + np.uint64(place << 32))), found)
    return found


def pair_weights(first: NDArray[np.uint64], second: NDArray[np.uint64], salt: int) -> NDArray[np.int64]:
    """Return a weight of `WEIGHT_BITS` bits, above 0, for each pair of keys."""
    mixed = _mixed(_mixed(first + np.uint64((salt + 1) * _STEP % 2**64)) ^ second)
    return (mixed >> np.uint64(64 - WEIGHT_BITS)).astype(np.int64) + 1


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread numbers evenly (the finalizer of SplitMix64)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * _MIX[0]
    numbers = (numbers ^ (numbers >> np.uint64(27))) * _MIX[1]
    return numbers ^ (numbers >> np.uint64(31))

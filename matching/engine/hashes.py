"""Numbers that depend on stable ids only, to choose between what is equally good."""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

# Sums of this many weights and more stay exact in float64.
WEIGHT_BITS = 31

_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_STEP = 0x9E3779B97F4A7C15


def keys(ids: tuple[str, ...], kind: bytes) -> NDArray[np.uint64]:
    """Return a number of 64 bits for each id; the same id of another kind has another."""
    digests = b"".join(blake2b(name.encode(), digest_size=8, person=kind).digest() for name in ids)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


def pair_weights(first: NDArray[np.uint64], second: NDArray[np.uint64], salt: int) -> NDArray[np.int64]:
    """Return a weight of `WEIGHT_BITS` bits, above 0, for each pair of keys."""
    mixed = _mixed(_mixed(first + np.uint64((salt + 1) * _STEP % 2**64)) ^ second)
    return (mixed >> np.uint64(64 - WEIGHT_BITS)).astype(np.int64) + 1


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread numbers evenly (the finalizer of SplitMix64)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * _MIX[0]
    numbers = (numbers ^ (numbers >> np.uint64(27))) * _MIX[1]
    return numbers ^ (numbers >> np.uint64(31))

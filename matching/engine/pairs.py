"""Lists of pairs: the part of a problem that a round of column generation looks at."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.remaining import Remaining


@dataclass(frozen=True, eq=False)
class PairList:
    """Some pairs that may be used. All three of shape (pairs,)."""

    rows: NDArray[np.int32]
    mentors: NDArray[np.int32]
    scores: NDArray[np.int32]

    @property
    def size(self) -> int:
        return self.rows.size

    def joined(self, other: "PairList") -> "PairList":
        """Return the pairs of both, which have none in common."""
        return PairList(
            np.concatenate([self.rows, other.rows]),
            np.concatenate([self.mentors, other.mentors]),
            np.concatenate([self.scores, other.scores]),
        )


def pairs_of(remaining: Remaining, mentor_of: NDArray[np.integer]) -> PairList:
    """Return the pairs of an assignment."""
    matched = np.flatnonzero(mentor_of >= 0)
    scores = remaining.scores_of(mentor_of)[matched]
    return PairList(matched.astype(np.int32), mentor_of[matched].astype(np.int32), scores.astype(np.int32))


def collect(found: list[tuple[NDArray, NDArray, NDArray]]) -> PairList:
    """Join what was found block by block."""
    columns = zip(*found, strict=True) if found else ([np.empty(0)],) * 3
    rows, mentors, scores = (np.concatenate(list(column)).astype(np.int32) for column in columns)
    return PairList(rows, mentors, scores)

"""Integer values for every pair of mentee and mentor, computed block by block.

A term gives points of a criterion, or says where a rule forbids a pair (every value but zero). Only
`Dense` holds a value for each pair in memory; the others are as large as the people they describe, so
that problems with hundreds of millions of pairs fit.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.int32]


class Term(Protocol):
    """Values of shape (mentees, mentors)."""

    @property
    def shape(self) -> tuple[int, int]: ...

    def block(self, rows: slice) -> Values:
        """Return the values of some mentees with all mentors, as a new array."""
        ...


@dataclass(frozen=True, eq=False)
class Dense:
    """A value for each pair, given as it is: integers or booleans of shape (mentees, mentors)."""

    values: NDArray[np.integer] | NDArray[np.bool_]

    @property
    def shape(self) -> tuple[int, int]:
        return self.values.shape[0], self.values.shape[1]

    def block(self, rows: slice) -> Values:
        return self.values[rows].astype(np.int32)


@dataclass(frozen=True, eq=False)
class Overlap:
    """What a mentee wants and a mentor offers, summed over any number of things, such as topics."""

    # Shape (mentees, things): what each thing is worth to each mentee.
    wanted: NDArray[np.integer]
    # Shape (mentors, things): how much of each thing a mentor offers, often 0 or 1.
    offered: NDArray[np.integer] | NDArray[np.bool_]

    @property
    def shape(self) -> tuple[int, int]:
        return self.wanted.shape[0], self.offered.shape[0]

    def block(self, rows: slice) -> Values:
        return self.wanted[rows].astype(np.int32) @ self.offered.T.astype(np.int32)


@dataclass(frozen=True, eq=False)
class Lookup:
    """A value that depends on the class of the mentee and the class of the mentor, such as their levels."""

    # Shape (mentees,): a row of `values` for each mentee.
    mentee_class: NDArray[np.integer]
    # Shape (mentors,): a column of `values` for each mentor.
    mentor_class: NDArray[np.integer]
    values: NDArray[np.integer] | NDArray[np.bool_]

    @property
    def shape(self) -> tuple[int, int]:
        return self.mentee_class.shape[0], self.mentor_class.shape[0]

    def block(self, rows: slice) -> Values:
        return self.values[self.mentee_class[rows][:, None], self.mentor_class[None, :]].astype(np.int32)


@dataclass(frozen=True, eq=False)
class Pairs:
    """A value for a few pairs, zero for all others, such as wishes. A pair named twice has the sum."""

    shape: tuple[int, int]
    # All three of shape (pairs,).
    mentees: NDArray[np.integer]
    mentors: NDArray[np.integer]
    values: NDArray[np.integer]

    def block(self, rows: slice) -> Values:
        start, stop, _step = rows.indices(self.shape[0])
        found = np.zeros((stop - start, self.shape[1]), dtype=np.int32)
        inside = (self.mentees >= start) & (self.mentees < stop)
        np.add.at(found, (self.mentees[inside] - start, self.mentors[inside]), self.values[inside])
        return found

"""Integer values for every pair of mentee and mentor, computed block by block.

A term gives points of a criterion, or says where a rule forbids a pair (every value but zero). Only
`Dense` holds a value for each pair in memory; the others are as large as the people they describe, so
that problems with hundreds of millions of pairs fit.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

# Values of some pairs: integers as narrow as a term likes.
Values = NDArray[np.signedinteger[Any]]
# A number stays exact in these as long as no sum is greater.
EXACT_IN_FLOAT32 = 2**24
EXACT_IN_FLOAT64 = 2**53


class Term(Protocol):
    """Values of shape (mentees, mentors)."""

    @property
    def shape(self) -> tuple[int, int]: ...

    def bounds(self) -> tuple[int, int]:
        """Return two numbers between which all values lie; the first is negative only if an input is."""
        ...

    def block(self, rows: slice) -> Values:
        """Return the values of some mentees with all mentors. They are the caller's to read, not to change."""
        ...


@dataclass(frozen=True, eq=False)
class Dense:
    """A value for each pair, given as it is: integers or booleans of shape (mentees, mentors)."""

    values: NDArray[np.integer] | NDArray[np.bool_]

    @property
    def shape(self) -> tuple[int, int]:
        return self.values.shape[0], self.values.shape[1]

    def bounds(self) -> tuple[int, int]:
        return _bounds(self.values)

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

    def bounds(self) -> tuple[int, int]:
        wanted, offered = _bounds(self.wanted), _bounds(self.offered)
        products = [w * o * self.wanted.shape[1] for w in wanted for o in offered]
        return min(products), max(products)

    def block(self, rows: slice) -> Values:
        wanted, offered = self._factors
        return np.matmul(wanted[rows], offered).astype(np.int32)

    @cached_property
    def _factors(self) -> tuple[NDArray[np.floating[Any]], NDArray[np.floating[Any]]]:
        """Both sides as floats: NumPy multiplies matrices of integers without BLAS, forty times slower."""
        greatest = max(abs(bound) for bound in self.bounds())
        kind = np.float32 if greatest < EXACT_IN_FLOAT32 else np.float64
        return self.wanted.astype(kind), np.ascontiguousarray(self.offered.T.astype(kind))


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

    def bounds(self) -> tuple[int, int]:
        return _bounds(self.values)

    def block(self, rows: slice) -> Values:
        return np.take(self._rows, self.mentee_class[rows], axis=0)

    @cached_property
    def _rows(self) -> Values:
        """The values of each class of mentees with all mentors, in order and narrow: taking rows is a copy then."""
        kind = np.result_type(*map(np.min_scalar_type, (min(self.bounds()[0], -1), *self.bounds())))
        return np.take(self.values.astype(kind), self.mentor_class, axis=1)


@dataclass(frozen=True, eq=False)
class Pairs:
    """A value for a few pairs, zero for all others, such as wishes. A pair named twice has the sum."""

    shape: tuple[int, int]
    # All three of shape (pairs,).
    mentees: NDArray[np.integer]
    mentors: NDArray[np.integer]
    values: NDArray[np.integer]

    def bounds(self) -> tuple[int, int]:
        positive = int(self.values[self.values > 0].sum(dtype=np.int64))
        negative = int(self.values[self.values < 0].sum(dtype=np.int64))
        pairs = self.mentees.astype(np.int64) * self.shape[1] + self.mentors
        if np.unique(pairs).size == pairs.size:
            return min(0, *_bounds(self.values)), max(0, *_bounds(self.values))
        return negative, positive

    def block(self, rows: slice) -> Values:
        start, stop, _step = rows.indices(self.shape[0])
        found = np.zeros((stop - start, self.shape[1]), dtype=np.int32)
        inside = (self.mentees >= start) & (self.mentees < stop)
        np.add.at(found, (self.mentees[inside] - start, self.mentors[inside]), self.values[inside])
        return found


def _bounds(values: NDArray[np.integer] | NDArray[np.bool_]) -> tuple[int, int]:
    return (int(values.min()), int(values.max())) if values.size else (0, 0)

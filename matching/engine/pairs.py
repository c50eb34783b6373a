"""Lists of pairs: the part of a problem that a round of column generation looks at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.remaining import Remaining, Scores

# With about so many folded columns for each one that is looked for, few others come through.
FOLDS_LEFT = 4

Columns = tuple[NDArray[np.integer], NDArray[np.integer], NDArray[np.integer]]


@dataclass(frozen=True, eq=False)
class PairList:
    """Some pairs that may be used, none twice. All three of shape (pairs,)."""

    rows: NDArray[np.int32]
    mentors: NDArray[np.int32]
    scores: NDArray[np.int32]

    @property
    def size(self) -> int:
        return self.rows.size

    def followed_by(self, other: "PairList") -> "PairList":
        """Return the pairs of both lists, which must have none in common."""
        return PairList(
            np.concatenate([self.rows, other.rows]),
            np.concatenate([self.mentors, other.mentors]),
            np.concatenate([self.scores, other.scores]),
        )

    def joined(self, other: "PairList") -> "PairList":
        """Return the pairs of both lists, which may have some in common."""
        both = self.followed_by(other)
        columns = int(both.mentors.max(initial=0)) + 1
        _pairs, kept = np.unique(both.rows.astype(np.int64) * columns + both.mentors, return_index=True)
        return PairList(both.rows[kept], both.mentors[kept], both.scores[kept])


def pairs_of(remaining: Remaining, mentor_of: NDArray[np.integer]) -> PairList:
    """Return the pairs of an assignment."""
    matched = np.flatnonzero(mentor_of >= 0)
    scores = remaining.scores_of(mentor_of)[matched]
    return PairList(matched.astype(np.int32), mentor_of[matched].astype(np.int32), scores.astype(np.int32))


def best_pairs(
    remaining: Remaining,
    mentor_prices: NDArray[np.int64],
    each: int,
    worth_more_than: NDArray[np.int64] | None = None,
) -> PairList:
    """Return each row's pairs with the greatest score plus price, at most `each` of them.

    With `worth_more_than`, of shape (rows,), only those whose score plus price exceeds it. Mentors
    without a place have no pairs.
    """
    found: list[Columns] = []
    worths = Worths(remaining, mentor_prices)
    least = worths.limits(worth_more_than)
    for rows, scores, worth in worths.blocks():
        # Pairs that may not be used count here, too: to sort them out in all rows would take longest.
        line = np.flatnonzero(worth.max(axis=1, initial=worths.nothing) > least[rows])
        if line.size:
            few = scores if line.size == scores.shape[0] else scores[line]
            usable = np.where(few < remaining.threshold, worths.nothing, worth[line])
            found.append(_greatest(usable, least[rows][line], each, rows.start + line, few))
    return collect(found)


def keenest_pairs(remaining: Remaining, mentor_prices: NDArray[np.int64], each: int) -> PairList:
    """Return for each mentor about `each` mentees who lose least by coming to her, spread over all mentees.

    So that every mentor is known to somebody, which prices depend on.
    """
    rows, mentors = remaining.shape
    group = -(-rows // each) if rows else 1
    worths = Worths(remaining, mentor_prices)
    least_loss = np.full((each, mentors), np.iinfo(np.int64).min)
    keenest = np.full((each, mentors), -1)
    for block, _scores, worth in worths.blocks():
        losses = worth - worth.max(axis=1, keepdims=True)
        best = losses.argmax(axis=0)
        loss = np.take_along_axis(losses, best[None, :], axis=0)[0]
        number = block.start // group
        better = loss > least_loss[number]
        least_loss[number][better] = loss[better]
        keenest[number][better] = block.start + best[better]
    number, mentor = np.nonzero(keenest >= 0)
    row = keenest[number, mentor]
    scores = remaining.scores_at(row, mentor)
    usable = (scores >= remaining.threshold) & (remaining.places[mentor] > 0)
    return collect([(row[usable], mentor[usable], scores[usable])])


class Worths:
    """Score plus price for every pair, block by block, in the narrowest integers that hold all of them."""

    def __init__(self, remaining: Remaining, mentor_prices: NDArray[np.int64]) -> None:
        # Whatever may be used is worth more than this: no score is negative.
        self._least = int(mentor_prices.min(initial=0)) - 1
        # Nothing that may be used is worth as little; whoever has no place never exceeds the least.
        self.nothing = self._least - remaining.highest - 1
        # The difference of any two fits, too.
        self._kind = np.min_scalar_type(self.nothing - remaining.highest - 2)
        self._prices = np.where(remaining.places > 0, mentor_prices, self.nothing).astype(self._kind)
        self._remaining = remaining

    def limits(self, worth_more_than: NDArray[np.int64] | None) -> NDArray[np.signedinteger[Any]]:
        """Return what a pair of each row must be worth more than, `worth_more_than` or just to be usable."""
        if worth_more_than is None:
            return np.full(self._remaining.mentees.size, self._least, dtype=self._kind)
        return np.clip(worth_more_than, self._least, self._remaining.highest).astype(self._kind)

    def blocks(self) -> Iterator[tuple[slice, Scores, NDArray[np.signedinteger[Any]]]]:
        """Yield slices of rows, their scores, and what each pair is worth, for mentors without a place too little.

        The last array is used again for the next slice.
        """
        room = np.empty((0, self._prices.size), dtype=self._kind)
        for rows, scores in self._remaining.blocks():
            if room.shape[0] < scores.shape[0]:
                room = np.empty(scores.shape, dtype=self._kind)
            yield rows, scores, np.add(scores, self._prices, out=room[: scores.shape[0]], casting="same_kind")


def _greatest(
    worth: NDArray[np.signedinteger[Any]],
    least: NDArray[np.signedinteger[Any]],
    each: int,
    rows: NDArray[np.integer],
    scores: Scores,
) -> Columns:
    """Return at most `each` pairs of each line, those worth most, that are worth more than the least of the line."""
    columns = worth.shape[1]
    bound = np.maximum(least, _bound_of_greatest(worth, each) - 1) if columns > each else least
    line, mentor = np.divmod(np.flatnonzero(worth > bound[:, None]), columns)
    found = np.bincount(line, minlength=rows.size)
    if found.max(initial=0) > each:
        # Equals are taken from another mentor on in each row, so that together they are spread over all.
        turned = (mentor - rows[line] * each) % columns
        order = np.lexsort((turned, -worth[line, mentor], line))
        place = np.arange(line.size) - np.repeat(np.cumsum(found) - found, found)
        kept = order[place < each]
        line, mentor = line[kept], mentor[kept]
    return rows[line], mentor, scores[line, mentor]


def _bound_of_greatest(worth: NDArray[np.signedinteger[Any]], each: int) -> NDArray[np.signedinteger[Any]]:
    """Return a number for each line that at least `each` of its values reach, and few more.

    The columns are folded upon each other again and again, the greater value stays; then each value that
    is left stands for other columns. Several times as fast as choosing among all columns.
    """
    while worth.shape[1] >= FOLDS_LEFT * each:
        half = worth.shape[1] // 2
        worth = np.maximum(worth[:, :half], worth[:, half : 2 * half])
    place = worth.shape[1] - each
    return np.partition(worth, place, axis=1)[:, place]


def collect(found: Sequence[Columns]) -> PairList:
    """Join what was found block by block."""
    columns = zip(*found, strict=True) if found else ([np.empty(0, dtype=np.int32)],) * 3
    rows, mentors, scores = (np.concatenate(list(column)).astype(np.int32) for column in columns)
    return PairList(rows, mentors, scores)

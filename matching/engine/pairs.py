"""Lists of pairs: the part of a problem that a round of column generation looks at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.remaining import Remaining, Scores

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

    def joined(self, other: "PairList") -> "PairList":
        """Return the pairs of both lists, which may have some in common."""
        rows = np.concatenate([self.rows, other.rows])
        mentors = np.concatenate([self.mentors, other.mentors])
        scores = np.concatenate([self.scores, other.scores])
        order = np.lexsort((mentors, rows))
        repeats = (np.diff(rows[order], prepend=-1) == 0) & (np.diff(mentors[order], prepend=-1) == 0)
        kept = order[~repeats]
        return PairList(rows[kept], mentors[kept], scores[kept])


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
    lowest = _lowest(remaining)
    least = worth_more_than
    if least is None:
        least = np.full(remaining.mentees.size, lowest // 2)
    for rows, scores, worth in _worths(remaining, mentor_prices):
        # Pairs that may not be used count here, too: to sort them out in all rows would take longest.
        line = np.flatnonzero(worth.max(axis=1, initial=lowest) > least[rows])
        if line.size:
            usable = np.where(scores[line] < remaining.threshold, lowest, worth[line])
            found.append(_greatest(usable, least[rows][line], each, rows.start + line, scores[line]))
    return collect(found)


def keenest_pairs(remaining: Remaining, mentor_prices: NDArray[np.int64], each: int) -> PairList:
    """Return for each mentor about `each` mentees who lose least by coming to her, spread over all mentees.

    So that every mentor is known to somebody, which prices depend on.
    """
    rows, mentors = remaining.shape
    group = -(-rows // each) if rows else 1
    least_loss = np.full((each, mentors), _lowest(remaining))
    keenest = np.full((each, mentors), -1)
    for block, _scores, worth in _worths(remaining, mentor_prices):
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


def _worths(
    remaining: Remaining, mentor_prices: NDArray[np.int64]
) -> Iterator[tuple[slice, Scores, NDArray[np.integer]]]:
    """Yield slices of rows, their scores, and score plus price, far below 0 where a mentor has no place.

    The last array is used again for the next slice.
    """
    lowest = _lowest(remaining)
    prices: NDArray[np.signedinteger[Any]] = np.where(remaining.places > 0, mentor_prices, lowest)
    if lowest > np.iinfo(np.int32).min // 2:
        prices = prices.astype(np.int32)
    room = np.empty((0, prices.size), dtype=prices.dtype)
    for rows, scores in remaining.blocks():
        if room.shape[0] < scores.shape[0]:
            room = np.empty(scores.shape, dtype=prices.dtype)
        yield rows, scores, np.add(scores, prices, out=room[: scores.shape[0]])


def _lowest(remaining: Remaining) -> int:
    return -2 * (remaining.unmatched_cost + remaining.highest + 1)


def _greatest(
    worth: NDArray[np.integer], least: NDArray[np.int64], each: int, rows: NDArray[np.integer], scores: Scores
) -> Columns:
    if worth.shape[1] > each:
        chosen = np.argpartition(worth, -each, axis=1)[:, -each:]
    else:
        chosen = np.broadcast_to(np.arange(worth.shape[1]), worth.shape)
    line, place = np.nonzero(np.take_along_axis(worth, chosen, axis=1) > least[:, None])
    mentors = chosen[line, place]
    return rows[line], mentors, scores[line, mentors]


def collect(found: Sequence[Columns]) -> PairList:
    """Join what was found block by block."""
    columns = zip(*found, strict=True) if found else ([np.empty(0, dtype=np.int32)],) * 3
    rows, mentors, scores = (np.concatenate(list(column)).astype(np.int32) for column in columns)
    return PairList(rows, mentors, scores)

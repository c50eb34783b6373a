"""What every other decision for a mentee costs, exactly, and who else would move.

A price compares the best answer with the best answer in which one thing is insisted on: a mentor for a
mentee, no mentor for her, or anybody but her present one. Everything else is decided anew, except that
locks hold and left-out mentees stay out. Worst-first, the threshold of the solution still holds for
everybody, but not for the pair that is insisted on.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.engine.moves import Move, Moves
from matching.engine.residual import ResidualGraph
from matching.engine.solution import UNMATCHED, Solution


@dataclass(frozen=True, order=True)
class Price:
    """What the best answer loses. Both can be negative: fewer mentees may bring more points."""

    mentees_lost: int
    points_lost: int


@dataclass(frozen=True, eq=False)
class PriceRow:
    """The price of every mentor for one mentee. Arrays have shape (mentors,).

    For a locked mentee it is the price of moving her lock, for a left-out one that of taking her in.
    Either may be a gain, that is a negative loss.
    """

    mentee: int
    # Her present mentor, or `UNMATCHED`.
    current: int
    # Zero where a mentor is not possible.
    mentees_lost: NDArray[np.int64]
    points_lost: NDArray[np.int64]
    # No rule forbids the pair, beyond those set aside, and not all places are locked by others.
    is_possible: NDArray[np.bool_]
    scores: NDArray[np.int64]
    # Leaving the mentee without a mentor.
    none: Price
    _prices: "Prices" = field(repr=False)

    def price(self, mentor: int) -> Price | None:
        """Return the price of a mentor, or of `UNMATCHED`; None when she is not possible."""
        if mentor == UNMATCHED:
            return self.none
        if not self.is_possible[mentor]:
            return None
        return Price(int(self.mentees_lost[mentor]), int(self.points_lost[mentor]))

    @property
    def without_current(self) -> Price | None:
        """The price of forbidding the present pair; None when there is none."""
        return None if self.current == UNMATCHED else self.price(self.next_mentor)

    @cached_property
    def next_mentor(self) -> int:
        """Whom she would get if her present mentor were forbidden; `UNMATCHED` for nobody."""
        others = self.best_first(self._prices.usable_mentors(self.mentee, besides=self.current))
        cheapest = int(others[0]) if others.size else UNMATCHED
        return min(cheapest, UNMATCHED, key=self._price_for_sure)

    def best_first(self, mentors: NDArray[np.intp]) -> NDArray[np.intp]:
        """Order possible mentors: fewest mentees lost, fewest points lost, higher score, smaller id."""
        rank = self._prices.graph.rank[mentors]
        keys = (rank, -self.scores[mentors], self.points_lost[mentors], self.mentees_lost[mentors])
        return mentors[np.lexsort(keys)]

    def moves(self, mentor: int) -> tuple[Move, ...]:
        """Return who else would move if she got this mentor, so that exactly this price results.

        Raises:
            ValueError: when the mentor is not possible.
        """
        self._price_for_sure(mentor)
        return self._prices.moves.of_others(self.current, mentor)

    def moves_without(self) -> tuple[Move, ...]:
        """Return who else would move if she had no mentor."""
        return self.moves(UNMATCHED)

    def moves_without_current(self) -> tuple[Move, ...]:
        """Return who would move if the present pair were forbidden: she herself first, then the others.

        Raises:
            ValueError: when she has no mentor.
        """
        if self.current == UNMATCHED:
            raise ValueError("Without a mentor there is no pair to forbid.")
        return (Move(self.mentee, self.current, self.next_mentor), *self.moves(self.next_mentor))

    def _price_for_sure(self, mentor: int) -> Price:
        price = self.price(mentor)
        if price is None:
            raise ValueError("A mentor who is not possible has no price.")
        return price


class Prices:
    """Tells what changes of one solution cost.

    Preparing it looks at each pair once; a row then is one search for shortest paths among the mentors.
    """

    def __init__(self, solution: Solution) -> None:
        self.solution = solution
        self.graph = ResidualGraph(solution)
        self.moves = Moves(self.graph)

    def row(self, mentee: int, overriding: frozenset[str] = frozenset()) -> PriceRow:
        """Return the price of every mentor for a mentee.

        Mentors whom only rules in `overriding` forbid are priced as well; for nobody else, and when the
        present pair is forbidden, these rules hold.

        Raises:
            ValueError: when `overriding` names a rule that people may not set aside.
        """
        current = int(self.solution.mentor_of[mentee])
        scores = self.solution.problem.scores(slice(mentee, mentee + 1))[0].astype(np.int64)
        was_matched, own_points = (1, int(scores[current])) if current != UNMATCHED else (0, 0)
        others_mentees, others_points = self.graph.split(self.graph.distances_to(self.graph.node(current)))
        is_possible = self._is_possible(mentee, current, overriding)
        return PriceRow(
            mentee=mentee,
            current=current,
            mentees_lost=np.where(is_possible, others_mentees[:-1] + was_matched - 1, 0),
            points_lost=np.where(is_possible, others_points[:-1] + own_points - scores, 0),
            is_possible=is_possible,
            scores=scores,
            none=Price(int(others_mentees[-1]) + was_matched, int(others_points[-1]) + own_points),
            _prices=self,
        )

    def usable_mentors(self, mentee: int, *, besides: int) -> NDArray[np.intp]:
        """Return the mentors, but one, whom a mentee could get without anybody insisting."""
        usable = self.graph.usable(slice(mentee, mentee + 1))[0] & self.graph.has_open_place
        mentors = np.flatnonzero(usable)
        return mentors[mentors != besides]

    def _is_possible(self, mentee: int, current: int, overriding: frozenset[str]) -> NDArray[np.bool_]:
        problem = self.solution.problem
        if overriding & {rule.code for rule in problem.rules if not rule.is_overridable}:
            raise ValueError("Only rules that people may set aside can be overridden.")
        is_possible = self.graph.has_open_place.copy()
        for code, is_forbidden in problem.reasons(mentee).items():
            if code not in overriding:
                is_possible &= ~is_forbidden
        if current != UNMATCHED:
            is_possible[current] = True
        return is_possible


def alternatives(row: PriceRow, count: int = 3) -> list[int]:
    """Return the best other mentors: fewest mentees lost, fewest points lost, higher score, smaller id."""
    others = np.flatnonzero(row.is_possible)
    return [int(mentor) for mentor in row.best_first(others[others != row.current])[:count]]

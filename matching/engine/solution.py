"""The answer: who is matched with whom, and the proof that nothing better exists."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.problem import Problem

UNMATCHED = -1


class NotCertified(RuntimeError):
    """The proof of an answer does not hold, so there is no answer."""


@dataclass(frozen=True, eq=False)
class Shortage:
    """Mentees for whom there are too few places, which limits how many can be matched (Hall, König).

    Among pairs that score at least `score`, these mentees have only the places of the mentors with
    whom they have a pair. Whoever exceeds those places stays unmatched, whatever is done.
    """

    score: int
    # Shape (mentees,).
    mentees: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Certificate:
    """Dual prices that prove an assignment optimal; anybody can check them without solving again.

    With costs `highest score - score` for an allowed pair and `unmatched_cost` for leaving a mentee
    out, no pair has a negative reduced cost, every used pair has reduced cost zero, and every mentor
    with a price is full. Locked and left-out mentees are settled beforehand and play no part.
    """

    # Shape (mentees,): what a place is worth to each mentee; 0 for those settled beforehand.
    mentee_prices: NDArray[np.int64]
    # Shape (mentors,): what one more place of each mentor would be worth, 0 or less.
    mentor_prices: NDArray[np.int64]
    highest_score: int
    # So high that no gain in points outweighs a mentee (most mentees first).
    unmatched_cost: int
    # Worst-first only: nobody could match more mentees, even with the lowest scores …
    most: Shortage | None = None
    # … and with the next higher threshold fewer would be matched; None when no score is higher.
    above: Shortage | None = None


@dataclass(frozen=True, eq=False)
class Solution:
    """The best assignment: most mentees, then the greatest total, then the canonical one."""

    problem: Problem
    # Shape (mentees,): the position of the mentor, or `UNMATCHED`.
    mentor_of: NDArray[np.int32]
    matched: int
    total: int
    # The lowest score of a matched pair, locked ones left out; None when nobody is matched.
    lowest: int | None
    certificate: Certificate
    # Worst-first only: no pair below this score was used; None when nobody but locked ones is matched.
    threshold: int | None = None

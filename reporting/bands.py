"""Figures about what belongs to the tandems, told so that nobody can be found behind them (R11).

A figure is told as a band or not at all, so that

- whoever knows how many tandems there are, every milestone by name, all bands and these rules
  learns of no number under 5 how large it is, nor that it is none;
- a band that is told leaves open at least five numbers, so that none is told exactly.

What the team knows anyway counts as known: of meetings each tandem's first one, because "first
meeting held" is a milestone with names (R10). If seven tandems are known to have met for the first
time and there were nine meetings in all, "5–9" would say that nearly all of them met once and no more.
So the rest must be 5 or more, and the band must leave open how large it is.

Tandems that met are not counted beside their meetings: of those that had met before, both those who
met again and those who did not would have to be 5 or more. Years with 8 to 20 tandems hardly ever
come to that, and a figure that is nearly always hidden tells by what it is hidden.
"""

from dataclasses import dataclass
from math import inf

# The smallest group or number that is told, and how many numbers a band leaves open at least.
LEAST = 5


@dataclass(frozen=True)
class Band:
    """Numbers that are told as one, both ends included; without a highest one it is open."""

    lowest: int
    highest: int | None = None

    def __contains__(self, count: int) -> bool:
        return self.lowest <= count <= self._top

    @property
    def _top(self) -> float:
        return inf if self.highest is None else self.highest

    def leaves_open(self, known: int) -> bool:
        """Say whether it hides enough from somebody who knows so much of the number and that the rest is told."""
        return self._top - known - LEAST >= LEAST - 1


BANDS = (Band(5, 9), Band(10, 19), Band(20, 49), Band(50, 99), Band(100))


def band_of(count: int, *, tandems: int, known: int = 0) -> Band | None:
    """Return the band in which a figure is told; None when nothing may be told.

    Args:
        count: the figure.
        tandems: among how many tandems or mentees those lie to whom it may be due.
        known: how much of it is known by name.
    """
    if tandems < LEAST or count - known < LEAST:
        return None
    band = next(band for band in BANDS if count in band)
    return band if band.leaves_open(known) else None

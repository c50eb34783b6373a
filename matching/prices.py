"""Puts what the engine says of each mentee into the form in which it is kept: ids, codes and figures.

An entry of a price list is what insisting on a mentor would do to the whole: `mentees_lost` fewer
mentees with a mentor, `points_lost` fewer points, and `moves`, everybody who would move, as
[mentee, mentor before, mentor after] with None for nobody. `overriding` are rules (R4 f to h) that the
team would have to set aside for it.
"""

from dataclasses import dataclass, field
from typing import Any

from matching import explaining, obstacles
from matching.engine.blocking import BlockingPair, blocking_pairs
from matching.engine.moves import Move
from matching.engine.prices import Price, Prices, alternatives
from matching.engine.solution import UNMATCHED, Solution
from matching.loading import Loaded, Progress, no_progress
from matching.models import InstructionKind
from mentoring.rules import OVERRIDABLE

OVERRIDABLE_CODES = frozenset(rule.value for rule in OVERRIDABLE)


@dataclass(frozen=True)
class Draft:
    """What is kept for one mentee; the names are those of `Proposal` and `PriceList`."""

    mentee_id: int
    mentor_id: int | None
    proposal: dict[str, Any] = field(default_factory=dict)
    price_list: dict[str, Any] = field(default_factory=dict)


def drafts(loaded: Loaded, solution: Solution, *, on_progress: Progress = no_progress) -> list[Draft]:
    """Explain and price what was found, mentee by mentee."""
    writer = _Writer(loaded, solution)
    count = len(loaded.facts.mentees)
    found = []
    for mentee in range(count):
        found.append(writer.draft(mentee))
        on_progress(100 * (mentee + 1) // count)
    return found


class _Writer:
    """Holds what all mentees share."""

    def __init__(self, loaded: Loaded, solution: Solution) -> None:
        self._loaded = loaded
        self._facts = loaded.facts
        self._problem = loaded.problem
        self._solution = solution
        self._prices = Prices(solution)
        self._wishing: dict[int, BlockingPair] = {}
        for pair in blocking_pairs(solution):
            if pair.mentee not in self._wishing or pair.gain > self._wishing[pair.mentee].gain:
                self._wishing[pair.mentee] = pair

    def draft(self, mentee: int) -> Draft:
        row = self._prices.row(mentee)
        mentor = int(self._solution.mentor_of[mentee])
        proposal = self._left_over(mentee) if mentor == UNMATCHED else self._with_mentor(mentee, mentor)
        best = alternatives(row, count=1)
        return Draft(
            mentee_id=self._mentee_id(mentee),
            mentor_id=self._mentor_id(mentor),
            proposal=proposal | {"alternative_id": self._mentor_id(best[0]) if best else None},
            price_list={
                "mentors": self._entries(mentee),
                "without_mentor": (
                    None
                    if row.without_current is None
                    else self._change(row.without_current, row.moves_without_current())
                ),
                "none": None if mentor == UNMATCHED else self._change(row.none, row.moves_without()),
            },
        )

    def _with_mentor(self, mentee: int, mentor: int) -> dict[str, Any]:
        described = explaining.describe(self._facts, self._facts.mentees[mentee], self._facts.mentors[mentor])
        described["warnings"] += self._broken_lock(mentee)
        if pair := self._wishing.get(mentee):
            described["reasons"]["better_with"] = self._mentor_id(pair.mentor)
        return described | self._override(mentee)

    def _left_over(self, mentee: int) -> dict[str, Any]:
        return explaining.nobody() | {
            "warnings": self._broken_lock(mentee),
            "obstacles": obstacles.of(self._loaded, self._solution, mentee),
            "overridden_rules": [],
            "override_reason": "",
        }

    def _broken_lock(self, mentee: int) -> list[str]:
        is_broken = self._mentee_id(mentee) in self._loaded.broken_locks
        return [explaining.Warning.BROKEN_LOCK.value] if is_broken else []

    def _override(self, mentee: int) -> dict[str, Any]:
        """Return what the team set aside for a pair that it holds fast, and why."""
        lock = self._problem.locks.get(mentee)
        if lock is None or not lock.overrides:
            return {"overridden_rules": [], "override_reason": ""}
        mentee_id = self._mentee_id(mentee)
        words = [one.override_reason for one in self._facts.proposed if one.mentee_id == mentee_id]
        words += [
            one.override_reason
            for one in self._facts.instructions
            if one.mentee_id == mentee_id and one.kind == InstructionKind.LOCK
        ]
        return {"overridden_rules": sorted(lock.overrides), "override_reason": words[-1] if words else ""}

    def _entries(self, mentee: int) -> list[dict[str, Any]]:
        """Return an entry for each mentor whom she could have, also where rules would have to be set aside."""
        row = self._prices.row(mentee, overriding=OVERRIDABLE_CODES)
        reasons = self._problem.reasons(mentee)
        hers, weighting = self._facts.mentees[mentee], self._facts.weighting
        most = explaining.reachable(weighting, hers)
        found = []
        for mentor, other in enumerate(self._facts.mentors):
            if mentor == row.current or not row.is_possible[mentor]:
                continue
            price = Price(int(row.mentees_lost[mentor]), int(row.points_lost[mentor]))
            score = int(row.scores[mentor])
            found.append(
                {
                    "mentor": other.mentor.pk,
                    "score": score,
                    "quality": str(explaining.quality_of(weighting, hers, other, score, of=most)),
                    "topics": [topic for topic in hers.topics if topic in other.topics],
                    "overriding": sorted(
                        code for code in OVERRIDABLE_CODES if code in reasons and reasons[code][mentor]
                    ),
                    **self._change(price, row.moves(mentor)),
                }
            )
        return found

    def _change(self, price: Price, moves: tuple[Move, ...]) -> dict[str, Any]:
        return {
            "mentees_lost": int(price.mentees_lost),
            "points_lost": int(price.points_lost),
            "moves": [
                [self._mentee_id(move.mentee), self._mentor_id(move.before), self._mentor_id(move.after)]
                for move in moves
            ],
        }

    def _mentee_id(self, mentee: int) -> int:
        return self._facts.mentees[mentee].mentee.pk

    def _mentor_id(self, mentor: int) -> int | None:
        return None if mentor == UNMATCHED else self._facts.mentors[mentor].mentor.pk

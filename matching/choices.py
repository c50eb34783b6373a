"""Every mentor of the year for one mentee: what she would cost and who would move, or the rule that forbids her.

Prices are those that the worker has stored; the rules are asked anew, so that a page never offers
what was forbidden since.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from matching.actions.locking import Standing
from matching.costs import Cost, cost_of
from matching.models import Instruction, InstructionKind, Proposal, Quality, Run
from matching.reasons import Names
from matching.rows import mentee_names, mentor_names, tells_topics, titles_of
from mentoring.checks import CANDIDATES
from mentoring.models import Mentor
from mentoring.rules import Reason, Rule, Rules

SHOWN = 10


@dataclass(frozen=True)
class Choice:
    """One mentor, seen from one mentee."""

    mentor: Mentor
    is_present: bool
    quality: Quality | None
    score: int
    # None when they are closed to the team by now.
    topics: list[str] | None
    cost: Cost | None
    # Rules that speak against the two; places are a matter of the price.
    against: list[Reason]
    is_kept_apart: bool
    # Who would have to move and no longer can, since the prices were found.
    settled: str

    @property
    def is_possible(self) -> bool:
        """Whether she can be chosen: priced, not kept apart, and no rule against her that must not be set aside."""
        return (
            self.cost is not None
            and not self.is_kept_apart
            and not self.settled
            and not self.is_present
            and all(one.is_overridable for one in self.against)
        )


@dataclass(frozen=True)
class Choices:
    """The mentors of a year, sorted out for one mentee."""

    everybody: list[Choice] = field(default_factory=list)

    @cached_property
    def possible(self) -> list[Choice]:
        """Without any exception, those first by whom nobody loses a place, then the best for all.

        This order is hers alone (R10).
        """
        found = [one for one in self.everybody if one.is_possible and not one.against]
        return sorted(found, key=_by_price)

    @property
    def best(self) -> list[Choice]:
        """The first of them, shown at once."""
        return self.possible[:SHOWN]

    @property
    def others(self) -> list[Choice]:
        return self.possible[SHOWN:]

    @property
    def by_exception(self) -> list[Choice]:
        return sorted((one for one in self.everybody if one.is_possible and one.against), key=_by_price)

    @property
    def refused(self) -> list[Choice]:
        return [one for one in self.everybody if not one.is_possible and not one.is_present]

    @cached_property
    def by_mentor(self) -> dict[int, Choice]:
        return {one.mentor.pk: one for one in self.everybody}


def _by_price(choice: Choice) -> tuple[int, int, int, int, str]:
    cost = choice.cost
    assert cost is not None  # noqa: S101 - only possible ones are sorted
    return cost.losing, cost.mentees_lost, cost.points_lost, -choice.score, str(choice.mentor)


def choices_for(proposal: Proposal, standing: Standing) -> Choices:
    """Return every mentor of the year for the mentee of a proposal, in a constant number of statements.

    What was read to see whether the run is current is not read again.
    """
    mentee, found = proposal.mentee, standing.facts
    if found is not None and mentee.pk in {one.mentee.pk for one in found.mentees}:
        rules = found.rules
    else:
        rules = Rules(
            [mentee], Mentor.objects.filter(participation__cohort=proposal.run.cohort_id, state__in=CANDIDATES)
        )
    mentors = rules.mentors
    entries = _entries(proposal)
    topics = titles_of({pk for entry in entries.values() for pk in entry["topics"]})
    mentees, mentor_words = _names_in(list(entries.values()))
    average = _average(proposal.run)
    costs = {
        pk: cost_of(entry, average=average, mentees=mentees, mentors=mentor_words) for pk, entry in entries.items()
    }
    kept_apart = set(
        Instruction.objects.filter(mentee=mentee, kind=InstructionKind.FORBID).values_list("mentor_id", flat=True)
    )
    return Choices(
        [
            Choice(
                mentor=mentor,
                is_present=mentor.pk == proposal.mentor_id,
                quality=Quality(entry["quality"]) if (entry := entries.get(mentor.pk)) else None,
                score=entry["score"] if entry else 0,
                topics=[topics.get(pk, "–") for pk in (entry["topics"] if entry else [])]
                if tells_topics(proposal)
                else None,
                cost=costs.get(mentor.pk),
                against=_against(rules.reasons(mentee, mentor), is_priced=entry is not None),
                is_kept_apart=mentor.pk in kept_apart,
                settled=", ".join(mentees.get(pk, "–") for pk, *_moved in entry["moves"] if pk in standing.settled)
                if entry
                else "",
            )
            for mentor in mentors
        ]
    )


def _against(reasons: list[Reason], *, is_priced: bool) -> list[Reason]:
    """Return the rules against a pair. Whether a place is free is part of the price, where there is one."""
    return [one for one in reasons if not (is_priced and one.rule == Rule.CAPACITY)]


def _entries(proposal: Proposal) -> dict[int, dict[str, Any]]:
    if not hasattr(proposal, "price_list"):
        return {}
    return {entry["mentor"]: entry for entry in proposal.price_list.mentors}


def _names_in(changes: list[dict[str, Any]]) -> tuple[Names, Names]:
    """Return the names of mentees and mentors whom changes move."""
    moves = [move for change in changes for move in change["moves"]]
    mentors = {pk for _mentee, before, after in moves for pk in (before, after) if pk}
    return mentee_names({mentee for mentee, _before, _after in moves}), mentor_names(mentors)


def moves_of(proposal: Proposal, change: dict[str, Any]) -> Cost:
    """Return one stored change in words."""
    mentees, mentors = _names_in([change])
    return cost_of(change, average=_average(proposal.run), mentees=mentees, mentors=mentors)


def _average(run: Run) -> int:
    """Return the points of an average tandem of a run."""
    return run.total // run.matched if run.matched else 0

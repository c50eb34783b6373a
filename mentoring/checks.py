"""What the rules (R4) say about many people at once: who could mentor an applicant, which tandems break a rule now.

A constant number of statements, however many people there are.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from mentoring.models import Mentee, Mentor, MentorState, Pairing
from mentoring.rules import OVERRIDABLE, Reason, Rule, Rules, name_in_counts

# Mentors with whom a tandem can be thought of. One who pauses is refused by a rule, with its reason.
CANDIDATES = (MentorState.CONFIRMED, MentorState.PAUSED)


@dataclass(frozen=True)
class Refusals:
    """How many mentors are refused by one rule, or by those that are counted together."""

    rule: str
    mentors: int


@dataclass(frozen=True)
class Prospects:
    """How many mentors of her cohort an applicant could have today."""

    possible: int
    # Refused only by rules that the team may override.
    by_exception: int
    # A mentor may be refused by several rules. Exclusions are not counted by themselves.
    refusals: list[Refusals]


def prospects(mentee: Mentee) -> Prospects:
    """Count the confirmed mentors who are possible, and by which rules the others are refused."""
    mentors = list(Mentor.objects.filter(participation__cohort=mentee.participation.cohort_id, state__in=CANDIDATES))
    rules = Rules([mentee], mentors)
    judged = [rules.reasons(mentee, mentor) for mentor in mentors]
    counted = Counter(name for reasons in judged for name in {name_in_counts(reason.rule) for reason in reasons})
    names = dict.fromkeys(name_in_counts(rule) for rule in Rule)
    return Prospects(
        possible=sum(not reasons for reasons in judged),
        by_exception=sum(bool(reasons) and all(reason.is_overridable for reason in reasons) for reasons in judged),
        refusals=[Refusals(name, counted[name]) for name in names if counted[name]],
    )


@dataclass(frozen=True)
class BrokenTandem:
    """A live tandem that the rules would not allow today. Nothing ends by itself; people decide."""

    pairing: Pairing
    reasons: list[Reason]


def broken_tandems(pairings: Iterable[Pairing]) -> list[BrokenTandem]:
    """Return those of the given live tandems that break a rule now, with every such rule.

    What the team overrode for a tandem stays overridden. A mentor who pauses takes no new tandem,
    but keeps the one she has. Of an exclusion between the two the rules say nothing once they know of their tandem.
    """
    pairings = list(pairings)
    rules = Rules([pairing.mentee for pairing in pairings], [pairing.mentor for pairing in pairings])
    broken = []
    for pairing in pairings:
        excused = {Rule.PAUSE, *(OVERRIDABLE & set(pairing.overridden_rules))}
        found = rules.reasons(pairing.mentee, pairing.mentor, leave_out=pairing)
        if reasons := [reason for reason in found if reason.rule not in excused]:
            broken.append(BrokenTandem(pairing, reasons))
    return broken

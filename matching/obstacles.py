"""Why somebody has no proposal, and what would give her one, in the form in which it is kept."""

from typing import Any

from matching.engine.diagnosis import Change, OnePlaceMore, smallest_changes, why_unmatched
from matching.engine.solution import Solution
from matching.loading import KEPT_APART, Loaded
from mentoring.rules import OVERRIDABLE, Rule

MOST_PLACES = 3  # R3
# Nothing ever asks to lift an exclusion (R4), nor what is not the team's to override.
NEVER = frozenset({KEPT_APART, *(rule.value for rule in Rule if rule not in OVERRIDABLE)})


def of(loaded: Loaded, solution: Solution, mentee: int) -> dict[str, Any]:
    """Return for a mentee without a mentor: rules with the number of mentors they took, and verified ways out.

    Each mentor is counted once, with all rules that speak against her. A place that helps although a rule
    forbids the two, because somebody else would move there, is kept as indirect.
    """
    if mentee in loaded.problem.left_out:
        return {"left_out": True}
    found = why_unmatched(solution, mentee)
    full = frozenset(mentor for mentor, one in enumerate(loaded.facts.mentors) if one.mentor.capacity >= MOST_PLACES)
    changes = smallest_changes(solution, mentee, never=NEVER, full=full)
    return {
        "possible": found.possible,
        "taken": found.taken,
        "removed": [{"rules": sorted(rules), "mentors": count} for rules, count in found.removed.items()],
        "changes": [_kept(loaded, mentee, change) for change in changes],
    }


def _kept(loaded: Loaded, mentee: int, change: Change) -> dict[str, Any]:
    mentor = loaded.facts.mentors[change.mentor].mentor.pk
    if isinstance(change, OnePlaceMore):
        is_allowed = bool(loaded.problem.allowed(slice(mentee, mentee + 1))[0, change.mentor])
        return {"kind": "place", "mentor": mentor, "is_direct": is_allowed}
    return {"kind": "override", "mentor": mentor, "rules": sorted(change.rules)}

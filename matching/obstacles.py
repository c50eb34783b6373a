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
    """Return for a mentee without a mentor: rules with the number of mentors they took, and verified ways out."""
    if mentee in loaded.problem.left_out:
        return {"left_out": True}
    found = why_unmatched(solution, mentee)
    full = frozenset(mentor for mentor, one in enumerate(loaded.facts.mentors) if one.mentor.capacity >= MOST_PLACES)
    changes = smallest_changes(solution, mentee, never=NEVER, full=full)
    return {
        "possible": found.possible,
        "taken": found.taken,
        "removed": found.removed,
        "changes": [_kept(loaded, change) for change in changes],
    }


def _kept(loaded: Loaded, change: Change) -> dict[str, Any]:
    mentor = loaded.facts.mentors[change.mentor].mentor.pk
    if isinstance(change, OnePlaceMore):
        return {"kind": "place", "mentor": mentor}
    return {"kind": "override", "mentor": mentor, "rules": sorted(change.rules)}

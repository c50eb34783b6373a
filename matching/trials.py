"""What other weights would change: the same people, matched by both, side by side."""

from typing import Any, Protocol

from matching import explaining, loading
from matching.engine.solution import UNMATCHED, Solution
from matching.engine.solve import solve
from matching.facts import Facts
from matching.loading import Loaded
from matching.models import Quality, Stage, Weighting


class Report(Protocol):
    def __call__(self, stage: Stage, progress: int = 0) -> None: ...

    def within(self, stage: Stage) -> loading.Progress: ...


def compare(tried: Facts, present: Weighting, *, report: Report) -> dict[str, Any]:
    """Return both results in figures, and every mentee who would have another mentor, or be left over."""
    after = loading.load(tried, on_progress=report.within(Stage.RULES))
    before = loading.reweighted(after, present)
    report(Stage.SOLVING)
    solutions = [solve(one.problem, worst_first=one.facts.weighting.worst_first) for one in (before, after)]
    return {
        # Of the weights that it was compared with, so that nobody keeps it over somebody's newer ones.
        "version": present.version,
        "before": _figures(before, solutions[0]),
        "after": _figures(after, solutions[1]),
        "changes": [
            {
                "mentee": one.mentee.pk,
                "before": _outcome(before, solutions[0], mentee),
                "after": _outcome(after, solutions[1], mentee),
            }
            for mentee, one in enumerate(tried.mentees)
            if solutions[0].mentor_of[mentee] != solutions[1].mentor_of[mentee]
        ],
    }


def _figures(loaded: Loaded, solution: Solution) -> dict[str, Any]:
    outcomes = [_outcome(loaded, solution, mentee) for mentee in range(len(loaded.facts.mentees))]
    qualities = [outcome["quality"] for outcome in outcomes if outcome]
    return {
        "mentees": len(outcomes),
        "matched": solution.matched,
        "qualities": {quality: qualities.count(quality) for quality in Quality.values},
    }


def _outcome(loaded: Loaded, solution: Solution, mentee: int) -> dict[str, Any] | None:
    mentor = int(solution.mentor_of[mentee])
    if mentor == UNMATCHED:
        return None
    hers, theirs = loaded.facts.mentees[mentee], loaded.facts.mentors[mentor]
    score = int(loaded.problem.scores(slice(mentee, mentee + 1))[0, mentor])
    most = explaining.reachable(loaded.facts.weighting, hers)
    quality = explaining.quality_of(loaded.facts.weighting, hers, theirs, score, of=most)
    return {"mentor": theirs.mentor.pk, "quality": quality.value}

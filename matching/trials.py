"""What other weights would change: the same people, matched by both, side by side.

Both results are measured by the same yardstick, which knows no weights: how far each criterion is met.
Measured by its own weights, or by either of the two, one of them would always look better.
"""

from typing import Any, Protocol

from matching import explaining, loading
from matching.engine.solution import UNMATCHED, Solution
from matching.engine.solve import solve
from matching.facts import Facts, MenteeFacts, MentorFacts
from matching.loading import Loaded
from matching.models import Criterion, Stage, Weighting


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
        "weights": present.snapshot(),
        "mentees": len(tried.mentees) - len(after.problem.left_out),
        "before": _figures(after, solutions[0]),
        "after": _figures(after, solutions[1]),
        "changes": [
            {
                "mentee": one.mentee.pk,
                "before": _outcome(one, _mentor(tried, solutions[0], mentee)),
                "after": _outcome(one, _mentor(tried, solutions[1], mentee)),
            }
            for mentee, one in enumerate(tried.mentees)
            if solutions[0].mentor_of[mentee] != solutions[1].mentor_of[mentee]
        ],
    }


def _figures(loaded: Loaded, solution: Solution) -> dict[str, Any]:
    """Return how many have a mentor, and how far each criterion is met, in hundredths of what it could be.

    Counted are all whom a criterion concerns and whom the team has not taken out; who is left over meets none.
    """
    facts = loaded.facts
    met: dict[Criterion, list[int]] = {criterion: [] for criterion in Criterion}
    for row, mentee in enumerate(facts.mentees):
        if row in loaded.problem.left_out:
            continue
        mentor = _mentor(facts, solution, row)
        degrees = explaining.degrees_of(facts, mentee, mentor) if mentor else dict.fromkeys(Criterion, 0)
        for criterion in set(Criterion) - explaining.not_hers(mentee):
            met[criterion].append(degrees[criterion])
    return {
        "matched": solution.matched,
        "met": {criterion.value: round(sum(found) / len(found)) for criterion, found in met.items() if found},
    }


def _mentor(facts: Facts, solution: Solution, row: int) -> MentorFacts | None:
    mentor = int(solution.mentor_of[row])
    return None if mentor == UNMATCHED else facts.mentors[mentor]


def _outcome(mentee: MenteeFacts, mentor: MentorFacts | None) -> dict[str, Any] | None:
    """Return what a mentee would have, in what can be seen without any weight."""
    if mentor is None:
        return None
    return {
        "mentor": mentor.mentor.pk,
        "topics": len(mentor.topics.intersection(mentee.topics)),
        "wanted": len(mentee.topics),
        "wish": mentee.wishes.get(mentor.mentor.pk),
    }

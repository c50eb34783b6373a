"""What is measured, each in a process of its own: `python -m scripts.bench_matching.measures <name> …`."""

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from matching.engine.prices import Prices
from matching.engine.problem import Problem
from matching.engine.remaining import remaining
from matching.engine.solve import solve
from matching.engine.terms import Lookup, Overlap, Pairs
from scripts.bench_matching.towns import hard, town

Figures = dict[str, float]


def best_seconds(step: Callable[[], object], runs: int) -> float:
    """Return the shortest of some runs in processor time: what else goes on in the machine disturbs it least."""
    found = []
    for _run in range(runs):
        begun = time.process_time()
        step()
        found.append(time.process_time() - begun)
    return min(found)


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def full(mentees: str, mentors: str, solver: str, runs: str) -> Figures:
    """A whole run: score, solve, certificate, canonical choice. Memory is what it adds to the process."""
    problem = town(int(mentees), int(mentors))
    # What is loaded once, whatever the size.
    solve(town(700, 700), solver=solver)
    before = peak_mib()
    seconds = best_seconds(lambda: solve(problem, solver=solver), int(runs))
    return {"seconds": seconds, "mib": peak_mib() - before}


def reference(mentees: str, mentors: str, runs: str) -> Figures:
    """R: SciPy alone on the ready matrix, the same pairs, each place a column."""
    return {"seconds": _reference_seconds(town(int(mentees), int(mentors)), int(runs))}


def _reference_seconds(problem: Problem, runs: int) -> float:
    rest = remaining(problem)
    mentor_of_place = np.repeat(np.arange(rest.places.size), rest.places)
    cost = np.empty((rest.mentees.size, mentor_of_place.size))
    for rows, scores in rest.blocks():
        block = np.where(scores < 0, rest.unmatched_cost, rest.highest - scores.astype(np.float64))
        cost[rows] = block[:, mentor_of_place]
    return best_seconds(lambda: linear_sum_assignment(cost), runs)


def hard_instance(name: str, mentees: str, mentors: str, solver: str) -> Figures:
    problem = hard(int(mentees), int(mentors))[name]
    solve(town(700, 700), solver=solver)
    return {"seconds": best_seconds(lambda: solve(problem, solver=solver), 2), "r": _reference_seconds(problem, 2)}


def scoring(mentees: str, mentors: str) -> Figures:
    """All scores, once in blocks and once pair by pair."""
    problem = town(int(mentees), int(mentors))
    blocks = best_seconds(lambda: remaining(problem), 3)
    return {"seconds": blocks, "loop": best_seconds(lambda: loop_over_pairs(problem), 1)}


def loop_over_pairs(problem: Problem) -> list[list[int]]:
    """Return the same scores by a plain loop, -1 where a rule forbids the pair."""
    terms: list[Any] = [c.points for c in problem.criteria] + [r.forbids for r in problem.rules]
    overlaps = [
        (
            [[(k, int(w)) for k, w in enumerate(row) if w] for row in term.wanted],
            [set(np.flatnonzero(row).tolist()) for row in term.offered],
        )
        for term in terms
        if isinstance(term, Overlap)
    ]
    criteria = [c.points for c in problem.criteria]
    lookups = [t for t in criteria if isinstance(t, Lookup)]
    tables = [(t.mentee_class.tolist(), t.mentor_class.tolist(), t.values.tolist()) for t in lookups]
    barred = [r.forbids for r in problem.rules]
    bars = [
        (t.mentee_class.tolist(), t.mentor_class.tolist(), t.values.tolist()) for t in barred if isinstance(t, Lookup)
    ]
    wishes = [
        dict(zip(zip(t.mentees, t.mentors, strict=True), t.values.tolist(), strict=True))
        for t in criteria
        if isinstance(t, Pairs)
    ]
    excluded = {pair for t in barred if isinstance(t, Pairs) for pair in zip(t.mentees, t.mentors, strict=True)}
    found = []
    for i in range(problem.shape[0]):
        line = []
        for j in range(problem.shape[1]):
            if (i, j) in excluded or any(values[mine[i]][hers[j]] for mine, hers, values in bars):
                line.append(-1)
                continue
            score = sum(w for wanted, offered in overlaps for k, w in wanted[i] if k in offered[j])
            score += sum(values[mine[i]][hers[j]] for mine, hers, values in tables)
            line.append(score + sum(wish.get((i, j), 0) for wish in wishes))
        found.append(line)
    return found


def price_row(mentees: str, mentors: str, solver: str) -> Figures:
    """One mentee's exact price of every mentor, against solving once for each."""
    problem = town(int(mentees), int(mentors))
    solution = solve(problem, solver=solver)
    again = best_seconds(lambda: solve(problem, solver=solver), 2)
    begun = time.process_time()
    prices = Prices(solution)
    prices.row(0)
    first = time.process_time() - begun
    rows = range(1, 41)
    row = best_seconds(lambda: [prices.row(mentee) for mentee in rows], 2) / len(rows)
    return {"row": row, "first": first, "again": again * problem.shape[1]}


MEASURES: dict[str, Callable[..., Figures]] = {
    measure.__name__: measure for measure in (full, reference, hard_instance, scoring, price_row)
}

if __name__ == "__main__":
    print(json.dumps(MEASURES[sys.argv[1]](*sys.argv[2:])))

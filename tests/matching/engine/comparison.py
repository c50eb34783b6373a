"""Compares the engine with what is right, case by case; counts what was compared, says what is wrong."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from unittest.mock import patch

import numpy as np

from matching.engine import columns
from matching.engine import solve as solving
from matching.engine.diagnosis import MOST_CHANGES, Change, OnePlaceMore, Override, smallest_changes
from matching.engine.moves import Move
from matching.engine.prices import Price, PriceRow, Prices
from matching.engine.problem import Lock
from matching.engine.solution import Solution
from matching.engine.solve import solve
from tests.matching.engine.cases import OVERRIDABLE, Case, Flags, Numbers, medium_case, small_case
from tests.matching.engine.reference import (
    UNMATCHED,
    Answer,
    Best,
    answer,
    exhaustively,
    insisted,
    only,
    possible_mentors,
    total,
    with_highs,
)


@dataclass
class Findings:
    """How often each kind of thing was compared, and sentences about what is wrong."""

    compared: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def expect(self, kind: str, found: object, right: object, about: object = "") -> None:
        self.compared[kind] += 1
        if found != right:
            self.wrong.append(f"{kind} {about}: {found}, not {right}")

    def add(self, other: "Findings") -> None:
        self.compared += other.compared
        self.wrong += other.wrong


def compare(case: Case, best: Best, *, mentees: Iterable[int] | None = None) -> Findings:
    """Compare the answer to a case, every price of some mentees (by default all), and its moves."""
    findings = Findings()
    right = answer(case, best)
    solution = solve(case.problem, worst_first=case.worst_first)
    _compare_answers(findings, case, solution, right)
    if findings.wrong:
        return findings
    prices = Prices(solution)
    for mentee in range(case.shape[0]) if mentees is None else mentees:
        row = prices.row(mentee, case.overriding)
        _compare_prices(findings, case, best, right, row)
        _compare_moves(findings, case, solution, right, row)
    return findings


def _compare_answers(findings: Findings, case: Case, solution: Solution, right: Answer) -> None:
    kind = "worst-first" if case.worst_first else "matching"
    mentor_of = solution.mentor_of.astype(np.int64)
    findings.expect(kind, (solution.matched, solution.total), right.figures, "has the figures")
    findings.expect(kind, total(case, mentor_of), right.figures, "is an assignment with the figures")
    findings.expect(kind, _broken(case, mentor_of, right.options), [], "breaks nothing")
    free = [mentee for mentee in np.flatnonzero(mentor_of != UNMATCHED).tolist() if mentee not in case.locks]
    lowest = min((int(case.scores[mentee, mentor_of[mentee]]) for mentee in free), default=None)
    findings.expect(kind, solution.lowest, lowest, "names the lowest score")
    if case.worst_first:
        findings.expect(kind, (lowest, solution.threshold), (right.lowest, right.lowest), "lifts the lowest score")


def _broken(case: Case, mentor_of: Numbers, options: Flags) -> list[str]:
    """Say which pairs are not among the options, and whether a mentor has too many mentees."""
    found = [f"{mentee}–{mentor}" for mentee, mentor in enumerate(mentor_of.tolist()) if not options[mentee, mentor]]
    load = np.bincount(mentor_of[mentor_of != UNMATCHED], minlength=case.shape[1])
    return found + ["too many mentees"] * int((load > case.capacity).any())


def _compare_prices(findings: Findings, case: Case, best: Best, right: Answer, row: PriceRow) -> None:
    possible = possible_mentors(case, row.mentee, case.overriding)
    for mentor in range(case.shape[1]):
        forced = _price(case, best, right, row.mentee, only(mentor, case)) if possible[mentor] else None
        findings.expect("forced pair", row.price(mentor), forced, f"{row.mentee}–{mentor}")
    left_out = _price(case, best, right, row.mentee, only(UNMATCHED, case))
    findings.expect("left-out mentee", row.none, left_out, row.mentee)
    forbidden = None
    if row.current != UNMATCHED:
        forbidden = _price(case, best, right, row.mentee, _options_without_current(case, right, row))
    findings.expect("forbidden pair", row.without_current, forbidden, f"{row.mentee}–{row.current}")


def _options_without_current(case: Case, right: Answer, row: PriceRow) -> Flags:
    free = case.allowed[row.mentee] & (case.scores[row.mentee] >= (right.lowest or 0))
    options = np.append(free, True)
    options[row.current] = False
    return options


def _price(case: Case, best: Best, right: Answer, mentee: int, options: Flags) -> Price | None:
    figures = insisted(best, right, mentee, options)
    return None if figures is None else _lost(right, figures)


def _lost(right: Answer, figures: tuple[int, int]) -> Price:
    return Price(right.figures[0] - figures[0], right.figures[1] - figures[1])


def _compare_moves(findings: Findings, case: Case, solution: Solution, right: Answer, row: PriceRow) -> None:
    """Carry out every set of moves: it breaks nothing and realises its price."""
    chains = [
        (row.price(mentor), (Move(row.mentee, row.current, mentor), *row.moves(mentor)))
        for mentor in (UNMATCHED, *np.flatnonzero(row.is_possible).tolist())
    ]
    if row.current != UNMATCHED:
        chains.append((row.without_current, row.moves_without_current()))
    for price, moves in chains:
        findings.expect("moves", _outcome(case, solution, right, moves), (price, []), moves)


def _outcome(case: Case, solution: Solution, right: Answer, moves: tuple[Move, ...]) -> tuple[Price, list[str]]:
    """Return what a set of moves costs, and what it breaks. The first one is insisted on."""
    mentor_of = solution.mentor_of.astype(np.int64)
    options = right.options.copy()
    options[moves[0].mentee, moves[0].after] = True
    broken = [f"{move} begins elsewhere" for move in moves if mentor_of[move.mentee] != move.before]
    broken += [f"{move} is none" for move in moves[1:] if move.before == move.after]
    if len({move.mentee for move in moves}) < len(moves):
        broken.append("somebody moves twice")
    for move in moves:
        mentor_of[move.mentee] = move.after
    return _lost(right, total(case, mentor_of)), broken + _broken(case, mentor_of, options)


def compare_shuffled(case: Case) -> Findings:
    """Compare what the engine says of the same people in two orders, in terms of ids."""
    findings = Findings()
    first, second = (_in_ids(one) for one in (case, case.shuffled()))
    for mentee, said in first.items():
        findings.expect("shuffled", second[mentee], said, mentee)
    return findings


def _in_ids(case: Case) -> dict[str, list[object]]:
    """Return for each mentee, by id, her mentor, and the price and the moves for every other."""
    prices = Prices(solve(case.problem, worst_first=case.worst_first))
    mentors = [*case.mentors, "nobody"]
    found: dict[str, list[object]] = {}
    for mentee, name in enumerate(case.mentees):
        row = prices.row(mentee, case.overriding)
        found[name] = [mentors[row.current], mentors[row.next_mentor] if row.without_current else ""]
        for mentor in sorted([UNMATCHED, *np.flatnonzero(row.is_possible)], key=lambda one: mentors[one]):
            moves = [(case.mentees[one.mentee], mentors[one.before], mentors[one.after]) for one in row.moves(mentor)]
            found[name].append((mentors[mentor], row.price(mentor), moves))
    return found


def compare_column_generation(case: Case) -> Findings:
    """Compare what is found at once with what column generation finds, with each solver in many rounds."""
    findings = Findings()
    at_once = solve(case.problem, worst_first=case.worst_first).mentor_of.tolist()
    with patch.object(solving, "PAIRS_TO_SOLVE_AT_ONCE", 0), patch.object(columns, "FIRST_PAIRS", 1):
        for solver in ("scipy", "ortools"):
            in_rounds = solve(case.problem, worst_first=case.worst_first, solver=solver).mentor_of.tolist()
            findings.expect("column generation", in_rounds, at_once, solver)
    return findings


def compare_changes(case: Case) -> Findings:
    """Compare what the engine suggests to mentees without a mentor with every single change there is."""
    findings = Findings()
    solution = solve(case.problem, worst_first=case.worst_first)
    never = frozenset(OVERRIDABLE) - case.overriding
    for mentee in np.flatnonzero(solution.mentor_of == UNMATCHED).tolist():
        suggested = smallest_changes(solution, mentee, never=never)
        possible = [] if mentee in case.left_out else list(_every_change(case, mentee))
        helpful = {change: _helps(case, solution, mentee, change) for change in possible}
        for change in suggested:
            findings.expect("suggested change", helpful.get(change) is None, False, change)
        if len(suggested) < MOST_CHANGES:
            missing = {change for change, is_sure in helpful.items() if is_sure} - set(suggested)
            findings.expect("changes not suggested", missing, set(), mentee)
    return findings


def _every_change(case: Case, mentee: int) -> Iterator[Change]:
    for mentor in range(case.shape[1]):
        yield OnePlaceMore(mentor)
        broken = frozenset(code for code, pairs in case.forbidden.items() if pairs[mentee, mentor])
        if broken and broken <= case.overriding and possible_mentors(case, mentee, broken)[mentor]:
            yield Override(mentee, mentor, broken)


def _helps(case: Case, solution: Solution, mentee: int, change: Change) -> bool | None:
    """Return whether a change helps: True in every best answer, False in some of them, None in none."""
    after = _changed(case, change)
    best = exhaustively(after)
    now = answer(after, best)
    if now.figures[0] != solution.matched + 1:
        return None
    with_mentor = [mentee, *np.flatnonzero(solution.mentor_of != UNMATCHED).tolist()]
    options = now.options.copy()
    options[with_mentor, -1] = False
    if best(options) != now.figures:
        return None
    return all(insisted(best, now, one, only(UNMATCHED, case)) != now.figures for one in with_mentor)


def _changed(case: Case, change: Change) -> Case:
    if isinstance(change, OnePlaceMore):
        return replace(case, capacity=case.capacity + (np.arange(case.shape[1]) == change.mentor))
    return replace(case, locks={**case.locks, change.mentee: Lock(change.mentor, change.rules)})


def compare_small(number: int) -> Findings:
    """Compare one of the small cases with exhaustive search, in every respect."""
    case = small_case(number)
    findings = compare(case, exhaustively(case))
    findings.add(compare_changes(case))
    findings.add(compare_shuffled(case))
    return findings


def compare_medium(number: int) -> Findings:
    """Compare one of the medium cases with HiGHS, and the prices of one of its mentees."""
    case = medium_case(number)
    findings = compare(case, with_highs(case), mentees=[number % case.shape[0]])
    findings.add(compare_column_generation(case))
    findings.add(compare_shuffled(case))
    return findings

"""Turns what was read of a year into a problem for the engine. Runs in the worker alone."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching import criteria
from matching.engine.problem import Criterion as Part
from matching.engine.problem import Lock, Problem, Rule
from matching.engine.terms import Dense, Lookup, Overlap, Pairs, Term
from matching.facts import Facts
from matching.models import Criterion, InstructionKind, Weighting
from mentoring.rules import OVERRIDABLE
from mentoring.rules import Rule as ProgrammeRule

# The team keeps these two apart; an instruction, and no rule of the programme.
KEPT_APART = "kept_apart"
# Places are the engine's own matter: a mentor without a free one has capacity 0.
NOT_FOR_THE_ENGINE = frozenset({ProgrammeRule.CAPACITY})

Progress = Callable[[int], None]


def no_progress(hundredths: int) -> None:
    """Tell nobody how far it is."""


@dataclass(frozen=True)
class Loaded:
    """A problem, and who is who in it: positions are those of the lists in `facts`."""

    facts: Facts
    problem: Problem
    # Mentees whose lock cannot hold any more; they are matched as if there were none.
    broken_locks: frozenset[int]

    @property
    def row_of(self) -> dict[int, int]:
        """Positions of mentees by their participation."""
        return {one.mentee.pk: row for row, one in enumerate(self.facts.mentees)}

    @property
    def column_of(self) -> dict[int, int]:
        """Positions of mentors by their participation."""
        return {one.mentor.pk: column for column, one in enumerate(self.facts.mentors)}


def load(facts: Facts, *, on_progress: Progress = no_progress) -> Loaded:
    """Return the problem of a year: criteria, rules, places and what the team settled."""
    forbidden = _forbidden(facts, on_progress)
    locks, broken = _locks(facts, forbidden)
    problem = Problem(
        mentees=tuple(str(one.mentee.pk) for one in facts.mentees),
        mentors=tuple(str(one.mentor.pk) for one in facts.mentors),
        capacity=np.array([one.free_places for one in facts.mentors], dtype=np.int64),
        criteria=tuple(_parts(facts)),
        rules=tuple(
            Rule(code, Dense(pairs), is_overridable=code in OVERRIDABLE) for code, pairs in sorted(forbidden.items())
        ),
        locks=locks,
        left_out=_left_out(facts),
    )
    return Loaded(facts, problem, broken)


def reweighted(loaded: Loaded, weighting: Weighting) -> Loaded:
    """Return the same problem under other weights."""
    facts = replace(loaded.facts, weighting=weighting)
    return replace(loaded, facts=facts, problem=replace(loaded.problem, criteria=tuple(_parts(facts))))


# --- criteria ------------------------------------------------------------------------------------


def _parts(facts: Facts) -> Iterable[Part]:
    """Yield the criteria that count, each with its degrees times its weight."""
    terms = {
        Criterion.TOPICS: _topics,
        Criterion.WISH: _wishes,
        Criterion.MEETING: _meetings,
        Criterion.OFFERS: _offers,
        Criterion.LEVELS: _levels,
        Criterion.BRANCH: _branches,
    }
    for criterion, term in terms.items():
        if weight := facts.weighting.points_of(criterion):
            yield Part(criterion.value, term(facts, weight))


def _topics(facts: Facts, weight: int) -> Term:
    wanted_ids = sorted({topic for one in facts.mentees for topic in one.topics})
    column = {topic: place for place, topic in enumerate(wanted_ids)}
    wanted = np.zeros((len(facts.mentees), len(wanted_ids)), dtype=np.int32)
    offered = np.zeros((len(facts.mentors), len(wanted_ids)), dtype=np.bool_)
    for row, mentee in enumerate(facts.mentees):
        for topic, share in criteria.topic_shares(mentee.topics).items():
            wanted[row, column[topic]] = weight * share
    for row, mentor in enumerate(facts.mentors):
        offered[row, [column[topic] for topic in mentor.topics if topic in column]] = True
    return Overlap(wanted, offered)


def _wishes(facts: Facts, weight: int) -> Term:
    column = {one.mentor.pk: place for place, one in enumerate(facts.mentors)}
    found = [
        (row, column[mentor], weight * criteria.wish_degree(position))
        for row, one in enumerate(facts.mentees)
        for mentor, position in one.wishes.items()
        if mentor in column
    ]
    rows, columns, points = np.array(found, dtype=np.int64).reshape(-1, 3).T
    return Pairs((len(facts.mentees), len(facts.mentors)), rows, columns, points)


def _meetings(facts: Facts, weight: int) -> Term:
    return _by_class(
        [one.frame for one in facts.mentees],
        [one.frame for one in facts.mentors],
        lambda hers, theirs: weight * criteria.MEETING_DEGREES[criteria.meeting_of(hers, theirs)],
    )


def _offers(facts: Facts, weight: int) -> Term:
    return _by_class(
        [None] * len(facts.mentees),
        [tuple(one.mentor.offers) for one in facts.mentors],
        lambda _hers, theirs: weight * criteria.offers_degree(theirs),
    )


def _levels(facts: Facts, weight: int) -> Term:
    smallest = facts.cohort.minimum_level_distance
    return _by_class(
        [one.rank for one in facts.mentees],
        [one.rank for one in facts.mentors],
        lambda hers, theirs: weight * criteria.level_degree((theirs or 0) - (hers or 0), smallest),
    )


def _branches(facts: Facts, weight: int) -> Term:
    return _by_class(
        [one.branch for one in facts.mentees],
        [one.branch for one in facts.mentors],
        lambda hers, theirs: weight * criteria.FULL * (hers != theirs),
    )


def _by_class(hers: list, theirs: list, points: Callable) -> Lookup:
    """Return a table of points for each kind of mentee and each kind of mentor."""
    rows = {kind: place for place, kind in enumerate(dict.fromkeys(hers))}
    columns = {kind: place for place, kind in enumerate(dict.fromkeys(theirs))}
    table = [[points(row, column) for column in columns] for row in rows]
    return Lookup(
        np.array([rows[kind] for kind in hers], dtype=np.int64),
        np.array([columns[kind] for kind in theirs], dtype=np.int64),
        np.array(table, dtype=np.int32).reshape(len(rows), len(columns)),
    )


# --- rules and instructions ----------------------------------------------------------------------


def _forbidden(facts: Facts, on_progress: Progress) -> dict[str, NDArray[np.bool_]]:
    """Ask the rules for every pair; return by rule the pairs that it forbids."""
    shape = len(facts.mentees), len(facts.mentors)
    forbidden: dict[str, NDArray[np.bool_]] = {}

    def forbid(code: str, row: int, column: int) -> None:
        if code not in forbidden:
            forbidden[code] = np.zeros(shape, dtype=np.bool_)
        forbidden[code][row, column] = True

    for row, one in enumerate(facts.mentees):
        for column, other in enumerate(facts.mentors):
            for reason in facts.rules.reasons(one.mentee, other.mentor):
                if reason.rule not in NOT_FOR_THE_ENGINE:
                    forbid(reason.code, row, column)
        on_progress(100 * (row + 1) // shape[0])
    columns = {one.mentor.pk: column for column, one in enumerate(facts.mentors)}
    rows = {one.mentee.pk: row for row, one in enumerate(facts.mentees)}
    for instruction in facts.instructions:
        is_concerned = instruction.mentee_id in rows and instruction.mentor_id in columns
        if instruction.kind == InstructionKind.FORBID and is_concerned:
            forbid(KEPT_APART, rows[instruction.mentee_id], columns[instruction.mentor_id])
    return forbidden


def _left_out(facts: Facts) -> frozenset[int]:
    taken_out = {one.mentee_id for one in facts.instructions if one.kind == InstructionKind.LEAVE_OUT}
    return frozenset(row for row, one in enumerate(facts.mentees) if one.mentee.pk in taken_out)


def _locks(facts: Facts, forbidden: dict[str, NDArray[np.bool_]]) -> tuple[dict[int, Lock], frozenset[int]]:
    """Return the locks that can hold, and the mentees of the others.

    What the team holds fast comes first; a proposal made by hand is a lock too, the newest of each mentee.
    """
    rows = {one.mentee.pk: row for row, one in enumerate(facts.mentees)}
    columns = {one.mentor.pk: column for column, one in enumerate(facts.mentors)}
    by_hand = {one.mentee_id: (one.mentor_id, one.overridden_rules) for one in facts.proposed}
    held = {}
    for instruction in facts.instructions:
        if instruction.kind != InstructionKind.FORBID:
            by_hand.pop(instruction.mentee_id, None)
        if instruction.kind == InstructionKind.LOCK:
            held[instruction.mentee_id] = (instruction.mentor_id, instruction.overridden_rules)
    locks: dict[int, Lock] = {}
    broken = set()
    taken: Counter[int] = Counter()
    for mentee_id, (mentor_id, overridden) in [*sorted(held.items()), *sorted(by_hand.items())]:
        if mentee_id not in rows:
            continue  # she has a tandem by now
        row, column = rows[mentee_id], columns.get(mentor_id)
        if column is None or taken[column] >= facts.mentors[column].free_places:
            broken.add(mentee_id)
            continue
        against = {code for code, pairs in forbidden.items() if pairs[row, column]}
        if against - (set(overridden) & OVERRIDABLE):
            broken.add(mentee_id)
            continue
        taken[column] += 1
        locks[row] = Lock(column, overrides=frozenset(against))
    return locks, frozenset(broken)

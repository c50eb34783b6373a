from dataclasses import replace

import numpy as np
import pytest

from matching.engine import blocking
from matching.engine.blocking import BlockingPair, blocking_pairs
from matching.engine.problem import Lock
from matching.engine.solution import UNMATCHED
from matching.engine.solve import solve
from tests.matching.engine.cases import Case, medium_case, small_case, tiny


def by_definition(case: Case, mentor_of: list[int]) -> list[BlockingPair]:
    """Return the blocking pairs, each pair looked at by itself."""
    found = []
    for mentee, name in enumerate(case.mentees):
        for mentor in np.flatnonzero(case.allowed[mentee]).tolist():
            theirs = [one for one, hers in enumerate(mentor_of) if hers == mentor]
            score = int(case.scores[mentee, mentor])
            lower = [one for one in theirs if one not in case.locks and case.scores[one, mentor] < score]
            is_free = len(theirs) < case.capacity[mentor]
            own = mentor_of[mentee]
            is_better = own == UNMATCHED or score > case.scores[mentee, own]
            if mentee in case.locks or mentee in case.left_out or not is_better or not (is_free or lower):
                continue
            displaced = min(lower, key=lambda one: (case.scores[one, mentor], case.mentees[one]), default=None)
            gain = score - (0 if own == UNMATCHED else int(case.scores[mentee, own]))
            found.append((-gain, name, case.mentors[mentor], mentee, mentor, None if is_free else displaced))
    return [BlockingPair(mentee, mentor, -loss, gone) for loss, _name, _theirs, mentee, mentor, gone in sorted(found)]


def test_a_pair_blocks_when_both_would_do_better():
    """Best is 8 + 9, but the first mentee and the first mentor score 10 with each other."""
    assert blocking_pairs(solve(tiny([10, 8], [9, 1]))) == [BlockingPair(mentee=0, mentor=0, gain=2, displaced=1)]


def test_a_free_place_displaces_nobody():
    solution = solve(tiny([9, 4, None], [None, 9, 4], capacity=[1, 1, 1]))
    moved = replace(solution, mentor_of=np.array([1, 2]))

    assert blocking_pairs(moved) == [
        BlockingPair(mentee=0, mentor=0, gain=5, displaced=None),
        BlockingPair(mentee=1, mentor=1, gain=5, displaced=0),
    ]


def test_who_has_nobody_gains_the_whole_score():
    solution = solve(tiny([9], [4]))
    turned = replace(solution, mentor_of=np.array([UNMATCHED, 0]))

    assert blocking_pairs(turned) == [BlockingPair(mentee=0, mentor=0, gain=9, displaced=1)]


def test_who_is_locked_is_neither_displaced_nor_asks_for_another():
    assert blocking_pairs(solve(tiny([1, 9], [9, 8], locks={0: Lock(0)}))) == []


def test_a_forbidden_pair_blocks_nothing():
    assert blocking_pairs(solve(tiny([None, 8], [9, 1]))) == []


@pytest.mark.parametrize("share", range(3))
def test_they_are_those_of_the_definition(share):
    """Compared on answers and, because those hold few, on what chance would have decided."""
    compared = 0
    for number in range(share, 300, 3):
        case = small_case(number)
        solution = solve(case.problem, worst_first=case.worst_first)
        for one in (solution, replace(solution, mentor_of=by_chance(case))):
            right = by_definition(case, one.mentor_of.tolist())
            compared += len(right)
            assert blocking_pairs(one) == right, case.name
    assert compared > 30


def by_chance(case: Case) -> np.ndarray:
    """Return an assignment that keeps locks and places and is not good."""
    rng = np.random.default_rng(len(case.mentees))
    mentor_of = np.full(case.shape[0], UNMATCHED)
    free = case.capacity.copy()
    for mentee in [*case.locks, *(set(range(case.shape[0])) - case.locks.keys() - case.left_out)]:
        open_to_her = np.flatnonzero(case.allowed[mentee] & (free > 0)).tolist()
        mentor = case.locks[mentee].mentor if mentee in case.locks else int(rng.choice([UNMATCHED, *open_to_her]))
        mentor_of[mentee] = mentor
        if mentor != UNMATCHED:
            free[mentor] -= 1
    return mentor_of


def test_looking_at_pairs_in_small_blocks_changes_nothing(monkeypatch):
    case = max((medium_case(number) for number in range(20)), key=lambda one: one.allowed.sum())
    solution = replace(solve(case.problem), mentor_of=by_chance(case))
    whole = blocking_pairs(solution)
    monkeypatch.setattr(blocking, "BLOCK", 1)

    assert whole
    assert blocking_pairs(solution) == whole

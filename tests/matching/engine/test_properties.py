"""What must hold for any problem, whoever invents it."""

from dataclasses import replace

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from matching.engine.prices import Price, Prices
from matching.engine.problem import Lock
from matching.engine.solution import UNMATCHED, Solution
from matching.engine.solve import solve
from tests.matching.engine.cases import Case, medium_case, small_case
from tests.matching.engine.comparison import compare_shuffled
from tests.matching.engine.reference import total

NUMBERS = st.integers(0, 2**32)
# Cases beyond those that are compared elsewhere.
CASES = st.builds(small_case, NUMBERS, st.just(1)) | st.builds(medium_case, NUMBERS, st.just(1))


def solved(case: Case) -> Solution:
    return solve(case.problem, worst_first=case.worst_first)


@given(CASES)
def test_shuffling_people_changes_no_answer_no_price_and_no_move(case):
    assert compare_shuffled(case).wrong == []


@given(CASES, st.randoms(use_true_random=False))
def test_one_mentor_more_never_lowers_the_count(case, random):
    everybody, mentors = (list(range(count)) for count in case.shape)
    locked = {lock.mentor for lock in case.locks.values()}
    assume(locked < set(mentors))
    added = random.choice(sorted(set(mentors) - locked))

    fewer = case.among(everybody, [mentor for mentor in mentors if mentor != added])

    assert solved(fewer).matched <= solved(case).matched


@given(CASES)
def test_a_locked_pair_stays(case):
    mentor_of = solved(case).mentor_of

    assert all(mentor_of[mentee] == lock.mentor for mentee, lock in case.locks.items())
    assert all(mentor_of[mentee] == UNMATCHED for mentee in case.left_out)


@given(CASES)
def test_no_forbidden_pair_ever_appears_and_nobody_has_too_many(case):
    mentor_of = solved(case).mentor_of
    matched = [mentee for mentee in np.flatnonzero(mentor_of != UNMATCHED).tolist() if mentee not in case.locks]

    assert all(case.allowed[mentee, mentor_of[mentee]] for mentee in matched)
    load = np.bincount(mentor_of[mentor_of != UNMATCHED], minlength=case.shape[1])
    assert (load <= case.capacity).all()


@given(CASES, st.randoms(use_true_random=False))
def test_insisting_on_a_pair_and_solving_again_gives_its_price(case, random):
    case = replace(case, worst_first=False)
    assume(case.mentees)
    solution = solved(case)
    row = Prices(solution).row(random.randrange(case.shape[0]), case.overriding)
    possible = np.flatnonzero(row.is_possible).tolist()
    assume(possible)
    mentor = random.choice(possible)
    broken = frozenset(code for code, pairs in case.forbidden.items() if pairs[row.mentee, mentor])

    insisting = replace(
        case, locks=case.locks | {row.mentee: Lock(mentor, broken)}, left_out=case.left_out - {row.mentee}
    )

    again = solved(insisting)
    assert row.price(mentor) == Price(solution.matched - again.matched, solution.total - again.total)


@given(CASES, st.randoms(use_true_random=False))
def test_moves_realise_their_price(case, random):
    assume(case.mentees)
    solution = solved(case)
    row = Prices(solution).row(random.randrange(case.shape[0]))
    mentor = random.choice([UNMATCHED, *np.flatnonzero(row.is_possible).tolist()])

    mentor_of = solution.mentor_of.astype(np.int64)
    mentor_of[row.mentee] = mentor
    for move in row.moves(mentor):
        assert mentor_of[move.mentee] == move.before
        mentor_of[move.mentee] = move.after

    matched, points = total(case, mentor_of)
    assert row.price(mentor) == Price(solution.matched - matched, solution.total - points)
    load = np.bincount(mentor_of[mentor_of != UNMATCHED], minlength=case.shape[1])
    assert (load <= case.capacity).all()

"""A fixed share of what `make verify-matching` compares with exhaustive search; the same cases."""

import pytest

from tests.matching.engine.cases import CHANGES_IN_SUITE, SMALL_IN_SUITE, small_case
from tests.matching.engine.comparison import Findings, compare, compare_changes
from tests.matching.engine.reference import exhaustively

SHARES = 6


@pytest.mark.parametrize("share", range(SHARES))
def test_answers_prices_and_moves_are_right_wherever_everything_can_be_tried(share):
    findings = Findings()
    for number in range(share, SMALL_IN_SUITE, SHARES):
        case = small_case(number)
        findings.add(compare(case, exhaustively(case)))

    assert findings.wrong == []


def test_the_changes_suggested_are_those_that_help():
    findings = Findings()
    for number in range(CHANGES_IN_SUITE):
        findings.add(compare_changes(small_case(number)))

    assert findings.wrong == []
    assert findings.compared["suggested change"] > CHANGES_IN_SUITE / 2


def test_the_small_cases_hold_all_that_is_nasty():
    cases = [small_case(number) for number in range(SMALL_IN_SUITE)]

    assert any(not case.mentees for case in cases)
    assert any(case.mentees and not case.mentors for case in cases)
    assert any(case.mentees and case.mentors and not case.allowed.any() for case in cases)
    assert any(case.allowed.any() and not case.scores.any() for case in cases)
    assert {0, 1, 2, 3} <= {int(places) for case in cases for places in case.capacity}
    assert any(0 < case.capacity.sum() < len(case.mentees) for case in cases)
    assert any(case.capacity.sum() > len(case.mentees) > 0 for case in cases)
    assert any(lock.overrides for case in cases for lock in case.locks.values())
    assert any(case.locks and case.left_out and case.worst_first and case.overriding for case in cases)

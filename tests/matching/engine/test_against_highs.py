"""A fixed share of what `make verify-matching` compares with HiGHS; the same cases."""

import pytest

from tests.matching.engine.cases import MEDIUM_IN_SUITE, medium_case
from tests.matching.engine.comparison import Findings, compare, compare_column_generation
from tests.matching.engine.reference import with_highs

SHARES = 4


@pytest.mark.parametrize("share", range(SHARES))
def test_the_engine_agrees_with_a_linear_programme(share):
    findings = Findings()
    for number in range(share, MEDIUM_IN_SUITE, SHARES):
        case = medium_case(number)
        findings.add(compare(case, with_highs(case), mentees=[number % case.shape[0]]))
        findings.add(compare_column_generation(case))

    assert findings.wrong == []

"""A fixed share of what `make verify-matching` compares with HiGHS; the same cases."""

import pytest

from tests.matching.engine.cases import MEDIUM_IN_SUITE
from tests.matching.engine.comparison import Findings, compare_medium

SHARES = 4


@pytest.mark.parametrize("share", range(SHARES))
def test_the_engine_agrees_with_a_linear_programme(share):
    findings = Findings()
    for number in range(share, MEDIUM_IN_SUITE, SHARES):
        findings.add(compare_medium(number))

    assert findings.wrong == []

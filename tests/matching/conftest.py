import pytest

from accounts.models import User
from tests.matching.years import MatchingYear


@pytest.fixture
def year(team_member: User) -> MatchingYear:
    return MatchingYear(team_member)

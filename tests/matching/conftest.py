import pytest

from accounts.models import User
from tests.matching.years import MatchingYear


@pytest.fixture
def year(team_member: User) -> MatchingYear:
    return MatchingYear(team_member)


@pytest.fixture
def team(client, team_member):
    """The browser of somebody of the team."""
    client.force_login(team_member)
    return client


@pytest.fixture
def run(year):
    """Two mentees who both want what one of two mentors offers, matched."""
    year.mentee(0), year.mentee(0)
    year.mentor(0), year.mentor(1)
    return year.run()

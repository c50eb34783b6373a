"""What the tests of this folder share."""

import pytest

from accounts.models import Role, User
from mentoring.models import Pairing
from tests import factories
from tests.privacy import lives


@pytest.fixture
def team() -> User:
    return factories.RoleAssignmentFactory(role=Role.TEAM).user


@pytest.fixture
def tandem() -> Pairing:
    return lives.a_year_together()


@pytest.fixture
def former(tandem, team) -> Pairing:
    lives.end(tandem, by=team)
    return tandem

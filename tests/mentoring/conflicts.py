"""Somebody of the team who takes part, and what she reads when she decides in her own year."""

from accounts.models import Role, User
from mentoring.models import Mentee, Mentor
from tests import factories

OF_HER_YEAR = "an diesem Jahrgang selbst teil"


def of_team(side: Mentee | Mentor) -> User:
    """Give somebody who takes part the role of the team."""
    return factories.RoleAssignmentFactory(role=Role.TEAM, user=side.participation.user).user

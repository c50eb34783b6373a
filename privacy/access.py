"""Who deletes somebody's data, and who reads what is left of deletions."""

from django.contrib.auth.models import AnonymousUser

from accounts import access
from accounts.models import User


def may_read_reports(user: User | AnonymousUser) -> bool:
    """Whoever answers for the programme or for the installation; the reports name nobody."""
    return access.is_team(user) or access.is_administration(user)


def may_erase(user: User | AnonymousUser) -> bool:
    """The project team: it knows the programme, and to it people turn with their rights."""
    return access.is_team(user)

"""Who sees what of the outbox. Which person got which reminder is shown to nobody (R10)."""

from django.contrib.auth.models import AnonymousUser

from accounts import access as accounts
from accounts.models import User


def may_see_counts(user: User | AnonymousUser) -> bool:
    """Messages as counts per kind and state, and addresses that cannot be reached: the project team."""
    return accounts.is_team(user)


def may_resend(user: User | AnonymousUser) -> bool:
    return accounts.is_team(user)

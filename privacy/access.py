"""Who deletes somebody's data, who reads what is left of deletions, and who fetches what."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts import access
from accounts.models import User
from privacy.models import DataExport


def may_read_reports(user: User | AnonymousUser) -> bool:
    """Whoever answers for the programme or for the installation; the reports name nobody."""
    return access.is_team(user) or access.is_administration(user)


def may_erase(user: User | AnonymousUser) -> bool:
    """The project team: it knows the programme, and to it people turn with their rights."""
    return access.is_team(user)


def exports_of(user: User | AnonymousUser) -> QuerySet[DataExport]:
    """One's own, the newest first, and nobody else's: the project team fetches nothing for others."""
    if not isinstance(user, User):
        return DataExport.objects.none()
    return DataExport.objects.filter(user=user).order_by("-requested_at", "-pk")

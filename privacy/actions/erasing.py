"""Lets go of a person: what she has asked for about herself."""

from datetime import datetime

from accounts.models import User
from privacy.models import DataExport


def erase(user: User, now: datetime) -> None:
    """Delete her exports, with the files that she has not fetched. A worker that is at one keeps nothing."""
    DataExport.objects.filter(user=user).delete()

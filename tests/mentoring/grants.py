"""What is open to an adviser, without the step by which the team opens it."""

from datetime import date, timedelta
from typing import Any

from accounts.models import User
from mentoring import grant_access
from mentoring.models import AdviserGrant, GrantPurpose, Mentee, Mentor, Pairing
from tests.factories import NOW, TODAY

REASON = "Passt das Vorhaben zu unserem Programm?"


def grant_on(about: Mentee | Mentor | Pairing, adviser: User, **fields: Any) -> AdviserGrant:
    """Return a grant that holds from today on for two weeks, unless `fields` say otherwise."""
    is_tandem = isinstance(about, Pairing)
    values = {
        "purpose": GrantPurpose.TANDEM if is_tandem else GrantPurpose.SELECTION,
        "pairing": about if is_tandem else None,
        "participation": None if is_tandem else about.participation,
        "reason": REASON,
        "starts_on": TODAY,
        "ends_on": TODAY + timedelta(days=14),
        "given_at": NOW,
    }
    return AdviserGrant.objects.create(adviser=adviser, **values | fields)


def is_open(adviser: User, on: date = TODAY) -> bool:
    """Ask as a request would: with the account as it is now."""
    return grant_access.grants_open_to(User.objects.get(pk=adviser.pk), on).exists()

"""Notes who signed in and who was refused. Never what was typed.

What a limit refuses is not tried, and not noted: so nobody fills the log.
"""

from datetime import datetime
from ipaddress import ip_address, ip_network
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from accounts.encryption import keyed_hash
from accounts.models import Factor, SignIn, User, Way

FIRST_STEPS = {
    "code": Way.CODE,
    "password": Way.PASSWORD,
    "invitation": Way.INVITATION,
    "socialaccount": Way.IDENTITY,
}
SECOND_STEP = "mfa"
# A provider gives each of its customers so many addresses.
ONE_NETWORK = 64


def note_sign_in(*, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Note that somebody is signed in. Called whenever somebody is, whichever way she came."""
    way, factor = _steps(request, user)
    _note(request, user.pk, way, factor, was_let_in=True)


def note_refusal(request: HttpRequest, way: Way, account_id: int | None) -> None:
    """Note that somebody was not let in, with the account that it was about; None where that is nobody's."""
    _note(request, account_id, way, Factor.NONE, was_let_in=False)


def note_refusal_of(request: HttpRequest, user: User) -> None:
    """Note that somebody whose first step was right was not let in all the same."""
    way, _factor = _steps(request, user)
    note_refusal(request, way, user.pk)


def account_of(email: str) -> int | None:
    """Return whose account an address names. Asks the same of the database for every address."""
    found = User.objects.filter(Q(email=email) | Q(employee__email=email)).order_by("pk")
    return found.values_list("pk", flat=True).first()


def _steps(request: HttpRequest, user: User) -> tuple[Way, Factor]:
    """Say by what somebody has come so far in this session."""
    methods = [(record["method"], record.get("type", "")) for record in get_authentication_records(request, user)]
    first = [FIRST_STEPS[method] for method, _type in methods if method in FIRST_STEPS]
    factor = methods[-1][1] if methods and methods[-1][0] == SECOND_STEP else ""
    return first[-1] if first else Way.OTHER, Factor(factor)


def _note(request: HttpRequest, account_id: int | None, way: Way, factor: Factor, *, was_let_in: bool) -> None:
    now = timezone.now()
    SignIn.objects.create(
        at=now,
        account_id=account_id,
        way=way,
        factor=factor,
        was_let_in=was_let_in,
        place=place_of(request.META.get("REMOTE_ADDR", ""), now),
    )


def place_of(address: str, now: datetime) -> str:
    """Return what stands for a network address today; tomorrow the same address is another place."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    network = ip_network((found, ONE_NETWORK), strict=False) if found.version == 6 else found
    return keyed_hash("sign-in", timezone.localdate(now).isoformat(), str(network))[:32]

"""Links that let an invited person in.

A link is made while its mail is written and stored nowhere. It is signed, works for two weeks and
once: it names a number of the account which is another one after each sign-in. Opening it changes
nothing, since programmes that look for viruses open links too; a button on the page signs in.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import access, changed_addresses
from accounts.encryption import keyed_hash
from accounts.models import User

SALT = "accounts.invitations"
VALID_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Invitation:
    """What a link says: for whom it is, where it leads, and whether it still lets her in."""

    user: User
    next_path: str
    is_open: bool


def link_for(user: User, next_path: str) -> str:
    """Return the address that lets a person in and leads her to a page of this site.

    Raises:
        ValueError: when the page is not one of this site.
    """
    if not next_path.startswith("/") or not url_has_allowed_host_and_scheme(next_path, allowed_hosts=None):
        raise ValueError(f"{next_path!r} is no page of this site.")
    token = signing.dumps([user.pk, _moment(user), next_path], salt=SALT)
    return settings.BASE_URL + reverse("accounts:invitation", args=[token])


def read(token: str, *, lock: bool = False) -> Invitation | None:
    """Return what a link says, or None for one that was not made here.

    With `lock` nobody else can use it until the transaction ends.
    """
    try:
        pk, moment, next_path = signing.loads(token, salt=SALT)
        is_fresh = _is_fresh(token)
    except signing.BadSignature:
        return None
    users = User.objects.select_for_update(of=("self",)) if lock else User.objects.all()
    user = users.select_related("employee").filter(pk=pk).first()
    if user is None:
        return None
    may_come_in = access.may_sign_in(user) and not changed_addresses.is_new(user, timezone.now())
    is_open = is_fresh and moment == _moment(user) and may_come_in
    return Invitation(user=user, next_path=next_path, is_open=is_open)


def _is_fresh(token: str) -> bool:
    try:
        signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.SignatureExpired:
        return False
    return True


def _moment(user: User) -> str:
    """Name the number and the address without telling them: the link can be read."""
    return keyed_hash("invitation", user.pk, user.email, user.invitation_nonce)[:32]

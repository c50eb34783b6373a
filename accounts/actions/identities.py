"""Identities at the town's provider: tied to accounts, and let go again. Their owner is told of it by mail."""

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import signin
from accounts.actions import accounts, signing_in
from accounts.errors import Refused
from accounts.models import Employee, User
from accounts.signals import SignInChange


def is_connected(user: User, *, issuer: str) -> bool:
    return SocialAccount.objects.filter(user=user, provider=issuer).exists()


@transaction.atomic
def first_sign_in(*, issuer: str, subject: str, email: str) -> User | None:
    """Open the account of somebody in the directory whose address the provider has proved, and tie it to her identity.

    Returns None for everybody else: who does not stand there or has left, and whoever has an account, or an
    address that an account has. Those are never taken over by an address; they are tied from a session.
    """
    employee = Employee.objects.active().select_for_update(of=("self",)).filter(email=email).first() if email else None
    if employee is None:
        return None
    known = SocialAccount.objects.filter(provider=issuer, uid=subject).first()
    if known is not None:
        # Two windows at once: the other one was quicker.
        return known.user
    if User.objects.filter(Q(employee=employee) | Q(email=employee.email)).exists():
        return None
    user = accounts.open_account(employee)
    SocialAccount.objects.create(user=user, provider=issuer, uid=subject)
    signing_in.tell_of_change(user, SignInChange.IDENTITY_CONNECTED)
    return user


@transaction.atomic
def connect(user: User, *, issuer: str, subject: str) -> None:
    """Tie an identity to the account of somebody who is signed in and has just proved it.

    Raises:
        Refused: when it belongs to another account, or she has tied another one.
    """
    user = accounts.lock_account(user)
    if SocialAccount.objects.filter(user=user, provider=issuer).exclude(uid=subject).exists():
        raise Refused(_("Another identity is connected with your account. Please disconnect that one first."))
    identity, is_new = SocialAccount.objects.get_or_create(provider=issuer, uid=subject, defaults={"user": user})
    if identity.user_id != user.pk:
        raise Refused(_("This identity is connected with another account here. Please write to the project team."))
    if is_new:
        signing_in.tell_of_change(user, SignInChange.IDENTITY_CONNECTED)


@transaction.atomic
def disconnect(user: User, *, issuer: str) -> bool:
    """Let an identity go; return whether there was one.

    Raises:
        Refused: when she could not sign in any more.
    """
    user = accounts.lock_account(user)
    identities = SocialAccount.objects.filter(user=user, provider=issuer)
    if identities.exists() and not user.has_usable_password() and not signin.gets_code(user, timezone.now()):
        raise Refused(_("Without it you could not sign in any more: codes by mail do not reach this account."))
    removed, _by_model = identities.delete()
    if removed:
        signing_in.tell_of_change(user, SignInChange.IDENTITY_DISCONNECTED)
    return bool(removed)

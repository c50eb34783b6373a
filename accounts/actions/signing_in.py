"""What people, and the administration for them, change about how they sign in."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit, second_factor, sessions
from accounts.actions import accounts
from accounts.errors import Refused
from accounts.models import Session, User
from accounts.models.users import new_nonce
from accounts.signals import SignInChange, sign_in_changed


def end_session(user: User, stored_key: str) -> int:
    """End one of somebody's own sessions, named by the hash of its key; return how many ended."""
    ended, _by_model = Session.objects.filter(user=user, session_key=stored_key).delete()
    return ended


def end_other_sessions(user: User, *, but: str | None, now: datetime) -> int:
    """End all of somebody's sessions but the one with this key; return how many of them still let her in."""
    others = Session.objects.filter(user=user)
    if but is not None:
        others = others.exclude(session_key=sessions.stored(but))
    ended = others.filter(pk__in=sessions.standing(user, now=now).values("pk")).count()
    others.delete()
    return ended


def end_sessions_of_old_password(*, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """End the other sessions of somebody who has just set or changed her password, and tell her of it."""
    end_other_sessions(user, but=request.session.session_key, now=timezone.now())
    tell_of_change(user, SignInChange.PASSWORD_CHANGED)


def tell_of_change(user: User, what: SignInChange) -> None:
    """Tell somebody by mail what was changed about her sign-in. Called in the transaction of the change."""
    sign_in_changed.send(sender=User, user=user, what=what)


def use_up_invitations(*, user: User, **kwargs: Any) -> None:
    """Let the invitations of somebody who has just signed in lead nowhere any more.

    From now on her account holds what is hers, so that a changed address waits.
    """
    user.invitation_nonce, user.has_signed_in = new_nonce(), True
    user.save(update_fields=["invitation_nonce", "has_signed_in"])


def drop_short_password(user: User) -> bool:
    """Disable a password that is too short without a second factor, now that there is none.

    Returns whether it was disabled; then she signs in by code, or sets another one.
    """
    if not user.password_is_short or second_factor.is_set_up(user):
        return False
    user.set_unusable_password()
    user.password_is_short = False
    user.save(update_fields=["password", "password_is_short"])
    return True


@transaction.atomic
def remove_second_factor(user: User, *, by: User | None) -> None:
    """Remove the second factor of somebody who has lost it, and sign her out everywhere.

    Without `by` it was the command line. Her next sign-in takes one step; the admin stays closed until
    she has set up a new factor.

    Raises:
        Refused: when it is one's own: that is done on the own page, with the factor as proof.
    """
    if by is not None and by.pk == user.pk:
        raise Refused(_("You remove your own second factor under “My account”."))
    user = accounts.lock_account(user)
    if not second_factor.is_set_up(user):
        return
    Authenticator.objects.filter(user=user).delete()
    drop_short_password(user)
    Session.objects.filter(user=user).delete()
    audit.record("account.factor_removed", user, by=by)
    tell_of_change(user, SignInChange.FACTOR_REMOVED)

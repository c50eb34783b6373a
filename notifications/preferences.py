"""How somebody wants to be written to. Most people never say, and the defaults hold."""

from django.core.exceptions import ObjectDoesNotExist

from accounts.models import User
from notifications.models import MailPreference


def preference_of(user: User) -> MailPreference:
    """Return what somebody chose, or the defaults, unsaved."""
    try:
        return user.mail_preference
    except ObjectDoesNotExist:
        return MailPreference(user=user)

"""What people are told when something about how they sign in was changed, by themselves or by somebody else."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import changed_addresses
from accounts.models import User
from accounts.signals import SignInChange
from notifications import kinds, outbox
from notifications.models import Message

# What happened, without what is anybody's secret: no device, no name, no place.
WORDS = {
    SignInChange.FACTOR_ADDED: _("a second factor was set up"),
    SignInChange.FACTOR_REMOVED: _("a second factor was removed"),
    SignInChange.CODES_RENEWED: _("the recovery codes were made anew"),
    SignInChange.PASSWORD_CHANGED: _("the password was set or changed"),
    SignInChange.IDENTITY_CONNECTED: _("an account of the town was connected"),
    SignInChange.IDENTITY_DISCONNECTED: _("an account of the town was disconnected"),
    SignInChange.ADDRESS_CHANGED: _(
        "your work e-mail in the directory is another one now. "
        "For some days codes for signing in still come to the earlier one"
    ),
}


class SignInChanged(kinds.Kind):
    """Something about the sign-in was changed. It says what to do when it was not she."""

    code = "sign-in-changed"
    label = _("A change of your sign-in")
    audience = _("Everybody with an account")
    occasion = _("When second factor, recovery codes, password, work e-mail or the account of the town are changed")

    def is_still_true(self, message: Message, now: datetime) -> bool:
        return True

    def link(self, message: Message) -> str:
        return kinds.link_to("accounts:account")

    def address(self, recipient: User) -> str:
        """Write to the address by which she is known: a new one may be that of whoever changed it."""
        return changed_addresses.address_to_tell(recipient, timezone.now())

    def context(self, message: Message) -> Mapping[str, Any]:
        return {"what": str(WORDS[SignInChange(message.references["what"])])}

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(reader, what=SignInChange.FACTOR_ADDED.value)


def tell(*, user: User, what: SignInChange, **kwargs: Any) -> None:
    """Tell somebody of one change, in its transaction. Each change is an occasion of its own."""
    occasion = f"{user.pk}:{what.value}:{timezone.now().isoformat()}"
    outbox.queue(SignInChanged.code, occasion, recipient=user, what=what.value)

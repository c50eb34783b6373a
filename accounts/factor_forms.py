"""The forms around the second factor: allauth's, in the programme's words."""

import struct
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

# Seconds during which a code of an app is right.
CODE_IS_RIGHT_FOR = (2 * app_settings.TOTP_TOLERANCE + 1) * app_settings.TOTP_PERIOD

# What the readers of JSON, CBOR and keys stumble over; they promise nothing for what no passkey has signed.
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, RecursionError, struct.error)


def say_code(field: forms.Field, *, help_text: Any) -> None:
    """Ask for a code of digits, on a phone with the digits of its keyboard."""
    field.label = _("Code")
    field.help_text = help_text
    field.error_messages["required"] = _("Please enter the code.")
    field.widget.attrs.update({"inputmode": "numeric", "maxlength": "20", "class": "m-input-short"})
    field.widget.attrs.pop("placeholder", None)


class OnceOnlyMixin:
    """Takes a code once: allauth forgets it before it has become wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_code(self.fields["code"], help_text=_("From your authenticator app, or one of your recovery codes."))  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        used: Authenticator = self.authenticator  # type: ignore[attr-defined]
        if used.type == Authenticator.Type.TOTP:
            digits = "".join(character for character in code if character.isdigit())
            if not cache.add(f"second-factor-used:{used.pk}:{digits}", "y", timeout=CODE_IS_RIGHT_FOR):
                raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(OnceOnlyMixin, base_forms.AuthenticateForm):
    """Asks for the second factor while signing in."""


class ReauthenticateForm(OnceOnlyMixin, base_forms.ReauthenticateForm):
    """Asks for the second factor of somebody who is signed in."""


class ActivateTOTPForm(AllauthActivateTOTPForm):
    """Asks for the first code of an app, which shows that it was set up rightly."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_code(self.fields["code"], help_text=_("Six digits, as the app shows them now."))

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()
        except forms.ValidationError as refusal:
            # allauth's sentence speaks of passkeys as well, which nobody has here.
            if refusal.code != "incorrect_code":
                raise
            raise forms.ValidationError(
                _("This code is not right. Please type the one that the app shows now.")
            ) from None
        return code


class PasskeyAnswerMixin:
    """Refuses in words whatever a program sends in the place of what a passkey has signed."""

    def full_clean(self) -> None:
        try:
            super().full_clean()  # type: ignore[misc]
        except UNREADABLE:
            # The field would read it once more to show it.
            self.data = {**self.data.dict(), "credential": ""}  # type: ignore[has-type]
            self.add_error(None, get_adapter().validation_error("incorrect_code"))  # type: ignore[attr-defined]


class AuthenticatePasskeyForm(PasskeyAnswerMixin, webauthn_forms.AuthenticateWebAuthnForm):
    """Takes what the browser says about a passkey while somebody signs in."""


class ReauthenticatePasskeyForm(PasskeyAnswerMixin, webauthn_forms.ReauthenticateWebAuthnForm):
    """Takes what the browser says about a passkey of somebody who is signed in."""


class AddPasskeyForm(PasskeyAnswerMixin, webauthn_forms.AddWebAuthnForm):
    """Takes what the browser says about a new passkey, and a name for it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label = _("Name")
        name.help_text = _("So that you recognise it later, such as “Work computer”.")
        name.widget.attrs.update({"maxlength": "60", "autocomplete": "off"})

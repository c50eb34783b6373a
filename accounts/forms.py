"""The forms around the account."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.passwords import EnoughCharacters

# A sentence of allauth's own forms, which its German catalogue says in another tone.
gettext_noop("You must type the same password each time.")

EMAIL_ERRORS = {
    "required": _("Please enter your work e-mail."),
    "invalid": _("This does not look like an e-mail address. It should be like name@example.org."),
}


def say_work_email(field: forms.Field) -> None:
    """Ask for the work e-mail in the programme's words."""
    field.label = _("Work e-mail")
    field.error_messages.update(EMAIL_ERRORS)
    field.widget.attrs["spellcheck"] = "false"
    field.widget.attrs.pop("placeholder", None)


def say_password(field: forms.Field, label: Any, *, help_text: Any = "") -> None:
    """Label a password field in the programme's words, without allauth's link to a reset."""
    field.label = label
    field.help_text = help_text
    field.error_messages["required"] = _("Please enter the password.")
    field.widget.attrs.pop("placeholder", None)


class RequestLoginCodeForm(allauth_forms.RequestLoginCodeForm):
    """Asks for the work e-mail to which a code is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_work_email(self.fields["email"])

    def clean_email(self) -> str:
        """Count the attempt, and ask nothing else: whose address it is matters when the code comes back."""
        email: str = self.cleaned_data["email"]
        if not ratelimit.consume(context.request, action="request_login_code", key=email):
            raise get_adapter().validation_error("too_many_login_attempts")
        return email


class ConfirmLoginCodeForm(allauth_forms.ConfirmLoginCodeForm):
    """Asks for the code from the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("Code from the mail")
        code.help_text = _("Eight digits. You need not type the hyphen.")
        code.error_messages["required"] = _("Please enter the code from the mail.")
        code.widget.attrs.update({"inputmode": "numeric", "maxlength": "20", "class": "m-input-short"})
        code.widget.attrs.pop("placeholder", None)


class PasswordSignInForm(allauth_forms.LoginForm):
    """Asks those who have a password for it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_work_email(self.fields["login"])
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        say_password(self.fields["password"], _("Password"))


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """Replaces a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_password(self.fields["oldpassword"], _("Present password"))
        say_password(self.fields["password1"], _("New password"), help_text=EnoughCharacters().get_help_text())
        say_password(self.fields["password2"], _("New password again"))


class SetPasswordForm(allauth_forms.SetPasswordForm):
    """Gives a password to an account that has none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_password(self.fields["password1"], _("Password"), help_text=EnoughCharacters().get_help_text())
        say_password(self.fields["password2"], _("Password again"))


class ConfirmPasswordForm(allauth_forms.ReauthenticateForm):
    """Asks somebody who is signed in for her password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_password(self.fields["password"], _("Password"))

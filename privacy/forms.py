"""Whose data is to be deleted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import EMAIL_ERRORS
from accounts.models import Employee, User
from privacy.actions.erasure import Person


class PersonForm(forms.Form):
    """Finds somebody by the work e-mail: an account, or a directory entry without one."""

    email = forms.EmailField(
        label=_("Work e-mail of the person"),
        error_messages=EMAIL_ERRORS | {"required": _("Please enter the work e-mail address of the person.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    person: Person

    def clean_email(self) -> Any:
        email = self.cleaned_data["email"].strip().lower()
        found = User.objects.filter(email=email, erased_at=None).first()
        person = found or Employee.objects.filter(email=email, user=None).first()
        if person is None:
            raise forms.ValidationError(_("Nobody with this address is known here."))
        self.person = person
        return email

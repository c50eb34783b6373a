"""Input of an exclusion, for mentees and mentors alike (R4 b)."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ExclusionForm(forms.Form):
    """Somebody whom the author does not want as partner, by work e-mail."""

    email = forms.EmailField(
        label=_("Work e-mail of this person"),
        help_text=_("Nobody but you reads whom you name, the project team neither. You need not say why."),
        # The directory is no business of the browser's memory.
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

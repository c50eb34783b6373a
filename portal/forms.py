"""Reporting a barrier: what is in the way, where, and whom to answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.models.barriers import WHERE_LENGTH

# A field that nobody sees: programs that fill in every form fill it in as well.
TRAP = "website"


class BarrierForm(forms.Form):
    """Anybody may send it. Instead of a picture puzzle there is a field that people leave empty."""

    text = forms.CharField(
        label=gettext_lazy("What is in your way?"),
        help_text=gettext_lazy("What did you want to do, and what happened? Please write nothing confidential."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
    )
    where = forms.CharField(
        label=gettext_lazy("Where?"),
        help_text=gettext_lazy("The address of the page, or a few words."),
        max_length=WHERE_LENGTH,
        required=False,
    )
    reply_to = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("If you would like an answer. Without it we do not learn who you are."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        max_length=254,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what was filled in by a program, in words for a person whose browser did it for her."""
        if self.data.get(TRAP):
            raise forms.ValidationError(_("Your browser has filled in a hidden field. Please simply send it again."))
        return super().clean() or self.cleaned_data

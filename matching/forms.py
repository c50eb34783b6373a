"""Input of the team for a tandem proposed by hand."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ProposalForm(forms.Form):
    """Which mentor; the reason counts only where a rule may be overridden."""

    mentor = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Please choose a mentor."), "invalid": _("Please choose a mentor.")},
    )
    reason = forms.CharField(max_length=500, required=False)

"""Input for the agreement of a tandem."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.models import Agreement


class AgreementForm(forms.Form):
    """What a tandem sets itself; the rest of the agreement is the same for all.

    The fields stand inside the letter; a label names its field in the list of errors as well.
    """

    rhythm_weeks = forms.IntegerField(
        label=_("Weeks between two meetings"), min_value=1, max_value=26, help_text=_("Six are usual.")
    )
    place = forms.CharField(label=_("Usual place"), max_length=200, required=False)
    focus = forms.CharField(
        label=_("In our own words"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        required=False,
        help_text=_("The topics of the open goals stand in the agreement anyway."),
    )
    if_it_does_not_fit = forms.CharField(
        label=_("What we do then"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
        help_text=_(
            "If you leave this empty, it says: "
            "“We talk about it openly. Each of us can turn to the project team at any time.”"
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def values_of(cls, agreement: Agreement) -> dict[str, Any]:
        """Return what the form shows of an agreement."""
        text = agreement.text
        return {
            "rhythm_weeks": agreement.rhythm_weeks,
            "place": text.place,
            "focus": text.focus,
            "if_it_does_not_fit": text.if_it_does_not_fit,
            "version": agreement.version,
        }


class ConfirmForm(forms.Form):
    """The ticks under the agreement."""

    keeps_confidential = forms.BooleanField(
        label=_("What we talk about stays between us."), error_messages={"required": _("Please confirm this.")}
    )
    has_no_authority = forms.BooleanField(
        label=_("Neither of us has authority over the other, now or foreseeably in this year."),
        error_messages={"required": _("Please confirm this.")},
    )
    shares_goals = forms.BooleanField(
        label=_("My mentor may read my words for all my open goals."),
        required=False,
        help_text=_("You can also share goal by goal, and take it back."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_mentee: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_mentee:
            del self.fields["shares_goals"]

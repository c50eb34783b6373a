"""Input for messages to the project team or the adviser (R13)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.models import RequestKind
from mentoring.models.requests import RequestRecipient

ABOUT_THE_TANDEM = (RequestKind.TANDEM, RequestKind.CHANGE)


class RequestForm(forms.Form):
    """A confidential message. Who has no tandem is not asked about one."""

    recipient = forms.ChoiceField(
        label=_("Who should read it?"),
        choices=RequestRecipient.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Everybody in the project team, or whoever is an adviser until one of them has answered; "
            "after that only that one. Never your tandem partner."
        ),
    )
    kind = forms.ChoiceField(label=_("What is it about?"), choices=RequestKind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Your message"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=4000,
        help_text=_("Your tandem partner does not learn of it."),
    )

    def __init__(self, *args: Any, may_write_to_adviser: bool, has_tandem: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_write_to_adviser:
            del self.fields["recipient"]
        if not has_tandem:
            self.fields["kind"].choices = [
                (kind.value, kind.label) for kind in RequestKind if kind not in ABOUT_THE_TANDEM
            ]
            self.fields["text"].help_text = ""

    @property
    def chosen_recipient(self) -> RequestRecipient:
        return RequestRecipient(self.cleaned_data.get("recipient", RequestRecipient.TEAM))


class AnswerForm(forms.Form):
    """An answer, read behind the sign-in."""

    text = forms.CharField(label=_("Your answer"), widget=forms.Textarea(attrs={"rows": 8}), max_length=4000)

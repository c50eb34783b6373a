"""Input of the team for approving and announcing, and its messages."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.models import Mentee, Pairing


class ChosenField(forms.TypedMultipleChoiceField):
    """Things of a list with a box each; gives back the things that were ticked."""

    def __init__(self, things: Iterable[tuple[Any, str]], *, label: Any, ticked: bool, **kwargs: Any) -> None:
        self._things = {str(thing.pk): thing for thing, _words in things}
        super().__init__(
            label=label,
            choices=[(str(thing.pk), words) for thing, words in things],
            coerce=self._things.__getitem__,
            initial=list(self._things) if ticked else [],
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": _("Please choose at least one."),
                "invalid_choice": _("The list has changed in the meantime. Please look at it again."),
            },
            **kwargs,
        )


class ReasonForm(forms.Form):
    """Why an exception from a rule is right."""

    reason = forms.CharField(
        label=_("Reason for the exception"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It is kept with the tandem."),
        error_messages={"required": _("Please say why this exception is right.")},
    )


class ApprovalForm(forms.Form):
    """The open proposals, all ticked."""

    def __init__(self, proposals: list[tuple[Pairing, str]], data: Any = None) -> None:
        super().__init__(data)
        self.fields["proposals"] = ChosenField(proposals, label=_("Proposed tandems"), ticked=True)


class AnnouncementForm(forms.Form):
    """What can be announced. Who is turned down is ticked one by one, after a talk was offered."""

    mark_optional = False

    def __init__(
        self,
        tandems: list[tuple[Pairing, str]],
        decisions: list[tuple[Mentee, str]],
        turned_down: list[tuple[Mentee, str]],
        data: Any = None,
    ) -> None:
        super().__init__(data)
        if tandems:
            self.fields["tandems"] = ChosenField(
                tandems, label=_("Approved tandems: both partners are told"), ticked=True, required=False
            )
        if decisions:
            self.fields["decisions"] = ChosenField(
                decisions, label=_("Decisions on applications"), ticked=True, required=False
            )
        if turned_down:
            self.fields["turned_down"] = ChosenField(
                turned_down,
                label=_("Declined, or no tandem: a talk was offered to"),
                ticked=False,
                required=False,
                help_text=_("A person brings this news. Tick only those to whom a talk was offered."),
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not self.errors and not any(values.values()):
            raise forms.ValidationError(_("Please choose at least one."))
        return values

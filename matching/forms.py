"""Input of the team for the matching."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from matching.models import Criterion, Proposal, Quality, Weighting
from mentoring.forms.admin_pairings import ChosenField


class ProposalForm(forms.Form):
    """Which mentor; the reason counts only where a rule may be overridden."""

    mentor = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Please choose a mentor."), "invalid": _("Please choose a mentor.")},
    )
    reason = forms.CharField(max_length=500, required=False)


class WeightingForm(forms.ModelForm):
    """The weights in words, with the version that the page showed, and what holds now wherever that differs.

    `instance` has the weights to begin with, `present` are those of the year.
    """

    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Weighting
        fields = Weighting.SETTINGS
        widgets = dict.fromkeys(Criterion.values, forms.RadioSelect)

    def __init__(self, data: Any = None, *, instance: Weighting, present: Weighting) -> None:
        super().__init__(data, instance=instance, initial={"seen_version": instance.version})
        for name in Criterion.values:
            # A weight always has a value: no empty choice.
            self.fields[name].choices = Weighting._meta.get_field(name).choices
        for name, value in present.snapshot().items():
            shown = self[name]
            if str(shown.value()) != str(value):
                so_far = _("So far: %(value)s.") % {"value": Weighting.words_of(name, value)}
                shown.help_text = f"{shown.help_text} {so_far}".strip()

    @property
    def has_expert_errors(self) -> bool:
        experts = set(Weighting.SETTINGS) - set(Criterion.values)
        return bool(experts & self.errors.keys()) or self.has_error(NON_FIELD_ERRORS, "points_in_order")

    @property
    def settings(self) -> dict[str, Any]:
        """What was chosen, as the action wants it."""
        return {name: self.cleaned_data[name] for name in Weighting.SETTINGS}


class ProposalsForm(forms.Form):
    """Proposals that can be approved, all ticked, with the revision of the run that the page showed."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, proposals: Iterable[tuple[Proposal, str]], *, revision: int, data: Any = None) -> None:
        super().__init__(data, initial={"revision": revision})
        self.fields["proposals"] = ChosenField(list(proposals), label=_("Proposed tandems"), ticked=True)


class ChangeForm(forms.Form):
    """The revision of the run that the page showed."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class ExceptionForm(ChangeForm):
    """A change that needs an exception from a rule, with its reason."""

    reason = forms.CharField(
        label=_("Reason for the exception"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It is kept with the tandem."),
        error_messages={"required": _("Please say why this exception is right.")},
    )


class RunFilterForm(forms.Form):
    """Which proposals of a run are shown."""

    mark_optional = False

    ALL, UNDECIDED, APPROVED, LEFT_OVER, HINTS = "", "undecided", "approved", "left_over", "hints"

    q = forms.CharField(
        label=_("Name"), max_length=100, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    show = forms.ChoiceField(
        label=_("Where it stands"),
        required=False,
        choices=[
            (ALL, _("all")),
            (UNDECIDED, _("not decided")),
            (HINTS, _("with something to look at")),
            (LEFT_OVER, _("without a proposal")),
            (APPROVED, _("approved")),
        ],
    )
    quality = forms.ChoiceField(label=_("Fit"), required=False, choices=[("", _("all")), *Quality.choices])

"""Input of the team for the matching."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.ids import GREATEST
from matching.models import Criterion, Proposal, Quality, Weighting
from matching.models.weights import HIGHEST_POINTS, LOWEST_POINTS
from mentoring.forms.admin_pairings import ChosenField, ReasonForm


class ProposalForm(forms.Form):
    """Which mentor; the reason counts only where a rule may be overridden."""

    mentor = forms.IntegerField(
        widget=forms.HiddenInput,
        max_value=GREATEST,
        error_messages=dict.fromkeys(["required", "invalid", "max_value"], _("Please choose a mentor.")),
    )
    reason = forms.CharField(max_length=500, required=False)


class RevisionField(forms.IntegerField):
    """The revision or version that a page showed. What is no number is none that ever was.

    So whoever sent it reads what everybody reads whose page is no longer the newest.
    """

    widget = forms.HiddenInput
    NEVER = -1

    def clean(self, value: Any) -> int:
        try:
            return super().clean(value)
        except forms.ValidationError:
            return self.NEVER


def _points_field(name: str) -> forms.IntegerField:
    """Return the field for the points of a word, which says the range before and after somebody leaves it."""
    within = {"lowest": LOWEST_POINTS, "highest": HIGHEST_POINTS}
    return forms.IntegerField(
        label=capfirst(Weighting._meta.get_field(name).verbose_name),
        min_value=LOWEST_POINTS,
        max_value=HIGHEST_POINTS,
        help_text=format_lazy(_("Between {lowest} and {highest}, rising from low to high."), **within),
        error_messages=dict.fromkeys(
            ["min_value", "max_value", "invalid"],
            format_lazy(_("Please enter a whole number between {lowest} and {highest}."), **within),
        ),
    )


class WeightingForm(forms.ModelForm):
    """The weights in words, with the version that the page showed, and what holds now wherever that differs.

    `instance` has the weights to begin with, `present` are those of the year.
    """

    points_high = _points_field("points_high")
    points_medium = _points_field("points_medium")
    points_low = _points_field("points_low")
    seen_version = RevisionField()

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

    revision = RevisionField()

    def __init__(self, proposals: Iterable[tuple[Proposal, str]], *, revision: int, data: Any = None) -> None:
        super().__init__(data, initial={"revision": revision})
        self.fields["proposals"] = ChosenField(list(proposals), label=_("Proposed tandems"), ticked=True)


class ChangeForm(forms.Form):
    """The revision of the run that the page showed."""

    revision = RevisionField()


class ExceptionForm(ReasonForm, ChangeForm):
    """A change that needs an exception from a rule, with its reason."""


class RunFilterForm(forms.Form):
    """Which proposals of a run are shown."""

    mark_optional = False

    ALL, UNDECIDED, APPROVED, LEFT_OVER, HINTS = "", "undecided", "approved", "left_over", "hints"
    HELD, TAKEN_OUT, EXCEPTION = "held", "taken_out", "exception"

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
            (EXCEPTION, _("with an exception from a rule")),
            (HELD, _("held fast")),
            (LEFT_OVER, _("without a proposal")),
            (TAKEN_OUT, _("taken out")),
            (APPROVED, _("approved")),
        ],
    )
    quality = forms.ChoiceField(label=_("Fit"), required=False, choices=[("", _("all")), *Quality.choices])

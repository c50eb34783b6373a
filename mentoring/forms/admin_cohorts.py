"""Input of the team for programme years, and its messages."""

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.errors import Conflict
from accounts.models import OrgUnit
from mentoring.models import Cohort, Criterion

# Each date with the one before it. All but the last may fall on the same day.
ORDER = (
    ("applications_close_on", "applications_open_on"),
    ("starts_on", "applications_close_on"),
    ("acquaintance_ends_on", "starts_on"),
    ("ends_on", "acquaintance_ends_on"),
)


class Day(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class CohortForm(forms.ModelForm):
    """A year as the team writes it, with the version that the page showed."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Cohort
        fields = (
            "title",
            "introduction",
            "requirements",
            "applications_open_on",
            "applications_close_on",
            "starts_on",
            "acquaintance_ends_on",
            "ends_on",
            "organisations",
            "minimum_mentor_level",
            "organisation_rule",
            "minimum_level_distance",
            "minimum_open_goals",
            "rhythm_weeks",
            *Cohort.reminder_fields(),
        )
        widgets = {
            "applications_open_on": Day(),
            "applications_close_on": Day(),
            "starts_on": Day(),
            "acquaintance_ends_on": Day(),
            "ends_on": Day(),
            "title": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "organisations": forms.CheckboxSelectMultiple,
            "introduction": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
            "requirements": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = self.instance.version
        organisations = self.fields["organisations"]
        organisations.queryset = OrgUnit.objects.organisations().active().order_by("name")
        if len(organisations.queryset) == 1 and not self.instance.pk:
            organisations.initial = organisations.queryset

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        for later, earlier in ORDER:
            self._require_order(values, earlier, later)
        if self.instance.pk and values.get("seen_version") != self.instance.version:
            self._show_conflict()
        return values

    def _show_conflict(self) -> None:
        """Say what differs from what was saved meanwhile; whoever sends the form once more has seen it."""
        differing = [str(self.fields[name].label) for name in self.changed_data if name != "seen_version"]
        self.add_error(None, str(Conflict()))
        if differing:
            text = _("Your version differs from what is saved now in: %(fields)s. If you save again, yours counts.")
            self.add_error(None, text % {"fields": ", ".join(differing)})
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_version")] = str(self.instance.version)

    def _require_order(self, values: dict[str, Any], earlier: str, later: str) -> None:
        before, after = values.get(earlier), values.get(later)
        if before is None or after is None:
            return
        if after < before:
            text = _("This day is before “%(name)s” (%(day)s).")
        elif later == "ends_on" and after == before:
            text = _("This day must be after “%(name)s” (%(day)s).")
        else:
            return
        self.add_error(later, text % {"name": self.fields[earlier].label, "day": _in_words(before)})


def _in_words(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


class CriterionForm(forms.ModelForm):
    """A published criterion. Once a decision cites it, its words stay."""

    class Meta:
        model = Criterion
        fields = ("text", "position")
        widgets = {"text": forms.TextInput(attrs={"class": "vLargeTextField"})}

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        is_reworded = self.instance.pk and text != self.instance.text
        if is_reworded and Criterion.objects.cited().filter(pk=self.instance.pk).exists():
            raise forms.ValidationError(
                _("This criterion was cited in a decision and stays as it is. Please add a new one instead.")
            )
        return text


class CriterionFormSet(forms.BaseInlineFormSet):
    """Criteria in their order: an empty form comes after those that are there."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        kwargs = super().get_form_kwargs(index)
        place = self.total_form_count() if index is None else index
        if place >= self.initial_form_count():
            kwargs["initial"] = {"position": place + 1}
        return kwargs

    def clean(self) -> None:
        """Say in one sentence which criteria stay, before the admin would list the decisions that cite them."""
        removed = [form.instance.pk for form in self.initial_forms if self._should_delete_form(form)]
        stay = [
            forms.ValidationError(
                _("The criterion “%(criterion)s” is cited by decisions on applications and therefore stays."),
                params={"criterion": criterion},
            )
            for criterion in Criterion.objects.cited().filter(pk__in=removed)
        ]
        if stay:
            raise forms.ValidationError(stay)
        super().clean()


class CopyForm(forms.Form):
    """The title of the new year."""

    title = forms.CharField(label=gettext_lazy("Title of the new year"), max_length=120)

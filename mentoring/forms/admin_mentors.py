"""Input of team and HR for asking somebody to be a mentor."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import RowsField
from accounts.models import Employee, User
from mentoring.invitees import suitable_people
from mentoring.models import Cohort

SHOWN = 30


class SearchForm(forms.Form):
    """For which year, and whom to look for."""

    cohort = forms.ModelChoiceField(label=_("Mentoring year"), queryset=Cohort.objects.none(), empty_label=None)
    words = forms.CharField(
        label=_("Name, function or unit"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    mark_optional = False

    def __init__(self, data: Any, *, today: date) -> None:
        cohorts = Cohort.objects.not_finished(today).select_related("minimum_mentor_level").order_by("starts_on")
        latest = cohorts.last()
        super().__init__({"cohort": latest and latest.pk, **data})
        self.fields["cohort"].queryset = cohorts


class PeopleField(RowsField):
    """People with what tells them apart: function, unit and level."""

    def label_from_instance(self, employee: Employee) -> str:
        facts = [employee.full_name, employee.function, str(employee.unit), str(employee.level)]
        return ", ".join(fact for fact in facts if fact)


class InviteForm(forms.Form):
    """Whom to ask, from those who are suitable."""

    def __init__(self, cohort: Cohort, words: str, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        suitable = suitable_people(cohort, user, words)
        self.found = suitable.count()
        # What was sent is checked against everybody, the page shows the first ones.
        self.fields["people"] = PeopleField(
            queryset=suitable_people(cohort, user),
            label=_("Whom would you like to ask?"),
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": _("Please choose at least one person."),
                "invalid_choice": _("One of these people cannot be asked any more. Please choose again."),
                "invalid_pk_value": _("One of these people cannot be asked any more. Please choose again."),
            },
        )
        field = self.fields["people"]
        field.choices = [(person.pk, field.label_from_instance(person)) for person in suitable[:SHOWN]]

    @property
    def not_shown(self) -> int:
        return max(0, self.found - SHOWN)

"""Input of the team for decisions on applications."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.models import Cohort, Criterion, Mentee, MenteeState

DECISIONS = {
    MenteeState.ACCEPTED: _("Accept"),
    MenteeState.WAITLISTED: _("Waiting list"),
    MenteeState.DECLINED: _("Decline"),
}


class CriterionField(forms.ModelChoiceField):
    """The published criteria of one year, one of which a decision cites (R15)."""

    def __init__(self, cohort: Cohort) -> None:
        super().__init__(
            Criterion.objects.filter(cohort=cohort),
            label=_("By which criterion?"),
            empty_label=None,
            widget=forms.RadioSelect,
            error_messages={
                "required": _("Please choose a criterion."),
                "invalid_choice": _("Please choose one of these criteria."),
            },
        )


class CriterionChoiceForm(forms.Form):
    """The criterion of a decision whose outcome the page has named already."""

    def __init__(self, cohort: Cohort, data: Any = None) -> None:
        super().__init__(data)
        self.fields["criterion"] = CriterionField(cohort)


class DecisionForm(CriterionChoiceForm):
    """A decision on one application: the outcomes that are possible now, and the criterion."""

    def __init__(self, mentee: Mentee, data: Any = None) -> None:
        possible = Mentee.TRANSITIONS.get(MenteeState(mentee.state), set())
        decision = forms.ChoiceField(
            label=_("Your decision"),
            choices=[(state.value, words) for state, words in DECISIONS.items() if state in possible],
            widget=forms.RadioSelect,
            error_messages={
                "required": _("Please choose a decision."),
                "invalid_choice": _("This decision is not possible any more."),
            },
        )
        super().__init__(mentee.participation.cohort, data)
        self.fields = {"decision": decision, **self.fields}

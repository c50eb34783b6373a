"""Input of the team for what it opens to the adviser."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from mentoring import grant_access
from mentoring.actions import grants
from mentoring.forms.admin_cohorts import Day


class GrantForm(forms.Form):
    """To whom, what for, and on which days."""

    adviser = forms.ModelChoiceField(
        grant_access.advisers(),
        label=_("To whom?"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose who advises."),
            "invalid_choice": _("Please choose one of these people."),
        },
    )
    starts_on = forms.DateField(label=_("From"), widget=Day())
    ends_on = forms.DateField(
        label=_("Until"),
        widget=Day(),
        help_text=_("The last day on which it can be read: three months after the first at the latest."),
    )
    reason = forms.CharField(
        label=_("What do you ask of the adviser?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only the adviser and the project team read it. Please name nobody: whom it is about, she sees."),
        error_messages={"required": _("Please write what it is for.")},
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"starts_on": today, "adviser": _only_one()})
        self._today = today

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if "starts_on" in values and "ends_on" in values:
            try:
                grants.require_days(values["starts_on"], values["ends_on"], self._today)
            except Refused as refusal:
                self.add_error("ends_on", str(refusal))
        return values


def _only_one() -> int | None:
    """Return who advises where nobody else does."""
    found = list(grant_access.advisers().values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None

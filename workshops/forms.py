"""Input for workshops and its messages."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentoring.models import ParticipationRole
from workshops.models import Registration, Workshop

LIST_HAS_CHANGED = gettext_lazy("The list has changed in the meantime. Please look at it again.")


class AttendanceForm(forms.Form):
    """Everybody who is registered, with a box for each who was there.

    `listed` says whom the page showed: whoever registered since then is not marked absent. The
    button named `everybody` marks all of them present, whatever is ticked.
    """

    listed = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, workshop: Workshop, data: Any = None) -> None:
        super().__init__(data)
        self.registrations = list(
            workshop.registrations.registered()
            .select_related("participation__user")
            .order_by("participation__user__last_name", "participation__user__first_name", "pk")
        )
        self.fields["present"] = forms.MultipleChoiceField(
            label=_("Who was there?"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(str(registration.pk), self._label(registration)) for registration in self.registrations],
            initial=[str(registration.pk) for registration in self.registrations if registration.attended],
            error_messages={"invalid_choice": LIST_HAS_CHANGED},
        )
        self.fields["listed"].initial = ",".join(str(registration.pk) for registration in self.registrations)

    @staticmethod
    def _label(registration: Registration) -> str:
        role = ParticipationRole(registration.participation.role).label
        return f"{registration.participation.user.full_name} ({role})"

    def clean_listed(self) -> list[int]:
        try:
            return [int(pk) for pk in self.cleaned_data["listed"].split(",")]
        except ValueError:
            raise forms.ValidationError(LIST_HAS_CHANGED) from None

    def marks(self) -> dict[int, bool | None]:
        """Return what to note: present or absent for everybody whom the page showed."""
        present = {int(pk) for pk in self.cleaned_data["present"]}
        return {pk: "everybody" in self.data or pk in present for pk in self.cleaned_data["listed"]}

    def summary(self) -> str:
        """Say what was noted."""
        count = sum(bool(mark) for mark in self.marks().values())
        total = len(self.cleaned_data["listed"])
        return ngettext(
            "Saved: %(count)s of %(total)s was there.", "Saved: %(count)s of %(total)s were there.", count
        ) % {"count": count, "total": total}

"""Input for workshops and its messages."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.ids import id_from
from mentoring.models import ParticipationRole
from workshops import access
from workshops.models import Registration, Workshop
from workshops.rules import Details, objections

LIST_HAS_CHANGED = gettext_lazy("The list has changed in the meantime. Please look at it again.")


class AttendanceForm(forms.Form):
    """Everybody who is registered, with a box for each who was there.

    `listed` says whom the page showed: whoever registered since then is not marked absent. The
    button named `everybody` marks all of them present, whatever is ticked.
    """

    # A box that is not ticked says something too.
    mark_optional = False

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
        named = [id_from(text) for text in self.cleaned_data["listed"].split(",")]
        listed = [pk for pk in named if pk is not None]
        if len(listed) < len(named):
            raise forms.ValidationError(LIST_HAS_CHANGED)
        return listed

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


class WorkshopForm(forms.ModelForm):
    """A workshop as the team writes it, with the version that the page showed."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    link = forms.URLField(
        label=Workshop._meta.get_field("link").verbose_name,
        help_text=Workshop._meta.get_field("link").help_text,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vTextField"}),
    )

    class Meta:
        model = Workshop
        fields = Details.names()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = self.instance.version
        if "host" in self.fields:
            self.fields["host"].queryset = access.possible_hosts()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            for field, message in objections(self.instance, self.details(), now=timezone.now()).items():
                self.add_error(field if field in self.fields else None, message)
        return cleaned

    def details(self) -> Details:
        """Return what was entered; what the page did not offer stays as it is."""
        entered = {name: getattr(self.instance, name, None) for name in Details.names()} | self.cleaned_data
        return Details(**{name: entered[name] for name in Details.names()})

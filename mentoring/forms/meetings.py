"""Input around meetings: planning, logging and notes (R8)."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import RowsField
from mentoring.models import Goal, Meeting, MeetingKind

KIND_DESCRIPTIONS = {
    MeetingKind.CONVERSATION: _("You talk, on site or online."),
    MeetingKind.ACCOMPANYING: _(
        "The mentee comes along to one of the mentor's appointments. Agree beforehand on what stays confidential."
    ),
    MeetingKind.PRACTICE: _("You rehearse a situation that lies ahead."),
    MeetingKind.FEEDBACK: _("You look at how something went."),
    MeetingKind.NETWORK: _("You meet people who can help, or go to an event together."),
}


def kind_field() -> forms.ChoiceField:
    """Return the five kinds as cards, each with a line that explains it."""
    widget = forms.RadioSelect()
    widget.descriptions = KIND_DESCRIPTIONS  # type: ignore[attr-defined]
    return forms.ChoiceField(label=_("What kind of meeting is it?"), choices=MeetingKind.choices, widget=widget)


class MeetingForm(forms.Form):
    """When, where and what: the same short form for a meeting ahead and for one that took place."""

    starts_at = forms.SplitDateTimeField(
        label=_("When?"),
        widget=forms.SplitDateTimeWidget(),
        error_messages={"invalid_date": _("Please enter a date."), "invalid_time": _("Please enter a time.")},
    )
    minutes = forms.IntegerField(
        label=_("How many minutes?"), required=False, min_value=1, max_value=24 * 60, help_text=_("For example 60.")
    )
    place = forms.CharField(
        label=_("Where?"),
        required=False,
        max_length=200,
        help_text=_("A room or a link. Only the two of you see it."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = kind_field()
        self.order_fields(["starts_at", "minutes", "place", "kind", "version"])

    @classmethod
    def values_of(cls, meeting: Meeting) -> dict[str, Any]:
        """Return what the form shows of a planned meeting."""
        return {
            "starts_at": meeting.starts_at,
            "minutes": meeting.minutes,
            "place": meeting.text.place,
            "kind": meeting.kind,
            "version": meeting.version,
        }

    @staticmethod
    def suggested(now: datetime, *, days: int) -> dict[str, Any]:
        """Return a start for a new meeting: the given number of days away, at ten o'clock."""
        day = timezone.localtime(now) + timedelta(days=days)
        return {
            "starts_at": day.replace(hour=10, minute=0, second=0, microsecond=0),
            "kind": MeetingKind.CONVERSATION,
        }


class LogForm(forms.Form):
    """What can be added to a meeting that took place. Nothing of it must be."""

    minutes = MeetingForm.base_fields["minutes"]
    goals = RowsField(
        label=_("Which goals did you touch?"),
        queryset=Goal.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, goals: QuerySet[Goal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = kind_field()
        self.fields["goals"].queryset = goals  # type: ignore[attr-defined]
        self.fields["goals"].label_from_instance = lambda goal: goal.topic.title  # type: ignore[attr-defined]
        self.order_fields(["minutes", "goals", "kind", "version"])


class NotesForm(forms.Form):
    """One text and the version that its author read."""

    text = forms.CharField(label=_("Notes"), widget=forms.Textarea(attrs={"rows": 8}), required=False, max_length=5000)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, label: Any = None, help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["text"].label = label
        self.fields["text"].help_text = help_text

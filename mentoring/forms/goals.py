"""Input around goals (R7)."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring.forms.topics import topics_by_group
from mentoring.models import ObsoleteReason, Topic

MOST_CHARACTERS = 2000


class GoalForm(forms.Form):
    """A new goal, from the mentee or from her mentor: a topic of the catalogue and, if wanted, words."""

    mark_optional = False

    topic = forms.ModelChoiceField(
        label=gettext_lazy("Which topic is it about?"),
        queryset=Topic.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": gettext_lazy("Please choose a topic.")},
    )
    words = forms.CharField(
        label=gettext_lazy("In your own words"),
        max_length=MOST_CHARACTERS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("What should be different at the end? You can add this later as well."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = Topic.objects.on_offer()
        self.fields["topic"].queryset = topics
        self.fields["topic"].choices = topics_by_group(topics)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        topic = values.get("topic")
        if topic and topic.needs_words and not values.get("words") and "words" not in self.errors:
            self.add_error("words", _("Please say in your own words what this topic is about."))
        return values


class WordsForm(forms.Form):
    """One's own words for a goal, and the version that was read; empty when there were none."""

    mark_optional = False

    words = forms.CharField(
        label=gettext_lazy("In your own words"),
        max_length=MOST_CHARACTERS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("What should be different at the end? How will you notice?"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ObsoleteForm(forms.Form):
    """Why a goal is no longer needed."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What has changed?"),
        choices=ObsoleteReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose what fits best.")},
    )

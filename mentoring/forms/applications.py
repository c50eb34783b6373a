"""Input of the steps of an application."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import RowsField
from mentoring.actions.applications import Words
from mentoring.forms.topics import topics_by_group
from mentoring.models import GoalText, Mentee, Mode, Topic


class MotivationForm(forms.Form):
    """The motivation and the version that was read. A draft may be saved half written."""

    mark_optional = False

    motivation = forms.CharField(
        label=gettext_lazy("Your motivation"),
        max_length=1500,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy("The project team reads this text."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, autosave_url: str, **kwargs: Any) -> None:
        """Let the text save itself a moment after the last key, where there is JavaScript."""
        super().__init__(*args, **kwargs)
        self.fields["motivation"].widget.attrs |= {
            "hx-post": autosave_url,
            "hx-trigger": "input changed delay:1500ms",
            "hx-target": "#autosave",
            "hx-sync": "this:replace",
        }

    def clean_motivation(self) -> str:
        """Keep line breaks as one character: they count as one for the reader too."""
        return str(self.cleaned_data["motivation"]).replace("\r\n", "\n").strip()


class FrameForm(forms.Form):
    """Where and how she would like to meet."""

    mode = forms.ChoiceField(
        label=gettext_lazy("How would you like to meet?"), choices=Mode.choices, widget=forms.RadioSelect
    )
    place = forms.CharField(
        label=gettext_lazy("Where would you like to meet?"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "sites", "autocomplete": "off"}),
        help_text=gettext_lazy("A site or a town. If you only meet online, this may stay empty."),
    )

    mark_optional = False

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("mode") != Mode.ONLINE and not values.get("place") and "place" not in self.errors:
            self.add_error("place", _("Please say where you would like to meet."))
        return values


class TopicsForm(forms.Form):
    """The topics she chooses, and words for those that need some.

    A topic that was retired is offered to whoever has it already. Each topic that needs words brings
    a text field and the version of its words that was read.
    """

    mark_optional = False

    topics = RowsField(
        label=gettext_lazy("Which topics would you like to work on?"),
        help_text=gettext_lazy("Choose as many as you like. Two to five are a good start, and you can add some later."),
        queryset=Topic.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Please choose at least one topic.")},
    )

    def __init__(self, *args: Any, mentee: Mentee, **kwargs: Any) -> None:
        hers = Topic.objects.filter(goals__mentee=mentee)
        offered = list((Topic.objects.on_offer() | hers).distinct())
        self._texts = {
            text.goal.topic_id: text
            for text in GoalText.objects.filter(goal__mentee=mentee, author=mentee.participation).select_related("goal")
        }
        self._wordy = [topic for topic in offered if topic.needs_words]
        initial = {"topics": list(hers.values_list("pk", flat=True)), **self._initial_words()}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["topics"].queryset = Topic.objects.filter(pk__in=[topic.pk for topic in offered])
        self.fields["topics"].choices = topics_by_group(offered)
        for topic in self._wordy:
            self.fields[f"words_{topic.pk}"] = forms.CharField(
                label=_("“%(topic)s” in your own words") % {"topic": topic.title},
                help_text=_("Nobody but you reads these words until you share them. The project team sees the topic."),
                max_length=500,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            self.fields[f"version_{topic.pk}"] = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def _initial_words(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for topic in self._wordy:
            if text := self._texts.get(topic.pk):
                values |= {f"words_{topic.pk}": text.text, f"version_{topic.pk}": text.version}
        return values

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        for topic in self._wordy:
            name = f"words_{topic.pk}"
            is_chosen, has_words = topic in values.get("topics", ()), bool(values.get(name))
            if is_chosen and not has_words and name not in self.errors:
                self.add_error(name, _("Please say in your own words what your other topic is."))
            elif has_words and not is_chosen and name in self.changed_data:
                text = _("You have written about “%(topic)s”. Please tick the topic as well, or empty this field.")
                self.add_error(name, text % {"topic": topic.title})
        return values

    def words(self) -> dict[int, Words]:
        """Return the valid words by topic."""
        return {
            topic.pk: Words(self.cleaned_data[f"words_{topic.pk}"], self.cleaned_data[f"version_{topic.pk}"])
            for topic in self._wordy
        }

    def saved_words(self) -> Iterator[tuple[Topic, str, int | None]]:
        """Give what is stored now for each topic that needs words, to be shown beside what was typed."""
        for topic in self._wordy:
            text = self._texts.get(topic.pk)
            yield topic, text.text if text else "", text.version if text else None


class SubmitForm(forms.Form):
    """The tick before an application is sent. It is asked and not stored (R2)."""

    meets_requirements = forms.BooleanField(
        label=gettext_lazy("I meet the requirements of this mentoring year."),
        error_messages={"required": gettext_lazy("Please confirm that you meet the requirements.")},
    )

"""Input of the team for the topic catalogue."""

from django import forms

from mentoring.models import Topic


class TopicForm(forms.ModelForm):
    class Meta:
        model = Topic
        fields = ("title", "group", "position", "needs_words", "is_retired")
        widgets = {"title": forms.TextInput(attrs={"class": "vLargeTextField"})}

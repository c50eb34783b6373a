"""Input of mentors: their profile and the self-image of the role (R3)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import RowsField
from mentoring.actions.mentors import Profile
from mentoring.forms.topics import topics_by_group
from mentoring.models import Mentor, Mode, Offer, Topic

OFFER_DESCRIPTIONS = {
    Offer.CONVERSATION: _("Talking about experience, the good and the bad."),
    Offer.ACCOMPANYING: _("Your mentee comes along to one of your own appointments."),
    Offer.PRACTICE: _("Rehearsing a situation that lies ahead of her."),
    Offer.FEEDBACK: _("Telling her openly and kindly how she comes across."),
    Offer.NETWORK: _("Introducing her to people you know."),
}


class ProfileForm(forms.Form):
    """What a mentor says about herself. Only the topics are needed to submit it."""

    topics = RowsField(
        label=_("Which topics can you talk about from experience?"),
        queryset=Topic.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    offers = forms.MultipleChoiceField(
        label=_("What do you offer?"), choices=Offer.choices, widget=forms.CheckboxSelectMultiple
    )
    introduction = forms.CharField(
        label=_("Some words about you"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=1000,
        required=False,
        help_text=_("Your way, your experience, what matters to you."),
    )
    is_shown_to_applicants = forms.BooleanField(
        label=_("Applicants may see my name and these words, and wish for me."), required=False
    )
    capacity = forms.TypedChoiceField(
        label=_("How many mentees can you take?"),
        choices=[(1, "1"), (2, "2"), (3, "3")],
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("One mentee means about two hours every six weeks."),
    )
    mode = forms.ChoiceField(label=_("How would you like to meet?"), choices=Mode.choices, widget=forms.RadioSelect)
    place = forms.CharField(label=_("Your site"), max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, mentor: Mentor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A retired topic stays with those who have it.
        chosen = Topic.objects.filter(mentors=mentor)
        topics = (Topic.objects.on_offer() | chosen).distinct()
        self.fields["topics"].queryset = topics  # type: ignore[attr-defined]
        self.fields["topics"].choices = topics_by_group(topics)  # type: ignore[attr-defined]
        self.fields["offers"].widget.descriptions = OFFER_DESCRIPTIONS

    @classmethod
    def values_of(cls, mentor: Mentor) -> dict[str, Any]:
        """Return what the form shows of a profile."""
        return {
            "topics": list(mentor.topics.all()),
            "offers": mentor.offers,
            "introduction": mentor.introduction,
            "is_shown_to_applicants": mentor.is_shown_to_applicants,
            "capacity": mentor.capacity,
            "mode": mentor.mode,
            "place": mentor.place,
            "version": mentor.version,
        }

    def profile(self) -> Profile:
        """Return the valid input as the profile that the action keeps."""
        return Profile(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class SelfImageForm(forms.Form):
    """The self-image of the role, point by point (R3). Every point is confirmed."""

    has_experience = forms.BooleanField(
        label=_("I look back on my experience openly, including what did not work out.")
    )
    respects = forms.BooleanField(label=_("I meet my mentee with respect, appreciation and patience."))
    takes_time = forms.BooleanField(
        label=_("I take the time: about two hours every six weeks, and the kickoff workshop.")
    )
    is_equal = forms.BooleanField(label=_("I am a partner at eye level, without authority over my mentee."))
    is_no_coach = forms.BooleanField(label=_("I am not a coach: I share my own experience, knowledge and network."))

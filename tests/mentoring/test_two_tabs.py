"""Every text that can be changed, open in two tabs: the second one meets a conflict, both texts and no loss."""

import pytest
from django.forms import MultiWidget
from django.urls import reverse

from mentoring.models import (
    AgreementText,
    GoalText,
    MeetingNote,
    MeetingText,
    Mentee,
    MenteeState,
    Mentor,
    PairingState,
)
from tests.factories import GoalFactory, MenteeFactory
from tests.mentoring.tandems import announced_tandem, meeting_of

pytestmark = pytest.mark.django_db

FIRST, SECOND = "Zuerst gespeichert", "Im anderen Fenster geschrieben"


@pytest.fixture
def tandem():
    return announced_tandem(PairingState.ACTIVE)


def form_of(page):
    """Return what the browser would send of a page whose form nobody has touched."""
    form = page.context["form"]
    values = {}
    for field in form:
        value, widget = field.value(), field.field.widget
        if isinstance(widget, MultiWidget):
            parts = value if isinstance(value, list) else widget.decompress(value)
            values |= {
                f"{field.html_name}_{number}": part.format_value(shown)
                for number, (part, shown) in enumerate(zip(widget.widgets, parts, strict=True))
            }
        elif value not in (None, False):
            values[field.html_name] = [getattr(one, "pk", one) for one in value] if isinstance(value, list) else value
    return values


def cases(tandem):
    """Yield each form: its address, the field for the text, who writes, and how to read what is stored."""
    mentee, mentor = tandem.mentee.participation.user, tandem.mentor.participation.user
    meeting = meeting_of(tandem)
    goal = GoalFactory(mentee=tandem.mentee)
    Mentor.objects.filter(pk=tandem.mentor.pk).update(offers=["conversation"])
    tandem.mentor.topics.add(goal.topic)
    draft = MenteeFactory(state=MenteeState.DRAFT, motivation="")
    yield "goal_edit", goal, "words", mentee, lambda: GoalText.objects.get(goal=goal).text
    yield "agreement_edit", tandem, "focus", mentor, lambda: AgreementText.objects.get(agreement=tandem.pk).focus
    yield "meeting_shared_notes", meeting, "text", mentor, lambda: MeetingText.objects.get(meeting=meeting).notes
    yield "meeting_own_notes", meeting, "text", mentee, lambda: MeetingNote.objects.get(meeting=meeting).text
    yield "meeting_change", meeting, "place", mentee, lambda: MeetingText.objects.get(meeting=meeting).place
    yield (
        "application_motivation",
        draft,
        "motivation",
        draft.participation.user,
        lambda: Mentee.objects.get(pk=draft.pk).motivation,
    )
    yield "mentor_profile", None, "introduction", mentor, lambda: Mentor.objects.get(pk=tandem.mentor.pk).introduction


FORMS = (
    "goal_edit",
    "agreement_edit",
    "meeting_shared_notes",
    "meeting_own_notes",
    "meeting_change",
    "application_motivation",
    "mentor_profile",
)


@pytest.mark.parametrize("name", FORMS)
def test_the_second_tab_overwrites_nothing_and_loses_nothing(client, tandem, name):
    [(thing, field, user, stored)] = [rest for found, *rest in cases(tandem) if found == name]
    url = reverse(f"mentoring:{name}", args=[thing.pk] if thing else [])
    client.force_login(user)
    first, second = form_of(client.get(url)), form_of(client.get(url))

    assert client.post(url, {**first, field: FIRST}).status_code == 302
    conflict = client.post(url, {**second, field: SECOND})

    assert conflict.status_code == 200
    assert stored() == FIRST
    assert "Es wurde nichts überschrieben." in conflict.text
    assert FIRST in conflict.text
    assert SECOND in conflict.text
    # What she saves now she has seen beside the other one.
    assert client.post(url, {**form_of(conflict), field: SECOND}).status_code == 302
    assert stored() == SECOND

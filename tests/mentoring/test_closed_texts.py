"""A text that no key opens cannot be saved over: every action that writes texts reads what was there first."""

import pytest

from accounts import stored_texts
from accounts.encryption import CannotDecrypt
from mentoring.actions import agreements, goals, meetings, requests
from mentoring.models import GoalText, MeetingKind, MeetingNote, PairingState, RequestKind
from tests.factories import NOW, GoalFactory
from tests.mentoring.tandems import announced_tandem, meeting_of

pytestmark = pytest.mark.django_db

OTHER_KEY = "YW5vdGhlci1rZXktYW5vdGhlci1rZXktYW5vdGhlcnI="
AGREED = {"place": "neu", "focus": "neu", "if_it_does_not_fit": "neu"}


def all_ciphertexts():
    return {str(column): dict(column.rows().values_list("pk", "stored")) for column in stored_texts.columns()}


@pytest.fixture
def tandem():
    return announced_tandem(PairingState.ACTIVE)


@pytest.fixture
def writing(tandem, team_member):
    """Every way of writing over a text, by what it writes."""
    author = tandem.mentee.participation
    user = author.user
    goal = GoalFactory(mentee=tandem.mentee)
    GoalText.objects.create(goal=goal, author=author, text="alt")
    meeting = meeting_of(tandem)
    MeetingNote.objects.create(meeting=meeting, author=author, text="alt")
    asked = requests.send(user, "alt", kind=RequestKind.QUESTION)
    moved = {"starts_at": meeting.starts_at, "kind": MeetingKind.CONVERSATION, "minutes": 30, "place": "neu"}
    return {
        "words of a goal": lambda: goals.write_words(goal, author, "neu", version=1),
        "no words for a goal": lambda: goals.write_words(goal, author, "", version=1),
        "the agreement": lambda: agreements.write(tandem, rhythm_weeks=4, texts=AGREED, by=user, version=1),
        "place of a meeting": lambda: meetings.change(meeting, by=user, now=NOW, version=1, **moved),
        "shared notes": lambda: meetings.write_shared_notes(meeting, "neu", by=user, version=1),
        "own notes": lambda: meetings.write_own_note(meeting, "neu", by=user, version=1),
        "no own notes": lambda: meetings.write_own_note(meeting, "", by=user, version=1),
        "an answer": lambda: requests.answer(asked, "neu", by=team_member, now=NOW),
    }


def test_a_text_that_no_key_opens_stays_as_it_is_whoever_writes(writing, settings):
    before = all_ciphertexts()
    settings.FIELD_KEYS = [OTHER_KEY]

    for write in writing.values():
        with pytest.raises(CannotDecrypt):
            write()
    assert all_ciphertexts() == before


def test_with_the_key_each_of_them_writes(writing):
    for what, write in writing.items():
        if not what.startswith("no "):
            before = all_ciphertexts()
            write()
            assert all_ciphertexts() != before, what

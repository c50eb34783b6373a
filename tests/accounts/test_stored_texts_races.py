"""Bringing texts under a new key while people write. Threads with a connection each, on PostgreSQL."""

import pytest
from cryptography.fernet import Fernet

from accounts import stored_texts
from accounts.encryption import is_under_newest_key
from mentoring.actions import goals
from mentoring.models import GoalText, MenteeState
from tests.factories import GoalFactory, MenteeFactory
from tests.support.races import at_once, refusals

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
EDITS = 15


@pytest.fixture
def column():
    [column] = [column for column in stored_texts.columns() if column.model is GoalText]
    return column


@pytest.fixture
def written(cohort, settings):
    """Twenty texts under the old key, with both keys set and the new one in front."""
    settings.FIELD_KEYS = [OLD]
    mentee = MenteeFactory(cohort=cohort, state=MenteeState.SUBMITTED)
    texts = [
        GoalText.objects.create(goal=GoalFactory(mentee=mentee), author=mentee.participation, text="alt")
        for _ in range(20)
    ]
    settings.FIELD_KEYS = [NEW, OLD]
    return texts


def test_what_people_save_meanwhile_is_never_undone(column, written):
    author = written[0].author

    def edit(text):
        def write_again_and_again():
            for version in range(1, EDITS + 1):
                goals.write_words(text.goal, author, f"Fassung {version}", version=version)

        return write_again_and_again

    def again_and_again():
        return [stored_texts.reencrypt(column) for _ in range(EDITS)]

    outcomes = at_once([*map(edit, written[::4]), again_and_again, again_and_again])

    assert not refusals(outcomes)
    edited = {text.pk for text in written[::4]}
    for text in GoalText.objects.all():
        expected = (f"Fassung {EDITS}", EDITS + 1) if text.pk in edited else ("alt", 1)
        assert (text.text, text.version) == expected
    assert all(map(is_under_newest_key, column.rows().values_list("stored", flat=True)))


def test_somebody_who_saves_just_before_the_statement_keeps_what_she_wrote(column, written, monkeypatch):
    """The moment that a race hits by chance only: between reading a ciphertext and replacing it."""
    anew, author = stored_texts.under_newest_key, written[0].author
    saved = []

    def save_first(ciphertext):
        if not saved:
            saved.append(True)
            at_once([lambda: goals.write_words(written[0].goal, author, "eben gespeichert", version=1)])
        return anew(ciphertext)

    monkeypatch.setattr(stored_texts, "under_newest_key", save_first)

    stored_texts.reencrypt(column)

    assert GoalText.objects.get(pk=written[0].pk).text == "eben gespeichert"


def test_several_passes_at_once_replace_each_text_once(column, written):
    outcomes = at_once([lambda: stored_texts.reencrypt(column)] * 4)

    assert sum(outcomes) == len(written)

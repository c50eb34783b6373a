"""Those who may read a text do read it, and when no key opens it they are told so.

That nobody else reads it shows in `test_permissions.py`, in the round over every address.
"""

import logging

import pytest
from django.urls import reverse

from tests.notifications.canaries.words import encrypted_fields, found_in
from tests.permissions.asking import Everybody, addresses, words_shown
from tests.permissions.world import World, build_world

pytestmark = pytest.mark.django_db

READING = ("mentee", "mentor", "applicant", "adviser", "team")
OTHER_KEY = "YW5vdGhlci1rZXktYW5vdGhlci1rZXktYW5vdGhlcnI="
CIPHERTEXT = "gAAAA"


@pytest.fixture
def world() -> World:
    return build_world()


def pages_with_texts(world: World) -> dict[tuple[str, str], set[str]]:
    """Return the pages that show a text to somebody, as `(role, address)`, with the words found there."""
    everybody, things = Everybody(world), world.things
    pages = [
        ("mentee", reverse("mentoring:application_review", args=[things["mentee"]])),
        ("team", reverse("admin:mentoring_mentee_change", args=[things["mentee"]])),
        ("team", reverse("admin:mentoring_supportrequest_change", args=[things["answered_by_team"]])),
        ("adviser", reverse("mentoring:request_answer", args=[things["answered_by_adviser"]])),
    ]
    pages += [
        (role, url) for url, row in addresses(world) if not row.is_button for role in READING if role in row.allowed
    ]
    shown = {(role, url): words_shown(everybody.ask(role, "get", url)) & set(world.readers) for role, url in pages}
    return {page: words for page, words in shown.items() if words}


def of_this_tandem(word: str) -> bool:
    """Say whether a word stands on a page of the table: those of other tandems stand on pages that it does not ask."""
    return not any(owner in word for owner in ("other", "former"))


def test_every_reader_meets_each_of_her_texts(world):
    read = {(role, word) for (role, _url), words in pages_with_texts(world).items() for word in words}

    expected = {(role, word) for word, roles in world.readers.items() for role in roles if of_this_tandem(word)}
    assert {pair for pair in read if of_this_tandem(pair[1])} == expected
    for name in encrypted_fields():
        field = name.partition(".")[2].replace(".", "").replace("_", "").lower()
        assert any(field in word for _role, word in expected), f"nobody has written a {name}"


@pytest.mark.logs_errors
def test_without_the_key_every_page_with_a_text_says_so_and_shows_neither_ciphertext_nor_a_gap(world, settings, caplog):
    encrypted = {word for word in world.readers if not word.startswith("kanarimenteemotivation")}
    pages = [page for page, words in pages_with_texts(world).items() if words & encrypted]
    settings.FIELD_KEYS = [OTHER_KEY]
    everybody = Everybody(world)

    for role, url in pages:
        answer = everybody.ask(role, "get", url)

        assert answer.status_code == 503, f"{role} {url}"
        assert "Es ist nichts verloren" in answer.text
        assert CIPHERTEXT not in answer.text
        assert not words_shown(answer)
        assert "no-store" in answer.headers["Cache-Control"]
    assert len(pages) > 10
    lines = [logging.Formatter().format(record) for record in caplog.records]
    assert any("A stored text cannot be opened. GoalText.text" in line for line in lines)
    assert not any(CIPHERTEXT in line or found_in(line.encode()) for line in lines)

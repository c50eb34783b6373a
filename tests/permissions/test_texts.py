"""Those who may read a text do read it, and when no key opens it they are told so.

That nobody else reads it shows in `test_permissions.py`, in the round over every address.
"""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from mentoring.models import Meeting
from tests.notifications.canaries.words import END, encrypted_fields, found_in, word_of
from tests.permissions.asking import Everybody, addresses, words_shown
from tests.permissions.world import ADVISERS, World, build_world

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

READING = ("mentee", "mentor", "applicant", "adviser", "adviser_with_grant", "team")
# Who reads in a tandem that the table does not ask for.
OF_OTHERS = {"other_mentor": "other_tandem", "former_mentor": "former_tandem"}
OPENED_ON_THE_RECORD = ("kanarimenteemotivation", "kanarisupportrequest", "kanariadvisergrantreason")
READINGS = ("application.read", "request.read", "grant.read", "mentor.read", "pairing.read")
# A page that is only read takes no input.
NOT_ALLOWED = 405
# The third one is a row of the table.
GRANTS = ("grant_on_application", "grant_on_profile")
OTHER_KEY = "YW5vdGhlci1rZXktYW5vdGhlci1rZXktYW5vdGhlcnI="
CIPHERTEXT = "gAAAA"
# How the words of encrypted fields begin: "kanarigoaltexttext".
OF_ENCRYPTED_FIELDS = tuple(word_of(name.partition(".")[2]).removesuffix(END).lower() for name in encrypted_fields())


@pytest.fixture
def world() -> World:
    return build_world()


def pages_with_texts(world: World, roles: tuple[str, ...] = READING) -> dict[tuple[str, str], set[str]]:
    """Return the pages that show a text to somebody, as `(role, address)`, with the words found there."""
    everybody, things = Everybody(world), world.things
    pages = [
        ("mentee", reverse("mentoring:application_review", args=[things["mentee"]])),
        ("team", reverse("admin:mentoring_mentee_change", args=[things["mentee"]])),
        ("team", reverse("admin:mentoring_supportrequest_change", args=[things["answered_by_team"]])),
        ("adviser", reverse("mentoring:request_answer", args=[things["answered_by_adviser"]])),
        *(("team", reverse("admin:mentoring_advisergrant_change", args=[things[grant]])) for grant in GRANTS),
    ]
    for role, tandem in OF_OTHERS.items():
        pages += [(role, url) for url in pages_of_tandem(things[tandem])]
    pages += [
        (role, url) for url, row in addresses(world) if not row.is_button for role in roles if role in row.allowed
    ]
    shown = {(role, url): words_shown(everybody.ask(role, "get", url)) & set(world.readers) for role, url in pages}
    return {page: words for page, words in shown.items() if words}


def pages_of_tandem(pk: int | str) -> list[str]:
    """Return the pages on which one of its partners reads, and the one that all who signed in read."""
    of_tandem = [reverse(f"mentoring:{name}", args=[pk]) for name in ("tandem_detail", "tandem_goals", "agreement")]
    meeting = Meeting.objects.get(pairing=pk)
    return [*of_tandem, reverse("mentoring:meeting", args=[meeting.pk]), reverse("portal:contacts")]


def is_asked_for(word: str) -> bool:
    """Say whether a word stands on a page of the table.

    Of grants it asks for one of each kind; topics and profiles are read by many; files are fetched by a button.
    """
    return not any(part in word for part in ("grantreasonother", "topictitle", "introduction", "exportfile"))


def test_every_reader_meets_each_of_her_texts(world):
    read = {(role, word) for (role, _url), words in pages_with_texts(world).items() for word in words}

    expected = {
        (role, word)
        for word, roles in world.readers.items()
        for role in roles & {*READING, *OF_OTHERS}
        if is_asked_for(word)
    }
    assert {pair for pair in read if is_asked_for(pair[1])} == expected
    for beginning in filter(is_asked_for, OF_ENCRYPTED_FIELDS):
        assert any(word.startswith(beginning) for _role, word in expected), f"nobody has written a {beginning}"


@pytest.mark.logs_errors
def test_without_the_key_every_page_with_a_text_says_so_and_shows_neither_ciphertext_nor_a_gap(world, settings, caplog):
    encrypted = {word for word in world.readers if word.startswith(OF_ENCRYPTED_FIELDS)}
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


def test_whoever_opens_what_is_sensitive_leaves_an_entry_however_it_is_opened(world):
    """A motivation, a request, what is open to an adviser: by the page itself, and by an input that is refused."""
    for (role, url), words in pages_with_texts(world, ("team", *ADVISERS)).items():
        sensitive = [word for word in words if word.startswith(OPENED_ON_THE_RECORD)]
        if role not in ("team", *ADVISERS) or not sensitive:
            continue
        user = world.users[role]
        client = Client()
        client.force_login(user)
        for method in ("get", "post"):
            before = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            answer = getattr(client, method)(url, follow=True)
            if answer.status_code == NOT_ALLOWED:
                continue

            assert words_shown(answer) & set(sensitive), f"{method} {url}"
            [entry] = AuditEntry.objects.filter(pk__gt=before, action__in=READINGS)
            assert entry.actor_id == user.pk
            assert entry.details == {}

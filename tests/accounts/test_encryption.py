"""Encrypted texts: only ciphertext in the database, and no silent failure when a key is missing."""

import os
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import connection

from accounts.encryption import CannotDecrypt, keyed_hash
from mentoring.models import Exclusion
from tests.factories import ParticipationFactory

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
WORDS = "Führung übernehmen, ohne mich zu verbiegen"


def store(words: str) -> Exclusion:
    return Exclusion.objects.create(author=ParticipationFactory(), other_hash="0" * 64, email=words)


def stored(exclusion: Exclusion) -> str:
    """Return what the database itself holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM mentoring_exclusion WHERE id = %s", [exclusion.pk])
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
def test_a_text_comes_back_as_it_was_written():
    assert Exclusion.objects.get(pk=store(WORDS).pk).email == WORDS


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["", "a\nb", "😀", "gAAAA looks encrypted"])
def test_any_text_survives(words):
    assert Exclusion.objects.get(pk=store(words).pk).email == words


@pytest.mark.django_db
def test_the_database_holds_ciphertext_only():
    raw = stored(store(WORDS))

    assert "hrung" not in raw
    assert raw.startswith("gAAAA")


@pytest.mark.django_db
def test_the_same_text_is_never_stored_twice_alike():
    assert stored(store(WORDS)) != stored(store(WORDS))


@pytest.mark.django_db
def test_after_a_new_key_older_texts_still_open_and_newer_ones_use_it(settings):
    settings.FIELD_KEYS = [OLD]
    before = store(WORDS)
    settings.FIELD_KEYS = [NEW, OLD]
    after = store(WORDS)

    assert Exclusion.objects.get(pk=before.pk).email == WORDS
    settings.FIELD_KEYS = [NEW]
    assert Exclusion.objects.get(pk=after.pk).email == WORDS


@pytest.mark.django_db
def test_a_removed_key_raises_and_gives_neither_ciphertext_nor_nothing(settings):
    settings.FIELD_KEYS = [OLD]
    exclusion = store(WORDS)
    settings.FIELD_KEYS = [NEW]

    with pytest.raises(CannotDecrypt) as failure:
        Exclusion.objects.get(pk=exclusion.pk)
    assert "Exclusion.email" in str(failure.value)
    assert stored(exclusion) not in str(failure.value)


@pytest.mark.django_db
def test_a_tampered_text_raises():
    exclusion = store(WORDS)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE mentoring_exclusion SET email = 'plain' WHERE id = %s", [exclusion.pk])

    with pytest.raises(CannotDecrypt):
        Exclusion.objects.get(pk=exclusion.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("lookup", ["exact", "startswith", "icontains", "in", "gt", "regex"])
def test_an_encrypted_text_cannot_be_searched(lookup):
    with pytest.raises(FieldError):
        Exclusion.objects.filter(**{f"email__{lookup}": "F"})


@pytest.mark.django_db
def test_whether_there_is_a_text_may_be_asked():
    store(WORDS)
    assert Exclusion.objects.filter(email__isnull=False).exists()


def test_a_keyed_hash_is_stable_and_depends_on_every_part_and_on_the_key(settings):
    first = keyed_hash("exclusion", 1, "a@kerpen.example")

    assert first == keyed_hash("exclusion", 1, "a@kerpen.example")
    assert len(first) == 64
    assert first != keyed_hash("exclusion", 2, "a@kerpen.example")
    assert keyed_hash("ab", "c") != keyed_hash("a", "bc")
    settings.HASH_KEY = "another"
    assert first != keyed_hash("exclusion", 1, "a@kerpen.example")


@pytest.mark.system
def test_newkey_makes_a_key_also_where_the_settings_still_lack_one():
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings.production"}
    made = subprocess.run(
        [sys.executable, "manage.py", "newkey"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    key = made.stdout.strip()
    assert Fernet(key).decrypt(Fernet(key).encrypt(b"x")) == b"x"

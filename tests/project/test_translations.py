"""The German catalogue: complete, in step with the code, and in the programme's tone."""

import ast
import re

import pytest

from scripts import messages


@pytest.fixture(scope="module")
def catalogue():
    catalogue = messages.read_catalogue()
    catalogue.update(messages.texts_in_code(), no_fuzzy_matching=True, update_creation_date=False)
    return catalogue


def strings_of(message):
    """Return the German texts of a message, several where it counts something."""
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    return [text for text in strings if text]


def test_every_text_has_a_german_one(catalogue):
    assert messages.untranslated(catalogue) == []


def test_translations_hold_the_placeholders_of_their_originals(catalogue):
    translated = [message for message in catalogue if message.id and strings_of(message)]
    wrong = [f"{message.id}: {error}" for message in translated for error in message.check(catalogue)]

    assert not wrong


def test_nobody_is_addressed_by_first_name(catalogue):
    familiar = re.compile(r"\b(du|dich|dir|dein\w*|euch|euer|eure\w*)\b", re.IGNORECASE)

    assert not [text for message in catalogue for text in strings_of(message) if familiar.search(text)]


def test_nothing_is_shouted(catalogue):
    assert not [text for message in catalogue if message.id for text in strings_of(message) if "!" in text]


def test_every_mark_is_one_that_the_catalogue_finds():
    """Texts marked inside an f-string, or by another name, would be dropped with the next `make messages`."""
    unseen = []
    for app in messages.APPS:
        for path in sorted((messages.ROOT / app).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.JoinedStr) and _marks_in(node):
                    unseen.append(f"{path}:{node.lineno}: inside an f-string")
                if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                    unseen += [f"{path}: as {name.asname}" for name in node.names if name.asname not in (None, "_")]
    assert not unseen


def _marks_in(node):
    calls = [inner.func for inner in ast.walk(node) if isinstance(inner, ast.Call)]
    return [call for call in calls if isinstance(call, ast.Name) and call.id in messages.KEYWORDS]

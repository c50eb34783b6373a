"""The canaries: a word of its own for each thing that must not leak, so that a leak says what it is.

Every word is made of letters alone, between the same beginning and the same end: no way of writing
down a text changes it but compression, base64 and broken lines, which `readings` undoes.
"""

import re
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Field

from accounts.encryption import EncryptedBytesField, EncryptedTextField

BEGINNING, END = "Kanari", "Vogel"
# One that was cut off is found as well.
CANARY = re.compile(rb"kanari[a-z]*?vogel|kanari[a-z]*", re.IGNORECASE)


def canary(*names: str) -> str:
    """Return the word that stands for something."""
    return BEGINNING + "".join(re.sub("[^A-Za-z]", "", name) for name in names) + END


def encrypted_fields() -> dict[str, Field]:
    """Return every encrypted field of every model, by its name."""
    return {
        f"{model._meta.label}.{field.name}": field
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, EncryptedTextField)
    }


def word_of(name: str) -> str:
    """Return the canary of an encrypted field, `mentoring.MeetingText.place`."""
    return canary(name)


def fields_without_canary() -> list[str]:
    """Return the encrypted fields of which no row holds the canary: a leak of theirs would not be seen.

    Files are written by us, from what people have typed elsewhere: they hold the words of other fields.
    """
    return [name for name, field in encrypted_fields().items() if not _holds_canary(name, field)]


def _holds_canary(name: str, field: Field) -> bool:
    contents = field.model._base_manager.values_list(field.name, flat=True)
    if isinstance(field, EncryptedBytesField):
        return any(contents)
    return any(word_of(name).lower() in (text or "").lower() for text in contents)


@dataclass(frozen=True)
class Person:
    """Somebody whose names and address are canaries."""

    key: str

    @property
    def first_name(self) -> str:
        return canary("First", self.key)

    @property
    def last_name(self) -> str:
        return canary("Last", self.key)

    @property
    def email(self) -> str:
        return f"{canary('Mail', self.key)}@kerpen.example".lower()

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def words(self) -> set[str]:
        """What names her, as `found_in` returns it."""
        return {self.first_name.lower(), self.last_name.lower(), self.email.partition("@")[0]}


def found_in(content: bytes) -> set[str]:
    """Return the canaries in a text, in small letters."""
    return {match.decode().lower() for match in CANARY.findall(content)}

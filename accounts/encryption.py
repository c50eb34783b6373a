"""Encrypted fields and keyed hashes.

The keys come from `FIELD_KEYS`, newest first: the first one encrypts, all of them decrypt.
"""

import hashlib
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.core.signals import setting_changed
from django.db import models
from django.utils.translation import gettext_lazy as _


class CannotDecrypt(Exception):
    """None of the keys in `FIELD_KEYS` opens a stored text of the field, "Exclusion.email"."""

    def __init__(self, field: str) -> None:
        super().__init__(f"No key in FIELD_KEYS opens {field}.")
        self.field = field


@lru_cache(maxsize=1)
def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


@lru_cache(maxsize=1)
def _newest() -> Fernet:
    return Fernet(settings.FIELD_KEYS[0])


def _forget_keys(*, setting: str, **kwargs: object) -> None:
    if setting == "FIELD_KEYS":
        _fernet.cache_clear()
        _newest.cache_clear()


setting_changed.connect(_forget_keys)


def encrypt(text: str) -> str:
    """Return a text as ciphertext."""
    return _fernet().encrypt(text.encode()).decode()


def decrypt(ciphertext: str, *, of: str) -> str:
    """Return what a ciphertext says; `of` names it in the error.

    Raises:
        CannotDecrypt: when no key fits.
    """
    return _opened(ciphertext, of=of).decode()


def _opened(ciphertext: str, *, of: str) -> bytes:
    try:
        return _fernet().decrypt(ciphertext.encode())
    except InvalidToken as error:
        raise CannotDecrypt(of) from error


class EncryptedTextField(models.TextField):
    """A text that stands in the database only as ciphertext.

    It cannot be searched, compared or ordered by: every lookup but `isnull` is refused, so that no
    filter can be used to guess at a text. Reading raises `CannotDecrypt` when no key fits.
    """

    description = _("Encrypted text")

    def get_prep_value(self, value: Any) -> Any:
        if value is None:
            return None
        return encrypt(str(value))

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        if value is None:
            return None
        return decrypt(value, of=f"{self.model.__name__}.{self.name}")

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"An encrypted text cannot be searched ({lookup_name}).")
        return super().get_lookup(lookup_name)


class EncryptedBytesField(EncryptedTextField):
    """A file that stands in the database only as ciphertext; otherwise as a text."""

    description = _("Encrypted file")
    # For type checkers: what is set and read.
    _pyi_private_set_type: bytes  # type: ignore[assignment]
    _pyi_private_get_type: bytes  # type: ignore[assignment]

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else _fernet().encrypt(value).decode()

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        return None if value is None else _opened(value, of=f"{self.model.__name__}.{self.name}")


def can_open(ciphertext: str) -> bool:
    """Say whether one of the keys opens a stored text."""
    return _opens(_fernet(), ciphertext)


def is_under_newest_key(ciphertext: str) -> bool:
    return _opens(_newest(), ciphertext)


def _opens(keys: Fernet | MultiFernet, ciphertext: str) -> bool:
    try:
        keys.decrypt(ciphertext.encode())
    except InvalidToken:
        return False
    return True


def under_newest_key(ciphertext: str) -> str:
    """Return the same text encrypted anew, with the time at which it was first written."""
    return _fernet().rotate(ciphertext.encode()).decode()


def keyed_hash(*parts: object) -> str:
    """Return a hash of the parts that nobody can repeat without `HASH_KEY` (64 hex digits)."""
    message = "\x1f".join(str(part) for part in parts).encode()
    return hmac.new(settings.HASH_KEY.encode(), message, hashlib.sha256).hexdigest()

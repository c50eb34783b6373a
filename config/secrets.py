"""The secrets of an installation on one machine, made on its first start.

They stand in a file that only its owner reads, next to the database that they open.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet

MAKERS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(64),
    "FIELD_KEYS": lambda: Fernet.generate_key().decode(),
    "HASH_KEY": lambda: secrets.token_urlsafe(32),
    "DEMO_PASSWORD": lambda: secrets.token_urlsafe(12),
}


def read_or_make(path: Path) -> dict[str, str]:
    """Return the secrets in the file, after adding those that are not there yet.

    Two processes that start at once agree: one makes them while the other waits. The file is put in
    place whole, so that nobody ever reads half of it.
    """
    found = read(path)
    if not MAKERS.keys() - found.keys():
        return found
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = read(path)
        missing = {name: make() for name, make in MAKERS.items() if name not in found}
        if missing:
            found |= missing
            draft = path.with_suffix(".new")
            draft.unlink(missing_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                json.dump(found, file, indent=2)
            draft.replace(path)
    return found


def read(path: Path) -> dict[str, str]:
    return dict(json.loads(path.read_text())) if path.exists() else {}

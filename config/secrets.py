"""The secrets of an installation on one machine, made on its first start.

They stand in a file that only its owner reads, next to the database that they open.
"""

import json
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet


def read_or_make(path: Path) -> dict[str, str]:
    """Return the secrets in the file, which is made when it does not exist yet.

    Two processes that start at once agree: the file is linked into place whole, and who comes
    second reads the first one's.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = {
            "SECRET_KEY": secrets.token_urlsafe(64),
            "FIELD_KEYS": Fernet.generate_key().decode(),
            "HASH_KEY": secrets.token_urlsafe(32),
        }
        draft = path.with_suffix(f".{os.getpid()}.new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(made, indent=2))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return dict(json.loads(path.read_text()))

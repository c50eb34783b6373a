"""What a backup is: a folder with the copy of a database, and a manifest of what has to be in it."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from scripts.backups.contents import Contents
from scripts.backups.errors import NotDone

NAME = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    made_at: str
    # "sqlite" or "postgresql": neither can be restored into the other.
    vendor: str
    file: str
    bytes: int
    sha256: str
    # What the code had done to the database, as "accounts.0001_initial".
    migrations: list[str]
    tables: dict[str, Contents]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())

    def write(self, folder: Path) -> None:
        (folder / NAME).write_text(json.dumps(asdict(self), indent=1))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest of a backup, and make sure that its file is the one that was written then.

        Raises:
            NotDone: when something is missing or was changed.
        """
        path = folder / NAME
        if not path.exists():
            raise NotDone(f"{folder} is no backup: there is no {NAME} in it.")
        try:
            stored = json.loads(path.read_text())
            tables = {table: Contents(*found) for table, found in stored.pop("tables").items()}
            manifest = cls(**stored, tables=tables)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise NotDone(f"{path} cannot be read.") from error
        manifest.require_whole(folder)
        return manifest

    def require_whole(self, folder: Path) -> None:
        file = folder / self.file
        if not file.exists():
            raise NotDone(f"{file} is missing.")
        if file.stat().st_size != self.bytes or fingerprint(file) != self.sha256:
            raise NotDone(f"{file} is not as it was when the backup was made. Take another one.")


def fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""Makes backups of the database, and restores them. The keys are in none: they lie elsewhere on purpose."""

import os
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scripts.backups.contents import differences
from scripts.backups.errors import NotDone
from scripts.backups.manifest import Manifest, fingerprint
from scripts.backups.postgres import Postgres
from scripts.backups.sqlite import Sqlite

Database = Sqlite | Postgres


def database_of(settings: Mapping[str, Any]) -> Database:
    """Return the database that Django's settings name."""
    if settings["ENGINE"].endswith("sqlite3"):
        return Sqlite(Path(settings["NAME"]))
    return Postgres(settings)


def make(database: Database, place: Path, *, migrations: list[str], now: datetime) -> Path:
    """Make a backup in a folder of its own at a place, while the site runs; return the folder.

    It has its name only once it is whole. Only its owner can read it.

    Raises:
        NotDone: when it cannot be made; then nothing is left behind.
    """
    name = now.astimezone(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    folder, draft = place / name, place / f"{name}.unfinished"
    if folder.exists():
        raise NotDone(f"{folder} is there already.")
    before = os.umask(0o077)
    try:
        draft.mkdir(parents=True)
        file = draft / database.dump_name
        tables = database.dump(file)
        manifest = Manifest(
            made_at=now.astimezone(UTC).isoformat(),
            vendor=database.vendor,
            file=file.name,
            bytes=file.stat().st_size,
            sha256=fingerprint(file),
            migrations=migrations,
            tables=tables,
        )
        manifest.write(draft)
        draft.rename(folder)
    except OSError as error:
        raise NotDone(f"The backup cannot be written: {error}") from error
    finally:
        os.umask(before)
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def restore(folder: Path, database: Database) -> Manifest:
    """Restore a backup into an empty database, and compare what is in it then with what has to be.

    Raises:
        NotDone: when the backup is not whole or the database is not empty; then nothing was done. Or when
            what was restored is not equal: then that database must not be used.
    """
    manifest = Manifest.read(folder)
    if manifest.vendor != database.vendor:
        raise NotDone(f"This is a backup of {manifest.vendor}, and DATABASE_URL names {database.vendor}.")
    if not database.is_empty():
        raise NotDone("The database is not empty. A backup is restored into a new one, and nothing is written over.")
    database.load(folder / manifest.file)
    wrong = differences(manifest.tables, database.contents())
    wrong += [f"the next row of {table} would get a number twice" for table in database.late_counters()]
    if wrong:
        raise NotDone("What was restored is not equal to what was backed up: " + "; ".join(wrong) + ".")
    return manifest

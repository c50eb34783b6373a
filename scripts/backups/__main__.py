"""Backs the database up, and restores it.

    make backup [TO=/srv/backups]
    make restore FROM=/srv/backups/2027-01-15T020000Z

The settings are those of the installation (`DJANGO_SETTINGS_MODULE`, `DATABASE_URL`). docs/operations.md says
what else belongs to a backup, and what comes after a restore.
"""

import os
import sys
import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured

from scripts.backups import backup
from scripts.backups.errors import NotDone
from scripts.backups.manifest import Manifest


def arguments() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m scripts.backups")
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make", help="make a backup")
    making.add_argument("place", nargs="?", type=Path, help="in this folder; without one in VAR_DIR/backups")
    restoring = commands.add_parser("restore", help="restore a backup into an empty database")
    restoring.add_argument("folder", type=Path)
    return parser


def make(place: Path | None) -> None:
    from django.conf import settings  # Django is set up by now
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    migrations = sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
    place = place or settings.VAR_DIR / "backups"
    begun = time.perf_counter()
    database = backup.database_of(settings.DATABASES["default"])
    folder = backup.make(database, place, migrations=migrations, now=datetime.now(UTC))
    manifest = Manifest.read(folder)
    took = time.perf_counter() - begun
    print(f"{folder}\n{len(manifest.tables)} tables, {manifest.rows} rows, {manifest.bytes} bytes, {took:.1f} s")
    print("The keys are not in it: keep FIELD_KEYS, HASH_KEY and SECRET_KEY elsewhere. Nor is JOURNAL_DIR.")


def restore(folder: Path) -> None:
    from django.conf import settings  # Django is set up by now
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    from accounts import stored_texts

    begun = time.perf_counter()
    manifest = backup.restore(folder, backup.database_of(settings.DATABASES["default"]))
    took = time.perf_counter() - begun
    print(f"{len(manifest.tables)} tables, {manifest.rows} rows restored and found equal, {took:.1f} s")
    known = {f"{app}.{name}" for app, name in MigrationLoader(connection).disk_migrations}
    if not known.issuperset(manifest.migrations):
        raise NotDone("The backup was made by a newer version of the code than this one. Install that one first.")
    if known.difference(manifest.migrations):
        print("The code is newer than the backup. First: manage.py migrate --skip-checks")
    elif closed := stored_texts.closed_columns():
        raise NotDone(f"FIELD_KEYS does not open {', '.join(map(str, closed))}. Put the key of that time back.")
    else:
        print("FIELD_KEYS opens its texts.")
    print("Before web server and workers start: manage.py after_restore")


def main(given: list[str]) -> int:
    options = arguments().parse_args(given)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    try:
        django.setup()
        if options.command == "make":
            make(options.place)
        else:
            restore(options.folder)
    except (ImproperlyConfigured, NotDone) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

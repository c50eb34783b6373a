"""A database of SQLite: copied by its online backup, while others read and write."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from scripts.backups.contents import Contents, contents_of
from scripts.backups.errors import NotDone

TABLES = """
    SELECT name FROM sqlite_master
    WHERE type = 'table' AND (name NOT LIKE 'sqlite\\_%' ESCAPE '\\' OR name = 'sqlite_sequence') ORDER BY name
"""
SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'"
COUNTED = "SELECT name FROM sqlite_master WHERE type = 'table' AND upper(sql) LIKE '%AUTOINCREMENT%'"


class Sqlite:
    """One file."""

    vendor = "sqlite"
    dump_name = "database.sqlite3"

    def __init__(self, path: Path) -> None:
        self.path = path

    def dump(self, target: Path) -> dict[str, Contents]:
        """Write a copy of one moment, and return what is in it.

        Raises:
            NotDone: when there is no such database, or its copy is damaged.
        """
        if not self.path.exists():
            raise NotDone(f"There is no database {self.path}.")
        with self._opened() as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            # One file by itself, without one of changes beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
            [(verdict,)] = copy.execute("PRAGMA integrity_check").fetchall()
        if verdict != "ok":
            raise NotDone(f"The database is damaged: {verdict}")
        return Sqlite(target).contents()

    def load(self, dump: Path) -> None:
        """Put the copy in the place of this database, which is not there yet."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(dump, self.path)
        self.path.chmod(0o600)

    def is_empty(self) -> bool:
        return not self.path.exists() or self.path.stat().st_size == 0

    def contents(self) -> dict[str, Contents]:
        with self._opened() as connection:
            tables = [table for (table,) in connection.execute(TABLES)]
            rows = {table: connection.execute(f'SELECT * FROM "{table}"') for table in tables}  # noqa: S608 - its own
            return {table: contents_of(repr(row).encode() for row in found) for table, found in rows.items()}

    def schema(self) -> set[str]:
        """Return tables with their constraints, indexes and triggers, as the statements that make them."""
        with self._opened() as connection:
            return {" | ".join(map(str, row)) for row in connection.execute(SCHEMA)}

    def late_counters(self) -> list[str]:
        """Name the tables whose next row would get a number that one has already."""
        with self._opened() as connection:
            given = dict(connection.execute("SELECT name, seq FROM sqlite_sequence"))
            greatest = {
                table: connection.execute(f'SELECT max(rowid) FROM "{table}"').fetchone()[0]  # noqa: S608 - its own
                for (table,) in connection.execute(COUNTED).fetchall()
            }
        return [table for table, number in greatest.items() if (number or 0) > given.get(table, 0)]

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.path, timeout=20)) as connection:
                yield connection
        except sqlite3.Error as error:
            raise NotDone(f"SQLite: {error}") from error

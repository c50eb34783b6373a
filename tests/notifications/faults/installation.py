"""An installation of real processes, to which faults happen.

Database, broker, workers, beat and web server each run on their own; the test itself writes to the
same database.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from celery import Celery
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.utils import timezone

from accounts.models import User
from config.settings.base import broker_options, sqlite_options
from mentoring.models import Mentee, MenteeState
from notifications import outbox
from notifications.models import Message, MessageState
from tests.factories import MenteeFactory
from tests.notifications.smtp_sink import SmtpSink, running
from tests.support.needs import need

TASK = "notifications.tasks.send_due_messages"
# As a machine with two busy cores needs it; nothing waits so long that goes well.
PATIENCE = 60
WORKERS = 4


def wait_until(is_so: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, f"In vain waited until {what}."
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Installation:
    """What a town would run, on one machine."""

    def __init__(self, folder: Path, database: str, broker: str) -> None:
        self.folder = folder
        self.database = database
        self.broker = broker
        # What a test may stop and start; an installation on SQLite with a broker of files has neither.
        self.postgres: Any = None
        self.redis: Redis | None = None
        self.mail_port = free_port()
        self.processes: list[subprocess.Popen] = []
        self.worker: subprocess.Popen | None = None
        self.environment = {
            "PATH": os.environ["PATH"],
            "VAR_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "tests.notifications.faults.settings",
            "DATABASE_URL": database,
            "BROKER_URL": broker,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "SECRET_KEY": settings.SECRET_KEY,
            "FIELD_KEYS": settings.FIELD_KEYS[0],
            "HASH_KEY": settings.HASH_KEY,
            "LOG_LEVEL": "INFO",
        }

    # --- processes -------------------------------------------------------------------------

    def start(self, *arguments: str, program: str = "celery") -> subprocess.Popen:
        """Start a program of the installation in a process group of its own."""
        with (self.folder / "log").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", program, *arguments],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def prepare(self) -> None:
        with as_default_database(self.database):
            call_command("migrate", verbosity=0)
            call_command("createcachetable", "cache", verbosity=0)

    def have_worker(self) -> subprocess.Popen:
        """Return the worker; start one where there is none."""
        if self.worker not in self.processes:
            self.worker = self.start_worker()
        return self.worker

    def stop_worker(self) -> None:
        """Kill the worker, if there is one, with all its processes."""
        if self.worker in self.processes:
            self.stop(self.worker)

    def start_worker(self, app: str = "config") -> subprocess.Popen:
        """Start a worker with several processes that deliver, and wait until it listens."""
        ready = self.log().count(" ready.")
        quick = ("--without-gossip", "--without-mingle", "--without-heartbeat")
        worker = self.start("--app", app, "worker", "--pool", "prefork", "--concurrency", str(WORKERS), *quick)
        wait_until(lambda: self.log().count(" ready.") > ready, "the worker listens")
        return worker

    def start_beat(self, name: str) -> subprocess.Popen:
        return self.start("--app", "config", "beat", "--schedule", str(self.folder / name), "--pidfile=")

    def stop(self, process: subprocess.Popen, number: int = signal.SIGKILL) -> None:
        """End a program and all its children, by default without a warning."""
        os.killpg(process.pid, number)
        process.wait(timeout=PATIENCE)
        self.processes.remove(process)

    def stop_all(self) -> None:
        for process in list(self.processes):
            if process.poll() is None:
                self.stop(process)

    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text() if path.exists() else ""

    @contextmanager
    def mail_server(self) -> Iterator[SmtpSink]:
        with running(self.mail_port) as sink:
            yield sink

    # --- messages --------------------------------------------------------------------------

    def deliver(self, *, deliverers: int = 1) -> None:
        """Wake so many deliverers of the worker."""
        self.have_worker()
        self.nudge(deliverers)

    def nudge(self, times: int = 1) -> None:
        """Leave so many nudges at the broker."""
        with Celery(
            "test", set_as_current=False, broker=self.broker, broker_transport_options=self.broker_options()
        ) as app:
            for _ in range(times):
                app.send_task(TASK)

    def broker_options(self) -> dict[str, Any]:
        return broker_options(self.broker, self.folder / "broker")

    def queue(self, count: int, *, mentee: Mentee | None = None) -> list[Message]:
        """Put news for so many people into the outbox, due now. Nobody is woken."""
        cause = mentee or MenteeFactory(state=MenteeState.ACCEPTED, announced=True)
        people = User.objects.bulk_create(
            User(email=f"leserin{cause.pk}.{number}@kerpen.example", first_name="Rabia", last_name="Weiß")
            for number in range(count)
        )
        with transaction.atomic():
            outbox.queue_many(
                outbox.draft(
                    "decision", f"{cause.pk}:{reader.pk}", recipient=reader, due_at=timezone.now(), mentee=cause.pk
                )
                for reader in people
            )
        return list(Message.objects.filter(recipient__in=people).order_by("pk"))


def count_by_id(sink: SmtpSink) -> Counter[str]:
    """Count how often each Message-ID has arrived."""
    return Counter(mail["Message-ID"] for mail in sink.taken)


def ids(messages: list[Message]) -> set[str]:
    return {f"<{message.message_id}@localhost>" for message in messages}


def states(messages: list[Message]) -> Counter[str]:
    """Count messages by state, and those that failed or wait again by their code."""
    rows = Message.objects.filter(pk__in=[message.pk for message in messages]).values_list("state", "error")
    return Counter(f"{state} {error}".strip() for state, error in rows)


def wait_until_settled(messages: list[Message]) -> None:
    """Wait until nobody has any of the messages any more."""
    keys = [message.pk for message in messages]
    waiting = Message.objects.filter(pk__in=keys, due_at__lte=timezone.now()).waiting()
    wait_until(lambda: not waiting.exists(), "every message is settled")


def let_time_pass() -> None:
    """Let every lease run out and every pause after a failed attempt be over."""
    past = timezone.now() - timedelta(seconds=1)
    Message.objects.filter(state=MessageState.SENDING).update(leased_until=past)
    Message.objects.filter(state=MessageState.QUEUED).update(due_at=past)


# --- servers -----------------------------------------------------------------------------------


class Redis:
    """A Redis of our own, which a test may stop and start."""

    def __init__(self, folder: Path) -> None:
        self.program = shutil.which("redis-server")
        need(self.program, "Redis is missing. On Debian: apt-get install redis-server")
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        options = ("--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder))
        self.process = subprocess.Popen([str(self.program), *options], stdout=subprocess.DEVNULL)
        wait_until(self.answers, "Redis answers")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def as_default_database(address: str) -> Iterator[None]:
    """Let the test itself write to the database of the installation."""
    known, wrapper = connections.settings["default"], connections["default"]
    database = {**known, "OPTIONS": {}, **dj_database_url.parse(address)}
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = sqlite_options()
    connections.settings["default"] = database
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = known
        connections["default"] = wrapper

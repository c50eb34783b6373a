"""Web server and worker as processes of their own, with the settings of a town's installation."""

import json
import os
import subprocess
import sys
import time
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import pytest
from django.conf import settings

from tests.project.test_settings import PRODUCTION
from tests.support.servers import free_port

pytestmark = pytest.mark.system

TASK = "notifications.tasks.send_due_messages"
SEND = f"from config.celery import app; app.send_task({TASK!r})"
COUNTED = f'mentoring_task_seconds_count{{outcome="success",task="{TASK}"}}'
PATIENCE = 60
FINE = "".join(f"{line}: ok\n" for line in ("database", "broker", "keys", "journal", "messages", "periods"))


class Installation:
    """Its programs write their lines into a file each."""

    def __init__(self, folder):
        self.port = free_port()
        self.folder = folder
        self.programs = []
        self.variables = PRODUCTION | {
            "PATH": os.environ["PATH"],
            "VAR_DIR": str(folder),
            "LOG_LEVEL": "INFO",
            "BASE_URL": f"http://127.0.0.1:{self.port}",
            "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
            "BROKER_URL": "filesystem://localhost",
            "EMAIL_URL": f"file:///{folder / 'mails'}",
        }

    def run(self, *arguments):
        subprocess.run([sys.executable, *arguments], cwd=settings.BASE_DIR, env=self.variables, check=True)

    def start(self, *arguments):
        with (self.folder / f"{len(self.programs)}.log").open("w") as log:
            program = subprocess.Popen(
                [sys.executable, "-m", *arguments], cwd=settings.BASE_DIR, env=self.variables, stderr=log
            )
        self.programs.append(program)
        return program

    def start_web_server(self):
        return self.start(
            "gunicorn", "--config", "python:config.gunicorn", f"--bind=127.0.0.1:{self.port}", "config.wsgi"
        )

    def start_worker(self):
        return self.start("celery", "--app", "config", "--quiet", "worker", "--pool", "threads", "--concurrency", "1")

    def get(self, path):
        """Return status and text, or nothing while nobody answers."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as answer:
            with answer:
                return answer.code, answer.read().decode()
        except OSError:
            return None, ""

    def wait_for(self, path, words):
        deadline = time.monotonic() + PATIENCE
        while words not in (text := self.get(path)[1]):
            assert time.monotonic() < deadline, f"{words} is missing in {text}"
            time.sleep(0.2)
        return text

    def lines(self):
        return [line for log in sorted(self.folder.glob("*.log")) for line in log.read_text().splitlines()]

    def stop(self):
        for program in self.programs:
            if program.poll() is None:
                program.terminate()
        for program in self.programs:
            program.wait(timeout=30)


@pytest.fixture
def installation(tmp_path):
    installation = Installation(tmp_path)
    installation.run("manage.py", "migrate", "--verbosity", "0")
    yield installation
    installation.stop()


def test_the_web_server_tells_what_the_worker_has_done_and_every_line_is_an_object(installation):
    """One test, because each step needs what the one before has left."""
    installation.start_web_server()
    installation.wait_for("/healthz", "ok")
    assert installation.get("/readyz") == (200, FINE)

    worker = installation.start_worker()
    installation.run("-c", SEND)
    installation.run("-c", SEND)
    installation.wait_for("/metrics", f"{COUNTED} 2.0")

    worker.kill()
    worker.wait()
    assert f"{COUNTED} 2.0" in installation.get("/metrics")[1]
    installation.start_worker()
    installation.run("-c", SEND)
    text = installation.wait_for("/metrics", f"{COUNTED} 1.0")
    assert "mentoring_requests_running 1.0" in text

    installation.stop()
    objects = [json.loads(line) for line in installation.lines()]
    assert {"time", "level", "logger", "message"} <= set.intersection(*(set(line) for line in objects))
    assert {"gunicorn.error", "celery.app.trace"} <= {line["logger"] for line in objects}
    assert any(line.get("task") == TASK and line.get("task_id") for line in objects)


def test_a_worker_of_the_web_server_that_is_killed_leaves_nothing_under_way(installation):
    server = installation.start_web_server()
    installation.wait_for("/metrics", "mentoring_requests_running 1.0")
    found = {int(path.stem.rpartition("_")[2]): path for path in installation.folder.glob("metrics/gauge_livesum_*.db")}
    workers = [child for child in psutil.Process(server.pid).children() if child.pid in found]
    assert workers

    for worker in workers:
        worker.kill()

    deadline = time.monotonic() + PATIENCE
    while any(found[worker.pid].exists() for worker in workers):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    installation.wait_for("/metrics", "mentoring_requests_running 1.0")
    assert server.poll() is None

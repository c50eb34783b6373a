"""A task reaches a worker in another process, over each broker that `BROKER_URL` may name."""

import os
import shutil
import socket
import subprocess
import sys
import time

import pytest
from django.conf import settings

from tests.support.needs import need

pytestmark = pytest.mark.system

TASK = "notifications.tasks.send_due_messages"
SEND = f"from config.celery import app; app.send_task({TASK!r})"


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """The environment of a small installation with an empty database."""
    folder = tmp_path_factory.mktemp("installation")
    variables = {"PATH": os.environ["PATH"], "VAR_DIR": str(folder), "LOG_LEVEL": "INFO"}
    variables["DJANGO_SETTINGS_MODULE"] = "config.settings.local"
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=settings.BASE_DIR, env=variables, check=True)
    return variables


@pytest.fixture
def redis(tmp_path):
    program = shutil.which("redis-server")
    need(program, "Redis is missing. On Debian: apt-get install redis-server")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        yield f"redis://127.0.0.1:{port}/0"
        server.terminate()


@pytest.fixture
def filesystem():
    return "filesystem://localhost"


@pytest.mark.parametrize("broker", ["filesystem", "redis"])
def test_a_task_reaches_the_worker(request, installation, tmp_path, broker):
    variables = installation | {"BROKER_URL": request.getfixturevalue(broker)}
    celery = [sys.executable, "-m", "celery", "--app", "config", "worker", "--pool", "threads", "--concurrency", "1"]
    log = tmp_path / "log"
    with log.open("w") as output:
        worker = subprocess.Popen(celery, cwd=settings.BASE_DIR, env=variables, stdout=output, stderr=subprocess.STDOUT)
    try:
        subprocess.run([sys.executable, "-c", SEND], cwd=settings.BASE_DIR, env=variables, check=True, timeout=60)
        deadline = time.monotonic() + 60
        while f"Task {TASK}" not in log.read_text() or "succeeded" not in log.read_text():
            assert time.monotonic() < deadline, log.read_text()
            assert worker.poll() is None, log.read_text()
            time.sleep(0.2)
    finally:
        worker.terminate()
        worker.wait(timeout=30)

"""`make run`, as a newcomer meets it: from a fresh clone to a site that answers, and back to nothing."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest
from django.conf import settings

from tests.support.needs import need

pytestmark = pytest.mark.system

# A slow network may have to bring all packages.
FIRST_START, LATER_START = 600, 120


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What is committed here, in a folder of its own."""
    need(shutil.which("make"), "make is missing. On Debian: apt-get install make")
    need((settings.BASE_DIR / ".git").exists(), "This is no git checkout, so there is nothing to clone.")
    folder = tmp_path / "mentoring"
    subprocess.run(["git", "clone", "--quiet", str(settings.BASE_DIR), str(folder)], check=True)
    return folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Run:
    """A running `make run` in a session of its own, as in a terminal."""

    def __init__(self, folder: Path, port: int) -> None:
        kept = {name: os.environ[name] for name in os.environ if name.startswith(("PATH", "PIP_", "HOME", "SSL_"))}
        variables = kept | {"PORT": str(port), "DEMO_PASSWORD": "nur-zum-ausprobieren", "LANG": "C.UTF-8"}
        self.folder = folder
        self.output: list[str] = []
        self.process = subprocess.Popen(
            ["make", "run"],
            cwd=folder,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def wait_until_ready(self, seconds: int) -> None:
        deadline = time.monotonic() + seconds
        for line in self.process.stdout or ():
            self.output.append(line)
            if line.startswith("Ctrl-C"):
                return
            assert time.monotonic() < deadline, "".join(self.output)
        pytest.fail("make run has ended:\n" + "".join(self.output))

    def interrupt(self) -> None:
        """Press Ctrl-C: the terminal tells everybody in the foreground."""
        os.killpg(self.process.pid, signal.SIGINT)
        self.output.append(self.process.communicate(timeout=30)[0])


def processes_in(folder: Path) -> Iterator[str]:
    for process in psutil.process_iter(["cmdline", "cwd"]):
        if process.info["cwd"] and Path(process.info["cwd"]).is_relative_to(folder):
            yield " ".join(process.info["cmdline"] or ())


def get(port: int, path: str) -> str:
    with urlopen(f"http://localhost:{port}{path}", timeout=10) as response:
        assert response.status == 200
        return str(response.read().decode())


def test_a_fresh_clone_answers_stops_without_a_trace_and_starts_again(clone: Path) -> None:
    """One test, because each step needs what the one before has left."""
    first_start(clone)
    secrets = (clone / "var" / "secrets.json").read_text()
    later_start(clone)
    assert (clone / "var" / "secrets.json").read_text() == secrets
    start_on_a_busy_port(clone)


def first_start(clone: Path) -> None:
    port = free_port()
    run = Run(clone, port)
    try:
        run.wait_until_ready(FIRST_START)

        assert f"http://localhost:{port}" in "".join(run.output)
        assert "nur-zum-ausprobieren" in "".join(run.output)
        assert get(port, "/healthz") == "ok"
        assert "<h1" in get(port, "/")
    finally:
        run.interrupt()

    assert list(processes_in(clone)) == []
    status = subprocess.run(["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True, check=True)
    assert status.stdout == "", "A run leaves nothing in the checkout but what git ignores."


def later_start(clone: Path) -> None:
    run = Run(clone, free_port())
    try:
        run.wait_until_ready(LATER_START)
    finally:
        run.interrupt()

    assert "Installing packages" not in "".join(run.output)


def start_on_a_busy_port(clone: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        run = Run(clone, port)
        output = run.process.communicate(timeout=LATER_START)[0]

    assert run.process.returncode != 0
    assert (
        f"Port {port} cannot be used (Address already in use). Choose another one: PORT={port + 1} make run" in output
    )
    assert "Traceback" not in output

"""Runs the demo on this machine: `make run`.

Web server, Celery worker and beat run under one supervisor until Ctrl-C; nothing is left behind.
"""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from django.core.exceptions import ImproperlyConfigured

from scripts.supervisor import Stop, Supervisor, stop_on_signals

HOST = "127.0.0.1"
# For the web server to answer; it is there within two seconds on an idle machine.
PATIENCE = 60


def require_free(port: int) -> None:
    """Say at once when another program has the port, and not only after the preparations."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            sys.exit(f"Port {port} cannot be used ({error.strerror}). Choose another one: PORT={port + 1} make run")


def prepare() -> str:
    """Bring files, database and demo data up to date; return the demo sign-ins."""
    result = subprocess.run([sys.executable, "-m", "scripts.prepare"], stdout=subprocess.PIPE, text=True, check=False)
    if result.returncode:
        sys.exit(result.returncode)
    return result.stdout


def web_server(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "config.wsgi", "--config", "python:config.gunicorn"),
        *("--bind", f"{HOST}:{port}", "--log-level", "warning"),
    ]


def worker(schedule: Path) -> list[str]:
    return [
        # In a container everything runs as root, which Celery would lament at length.
        *(sys.executable, "-W", "ignore:You're running the worker with superuser", "-m", "celery"),
        *("--app", "config", "--quiet", "worker"),
        *("--pool", "threads", "--concurrency", "2"),
        *("--beat", "--schedule", str(schedule)),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://{HOST}:{port}/healthz", timeout=2) as response:
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


def watch(supervisor: Supervisor, port: int, news: str) -> int:
    """Tell when the site is there, then wait until a program ends."""
    started, told = time.monotonic(), False
    while True:
        if name := supervisor.fallen():
            print(f"The {name} has ended, so everything is stopped.", file=sys.stderr)
            return 1
        if not told and answers(port):
            print(news, flush=True)
            told = True
        if not told and time.monotonic() - started > PATIENCE:
            print(f"The site did not answer within {PATIENCE} seconds.", file=sys.stderr)
            return 1
        time.sleep(0.2)


def main() -> int:
    stop_on_signals()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.local"
    try:
        from config.settings import local  # only here, because reading them is what may be refused
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    require_free(local.PORT)
    print("Preparing files, database and demo data …", flush=True)
    sign_ins = prepare()
    supervisor = Supervisor()
    try:
        supervisor.start("web server", web_server(local.PORT))
        supervisor.start("worker", worker(local.VAR_DIR / "beat-schedule"))
        return watch(supervisor, local.PORT, f"\n{sign_ins}\nThe site is ready: {local.BASE_URL}\nCtrl-C stops it.")
    except Stop:
        return 0
    finally:
        supervisor.stop()


if __name__ == "__main__":
    sys.exit(main())

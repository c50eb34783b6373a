"""Programs that live and end together (`make run`)."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
from django.conf import settings

pytestmark = pytest.mark.system

# A program with a child of its own, in the way of gunicorn's workers and Celery's beat.
PARENT = """
import os, subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)  # {mark}"])
os.write(1, b"up\\n")
time.sleep(600)
"""
STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.write(1, b"up\\n")
time.sleep(600)  # {mark}
"""
SUPERVISE = """
import sys, time
from scripts import supervisor
supervisor.PATIENCE = 1.0
supervisor.stop_on_signals()
programs = supervisor.Supervisor()
try:
    for number, source in enumerate(sys.argv[1:]):
        programs.start(f"program {number}", [sys.executable, "-c", source])
    while not (name := programs.fallen()):
        time.sleep(0.05)
    print(f"{name} has fallen", flush=True)
except supervisor.Stop:
    print("asked to stop", flush=True)
finally:
    programs.stop()
"""


@pytest.fixture
def mark(request):
    """A word in the command line of every process of this test."""
    return f"{request.node.name}-{os.getpid()}"


def processes_of(mark):
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if process.pid != os.getpid() and mark in " ".join(process.info["cmdline"] or ())
    ]


@pytest.fixture
def supervise(mark):
    """Start a supervisor with some programs and wait until each of them is up."""
    started = []

    def supervise(*sources):
        command = [sys.executable, "-c", SUPERVISE, *(source.format(mark=mark) for source in sources)]
        supervisor = subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True)
        started.append(supervisor)
        for _ in sources:
            assert supervisor.stdout.readline() == "up\n"
        return supervisor

    yield supervise
    for process in processes_of(mark):
        process.kill()
    for supervisor in started:
        supervisor.communicate()


def leaves_nothing(mark, *, within=5.0):
    deadline = time.monotonic() + within
    while processes_of(mark) and time.monotonic() < deadline:
        time.sleep(0.05)
    return processes_of(mark) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_stops_everything(supervise, mark, number):
    supervisor = supervise(PARENT, PARENT)

    supervisor.send_signal(number)

    assert supervisor.communicate(timeout=10)[0] == "asked to stop\n"
    assert leaves_nothing(mark)


def test_when_one_program_is_killed_its_children_and_the_others_end(supervise, mark):
    supervisor = supervise(PARENT, PARENT)
    first = next(process for process in processes_of(mark) if process.ppid() == supervisor.pid)

    first.kill()

    assert " has fallen\n" in supervisor.communicate(timeout=10)[0]
    assert leaves_nothing(mark)


def test_a_program_that_does_not_listen_is_ended_by_force(supervise, mark):
    supervisor = supervise(STUBBORN)

    supervisor.terminate()
    supervisor.communicate(timeout=10)

    assert leaves_nothing(mark)


def test_a_killed_supervisor_takes_its_programs_along(supervise, mark):
    supervisor = supervise(STUBBORN.replace("SIG_IGN", "SIG_DFL"))

    supervisor.kill()
    supervisor.communicate(timeout=10)

    assert leaves_nothing(mark)

"""Runs several programs as one: they start together, and none outlives the others.

Written here and not taken from honcho because that learns of a death only when the dead program's
last child closes the output they share, and knows nothing of grandchildren: after a killed worker its
beat lives on.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from types import FrameType

PATIENCE = 10.0
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


class Stop(SystemExit):
    """The supervisor itself was asked to stop."""


def stop_on_signals() -> None:
    """Turn Ctrl-C, a termination and a closed terminal into `Stop`, wherever the program is."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _raise_stop)


def _raise_stop(number: int, frame: FrameType | None) -> None:
    raise Stop(128 + number)


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _end_with_parent() -> None:
    """Have the kernel end this program when the supervisor was killed and can no longer do it."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Programs that live and end together. Each one leads a process group of its own."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}
        # Children of a child that died become ours, so that they can be waited for.
        _prctl(PR_SET_CHILD_SUBREAPER, 1)

    def start(self, name: str, command: list[str]) -> None:
        process = subprocess.Popen(command, start_new_session=True, preexec_fn=_end_with_parent)  # noqa: PLW1509
        process.returncode = 0  # waited for below, together with grandchildren, and not by this object
        self._names[process.pid] = name

    def fallen(self) -> str | None:
        """Return the name of a program that has ended, if one has."""
        names = [self._names[pid] for pid in self._reap() if pid in self._names]
        return names[0] if names else None

    def stop(self) -> None:
        """End all programs and what they started: first kindly, after `PATIENCE` seconds by force."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while self._signal(0) and time.monotonic() < deadline:
            self._reap()
            time.sleep(0.05)
        self._signal(signal.SIGKILL)
        self._reap()

    def _signal(self, number: int) -> bool:
        """Send a signal to every group that still has a member; say whether there was one."""
        found = False
        for group in self._names:
            try:
                os.killpg(group, number)
            except ProcessLookupError:
                continue
            found = True
        return found

    def _reap(self) -> list[int]:
        ended: list[int] = []
        while True:
            try:
                pid, _status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return ended
            if pid == 0:
                return ended
            ended.append(pid)

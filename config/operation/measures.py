"""What is counted while the application works: requests and tasks. No label says anything about a person.

Several processes count: each keeps numbers of its own in `METRICS_DIR`, and whoever asks gets the
sum. So they are there although the process that answers is another one than the one that works.
"""

import os
from pathlib import Path

from django.conf import settings
from prometheus_client import Gauge, Histogram, multiprocess

REQUEST_SECONDS = Histogram(
    "mentoring_request_seconds",
    "How long requests took, by kind of answer",
    ["answer"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
REQUESTS_RUNNING = Gauge(
    "mentoring_requests_running", "Requests that are being answered now", multiprocess_mode="livesum"
)
TASK_SECONDS = Histogram(
    "mentoring_task_seconds",
    "How long tasks ran, by name and outcome",
    ["task", "outcome"],
    buckets=(0.01, 0.1, 0.5, 1, 5, 30, 60, 300, 1800),
)


def forget_the_dead() -> None:
    """Remove the numbers of processes that live no more. Asked for by every program that starts.

    Not simply all: web server and worker share the folder and start at times of their own.
    """
    for path in Path(settings.METRICS_DIR).glob("*.db"):
        if not _is_alive(int(path.stem.rpartition("_")[2])):
            path.unlink(missing_ok=True)


def forget_running(pid: int) -> None:
    """Take back what a process that died had under way. What it has done still counts."""
    multiprocess.mark_process_dead(pid, settings.METRICS_DIR)  # type: ignore[no-untyped-call]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it lives, and belongs to somebody else
        return True
    return True

"""Times every task, from Celery's own signals."""

import time
from typing import Any

from celery import signals

from config.operation import measures

# When each task began that is running, by its id.
_began: dict[str, float] = {}


def connect() -> None:
    """Listen to Celery; in a worker also clear away what dead ones have left."""
    signals.task_prerun.connect(_begin)
    signals.task_postrun.connect(_end)
    signals.task_revoked.connect(_dropped)
    signals.worker_init.connect(_worker_starts)


def _begin(*, task_id: str, **kwargs: Any) -> None:
    _began[task_id] = time.perf_counter()


def _end(*, task_id: str, task: Any, state: str | None, **kwargs: Any) -> None:
    seconds = time.perf_counter() - _began.pop(task_id)
    measures.TASK_SECONDS.labels(task.name, (state or "unknown").lower()).observe(seconds)


def _dropped(*, sender: Any, expired: bool, **kwargs: Any) -> None:
    """Count what came too late to be run, or was called off."""
    measures.TASK_SECONDS.labels(sender.name, "expired" if expired else "revoked").observe(0)


def _worker_starts(**kwargs: Any) -> None:
    measures.forget_the_dead()

"""Celery tasks: nudges with ids; the truth is in the database."""

import os

from celery import shared_task
from django.utils import timezone


@shared_task
def compute(run_id: int) -> None:
    """Compute a run that waits. May run twice: the second one finds it claimed."""
    # Read when NumPy is loaded: more threads than one only slow it down beside other work.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from matching import computing  # brings SciPy, which the web process does without

    computing.compute(run_id)


@shared_task
def sweep_runs() -> None:
    """Find runs whose worker died or was never told. Safe to run again at any time."""
    from matching.actions import runs  # tells these tasks of new runs

    runs.sweep(now=timezone.now())

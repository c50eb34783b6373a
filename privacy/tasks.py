"""Celery tasks: they call an action and may run twice without harm."""

from celery import shared_task
from django.utils import timezone

from privacy.actions import erasure, retention


@shared_task
def apply_retention() -> None:
    """Remove everything whose period is over, and note deletions that the journal did not take."""
    retention.apply_retention(timezone.now())
    erasure.note_missing_deletions(timezone.now())


@shared_task
def build_export(export_id: int) -> None:
    """Put an export together that waits. May run twice: the second one finds it claimed."""
    from privacy import building  # tells these tasks of new exports

    building.build(export_id)


@shared_task
def sweep_exports() -> None:
    """Find exports whose worker died or was never told. Safe to run again at any time."""
    from privacy.actions import exports  # tells these tasks of new exports

    exports.sweep(now=timezone.now())

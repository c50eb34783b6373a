"""Writes the decision log."""

from typing import Any

from django.db import models

from accounts.models import AuditEntry, User


def record(action: str, subject: models.Model, *, by: User | None, **details: Any) -> None:
    """Note a decision in the log, in the caller's transaction.

    `details` holds codes and ids, never words that somebody wrote.
    """
    AuditEntry.objects.create(
        action=action,
        actor_id=by.pk if by else None,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        details=details,
    )

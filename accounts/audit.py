"""Writes the decision log, and knows its actions in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise

from accounts.models import AuditEntry, User

Words = str | Promise

_labels: dict[str, Words] = {}
_details: dict[str, tuple[Words, Mapping[str, Words]]] = {}


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


def record_each(action: str, model: type[models.Model], ids: Iterable[int], *, by: User | None, **details: Any) -> None:
    """Note the same decision on many things in one statement."""
    AuditEntry.objects.bulk_create(
        AuditEntry(
            action=action,
            actor_id=by.pk if by else None,
            subject_type=model._meta.label_lower,
            subject_id=subject_id,
            details=details,
        )
        for subject_id in ids
    )


def label(labels: Mapping[str, Words]) -> None:
    """Say how the log names the actions of an app. Called from its `ready()`."""
    _labels.update(labels)


def explain(details: Mapping[str, tuple[Words, Mapping[str, Words]]]) -> None:
    """Say how the log names details: what each is called, and its values where those are codes.

    Details that nobody explains are kept and not shown. Called from an app's `ready()`.
    """
    _details.update(details)


def describe(action: str) -> str:
    """Return an action in words, or its code when no app named it."""
    return str(_labels.get(action, action))


def describe_details(details: Mapping[str, Any]) -> str:
    """Return the explained details of an entry in words."""
    parts = []
    for name, stored in details.items():
        if name in _details and stored not in ("", None, []):
            title, words = _details[name]
            values = stored if isinstance(stored, list) else [stored]
            parts.append(f"{title}: {', '.join(str(words.get(str(value), value)) for value in values)}")
    return "; ".join(parts)


def kind_of(subject_type: str) -> str:
    """Return what an entry is about in words, such as "account"; the code when there is no such model any more."""
    names = {model._meta.label_lower: model._meta.verbose_name for model in apps.get_models()}
    return str(names.get(subject_type, subject_type))

"""Writes the decision log, and knows its actions in words."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise

from accounts.models import AuditEntry, User

Words = str | Promise
# Reads what several ids stand for, in one statement.
LookUp = Callable[[Iterable[str]], Mapping[str, Words]]

_labels: dict[str, Words] = {}
_details: dict[str, tuple[Words, Mapping[str, Words] | LookUp]] = {}


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


def record_own(action: str, subject: models.Model) -> None:
    """Note a step that a participant took with what is hers, in the caller's transaction, without saying who.

    The log outlives what it is about. Beside a name the number of an application would tell for years what
    was decided about that number.
    """
    record(action, subject, by=None, own=True)


def is_own(entry: AuditEntry) -> bool:
    """Say whether a participant took the step herself; the log does not know which."""
    return bool(entry.details.get("own"))


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


def explain(details: Mapping[str, tuple[Words, Mapping[str, Words] | LookUp]]) -> None:
    """Say how the log names details: what each is called, and its values where those are codes or ids.

    Values that stand in the database are looked up by a function. Details that nobody explains are
    kept and not shown. Called from an app's `ready()`.
    """
    _details.update(details)


def describe(action: str) -> str:
    """Return an action in words, or its code when no app named it."""
    return str(_labels.get(action, action))


def describe_details(details: Mapping[str, Any]) -> str:
    """Return the explained details of an entry in words."""
    return describe_each([details])[0]


def describe_each(entries: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the explained details of several entries, with one statement for each kind that is looked up."""
    names = {name for details in entries for name in details if name in _details}
    words = {name: _words_of(name, entries) for name in names}
    return ["; ".join(_parts(details, words)) for details in entries]


def _words_of(name: str, entries: Sequence[Mapping[str, Any]]) -> Mapping[str, Words]:
    words = _details[name][1]
    if callable(words):
        return words({value for details in entries for value in _values(details.get(name))})
    return words


def _parts(details: Mapping[str, Any], words: Mapping[str, Mapping[str, Words]]) -> Iterator[str]:
    for name, stored in details.items():
        if name in words and (values := _values(stored)):
            yield f"{_details[name][0]}: {', '.join(str(words[name].get(value, value)) for value in values)}"


def _values(stored: Any) -> list[str]:
    if stored in ("", None):
        return []
    return [str(value) for value in (stored if isinstance(stored, list) else [stored])]


def kind_of(subject_type: str) -> str:
    """Return what an entry is about in words, such as "account"; the code when there is no such model any more."""
    names = {model._meta.label_lower: model._meta.verbose_name for model in apps.get_models()}
    return str(names.get(subject_type, subject_type))

"""The data inventory: what each model holds of persons, what for, who reads it and what becomes of it.

An app describes its models in its `privacy.py` and registers them when it is ready. The export, the
erasure and the documents for data protection read this; a test walks every model and every field, so
that nothing is held that is not described here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User

Words = str | Promise

# What an adviser reads of the programme at all.
OPENED_TO_ADVISER = _("what the project team opened to her, for one purpose and a time")

# Reasons why a field is in no export.
NAMES_OTHERS = _("names somebody else")
TECHNICAL = _("technical; says nothing about the person")
SIGN_IN_SECRET = _("protects the sign-in")


class Sphere(TextChoices):
    """Where something belongs, and with that who can come to read it at all (R9)."""

    ACCOUNT = "account", _("account and sign-in")
    DIRECTORY = "directory", _("staff directory")
    PROGRAMME = "programme", _("programme")
    TANDEM = "tandem", _("tandem")
    OWN = "own", _("only the person herself")
    OPERATION = "operation", _("operation")


class Reader(TextChoices):
    """Who reads something by name."""

    PERSON = "person", _("the person herself")
    PARTNER = "partner", _("partner in the tandem")
    APPLICANTS = "applicants", _("applicants of the same year")
    SIGNED_IN = "signed_in", _("everybody who has signed in")
    TEAM = "team", _("project team")
    HR = "hr", _("HR department")
    ADVISER = "adviser", _("adviser")
    ADMINISTRATION = "administration", _("administration")


class Fate(StrEnum):
    """What becomes of the rows about a person when she is erased."""

    DELETED = "deleted"
    # The row stays, and says nothing of her any more.
    ANONYMISED = "anonymised"
    # The row stays as it is, for the reason that `on_erasure` gives.
    KEPT = "kept"


@dataclass(frozen=True)
class Told:
    """What an export says of a field: the value as a program reads it, and in words."""

    value: Any
    words: str


@dataclass(frozen=True)
class Holding:
    """What one model holds of persons."""

    model: type[Model]
    what: Words
    purpose: Words
    sphere: Sphere
    readers: tuple[Reader, ...]
    # The codes of the periods (R14) after which it goes, the first that is over.
    periods: tuple[str, ...]
    fate: Fate
    # Paths from a row to the accounts of whom it is about: "participation__user", "" for the account itself.
    persons: tuple[str, ...] = ()
    # What an export holds of a row, in this order: fields, or paths to fields behind them.
    exported: tuple[str, ...] = ()
    # Every other field, with the reason why it is in no export.
    left_out: Mapping[str, Words] = field(default_factory=dict)
    # What an erasure does to the rows, where that is not simply to delete them, or why it leaves them.
    on_erasure: Words = ""
    # Which rows an export holds, when those are not all that are about her.
    rows: Callable[[User], QuerySet[Any]] | None = None
    # Which rows or texts among them it does not tell all the same, and why.
    withheld: Words = ""
    # Names of exported fields that have none of their own: those of other people's models.
    labels: Mapping[str, Words] = field(default_factory=dict)
    # What an export says to somebody for a field, where the stored value says too much or nothing: a value, or `Told`.
    values: Mapping[str, Callable[[Any, User], Any]] = field(default_factory=dict)
    # How much of it one of the readers reads, or until when, where that is not all of it.
    limits: Mapping[Reader, Words] = field(default_factory=dict)
    # What whoever judges it has to know beside that: how it is protected, what others learn of it all the same.
    remark: Words = ""

    def about(self, user: User) -> QuerySet[Any]:
        """Return the rows that are about somebody."""
        rows = self.model._base_manager.order_by("pk")
        if not self.persons:
            return rows.none()
        found = Q()
        for path in self.persons:
            found |= Q(**{path or "pk": user.pk})
        return rows.filter(found)

    def to_export(self, user: User) -> QuerySet[Any]:
        """Return the rows of which an export tells her."""
        return self.about(user) if self.rows is None else self.rows(user)

    def label_of(self, path: str) -> str:
        """Return what an exported field is called."""
        model: Any = self.model
        *steps, last = path.split("__")
        for step in steps:
            model = model._meta.get_field(step).related_model
        return str(self.labels.get(path) or model._meta.get_field(last).verbose_name)

    @property
    def described(self) -> set[str]:
        """The fields of the model that have an entry: in the export, left out of it, or what leads to the person."""
        paths = {path.split("__")[0] for path in [*self.exported, *self.persons] if path}
        return {*paths, *self.left_out} & _names(self.model) | set(self.left_out)


@dataclass(frozen=True)
class Impersonal:
    """A model that is about no person: every field is named, and those that point at one all the same say what for."""

    model: type[Model]
    reason: Words
    # Every field that leads to no person, so that a new one has to be thought of.
    fields: tuple[str, ...]
    points_at_persons: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True)
class Erasure:
    """How an app lets go of a person.

    `blockers` says what has to end first. `erase` removes and anonymises what the app holds of her, in
    the caller's transaction; it may run again and then finds nothing. `release` ends by itself whatever
    blocks: only for who was erased once, and is back with a restored backup.
    """

    blockers: Callable[[User, datetime], Iterable[Words]]
    release: Callable[[User, datetime], None]
    erase: Callable[[User, datetime], None]


def nothing_blocks(user: User, now: datetime) -> Iterable[Words]:
    """What an app says that never has a reason to wait."""
    return ()


def nothing_to_release(user: User, now: datetime) -> None:
    """What an app does that never has a reason to wait."""


_entries: dict[type[Model], Holding | Impersonal] = {}
_erasures: dict[str, Erasure] = {}


def register(app: str, *entries: Holding | Impersonal, erasure: Erasure | None = None) -> None:
    """Make known what an app holds, and how it lets go of it. Called from its `ready()`."""
    _entries.update({entry.model: entry for entry in entries})
    if erasure is not None:
        _erasures[app] = erasure


def entry_of(model: type[Model]) -> Holding | Impersonal | None:
    return _entries.get(model)


def holdings() -> list[Holding]:
    """Return everything that is held of persons, app by app in the order of the settings."""
    return [entry for entry in _in_order() if isinstance(entry, Holding)]


def impersonal() -> list[Impersonal]:
    """Return the models that are about no person, in the same order."""
    return [entry for entry in _in_order() if isinstance(entry, Impersonal)]


def _in_order() -> list[Holding | Impersonal]:
    order = {model: number for number, model in enumerate(apps.get_models())}
    return sorted(_entries.values(), key=lambda entry: order[entry.model])


def erasures() -> list[Erasure]:
    """Return how each app lets go of a person, those first that build on others."""
    return [_erasures[app.label] for app in reversed(list(apps.get_app_configs())) if app.label in _erasures]


def faults() -> Iterator[str]:
    """Yield what is not described: models without an entry, and fields that an entry forgets."""
    for model in apps.get_models():
        entry = entry_of(model)
        if entry is None:
            yield model._meta.label
        elif isinstance(entry, Holding):
            yield from (f"{model._meta.label}.{name}" for name in sorted(_names(model) ^ entry.described))
        else:
            pointing = {name for name in _names(model) if _points_at_person(model, name)}
            forgotten = (pointing ^ set(entry.points_at_persons)) | (_names(model) - pointing) ^ set(entry.fields)
            yield from (f"{model._meta.label}.{name}" for name in sorted(forgotten))


def _names(model: type[Model]) -> set[str]:
    """Return the fields in which a row holds something; its own number says nothing."""
    names = {field.name for field in [*model._meta.concrete_fields, *model._meta.many_to_many]}
    return names - {"id"}


def _points_at_person(model: type[Model], name: str) -> bool:
    target = model._meta.get_field(name).related_model
    return isinstance(target, type) and isinstance(entry_of(target), Holding)

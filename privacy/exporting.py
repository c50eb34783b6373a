"""Collects what is held of somebody, as far as she may know it: what to tell says the inventory, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Choices, Field, Manager, Model, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import inventory
from accounts.inventory import Holding, Told
from accounts.models import User
from privacy.holdings_in_words import Described, described


@dataclass(frozen=True)
class Entry:
    """One field of one row."""

    path: str
    label: str
    told: Told


@dataclass(frozen=True)
class Kind:
    """One kind of data: what is held, and what of it is not told and why."""

    about: Described
    rows: Sequence[Sequence[Entry]]
    # By the names of fields.
    left_out: Mapping[str, str]
    # Rows and texts that are not told.
    withheld: str
    # False where an export tells nothing of it, whatever is there.
    is_told: bool


@dataclass(frozen=True)
class Content:
    """Everything about one person."""

    name: str
    email: str
    at: datetime
    kinds: Sequence[Kind]

    @property
    def filled(self) -> list[Kind]:
        return [kind for kind in self.kinds if kind.rows]

    @property
    def empty(self) -> list[Kind]:
        """Kinds of which nothing is held of her, or nothing that she may know by now."""
        return [kind for kind in self.kinds if kind.is_told and not kind.rows]

    @property
    def untold(self) -> list[Kind]:
        return [kind for kind in self.kinds if not kind.is_told]


def collect(user: User, *, now: datetime) -> Content:
    """Read everything that is held of somebody. The result holds what only she may read.

    Raises:
        CannotDecrypt: when no key opens one of her texts.
    """
    kinds = [_kind(holding, user) for holding in inventory.holdings()]
    return Content(name=user.full_name, email=user.email, at=now, kinds=kinds)


def _kind(holding: Holding, user: User) -> Kind:
    return Kind(
        about=described(holding),
        rows=[_row(holding, row, user) for row in _rows(holding, user)],
        left_out={name: str(reason) for name, reason in holding.left_out.items()},
        withheld=str(holding.withheld),
        is_told=bool(holding.exported),
    )


def _rows(holding: Holding, user: User) -> QuerySet[Any]:
    if not holding.exported:
        return holding.model._base_manager.none()
    rows = holding.to_export(user)
    behind = [path.rpartition("__")[0] for path in holding.exported if "__" in path]
    return rows.select_related(*behind) if behind else rows


def _row(holding: Holding, row: Model, user: User) -> list[Entry]:
    return [Entry(path, holding.label_of(path), _told(holding, row, path, user)) for path in holding.exported]


def _told(holding: Holding, row: Any, path: str, user: User) -> Told:
    *steps, name = path.split("__")
    for step in steps:
        row = getattr(row, step) if row is not None else None
    if row is None:
        return Told(None, "")
    field = row._meta.get_field(name)
    value = holding.values[path](row, user) if path in holding.values else getattr(row, name)
    return value if isinstance(value, Told) else told(value, field)


def told(value: Any, field: Field | None = None) -> Told:
    """Return a value for programs and in words; what a code of a field's choices means, the field says."""
    if isinstance(value, Manager):
        value = list(value.all())
    if isinstance(value, list | tuple):
        parts = [told(one) for one in value]
        return Told([part.value for part in parts], ", ".join(part.words for part in parts))
    if isinstance(value, Choices):
        return Told(value.value, str(value.label))
    if isinstance(value, str) and field is not None:
        return Told(value, str(dict(field.flatchoices).get(value, value)))
    return Told(_for_programs(value), _in_words(value))


def _for_programs(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, int | dict) else str(value)


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        return _("%(day)s, %(time)s") % {"day": date_format(local, "d.m.Y"), "time": f"{local:%H:%M}"}
    if isinstance(value, date):
        return date_format(value, "d.m.Y")
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_in_words(one)}" for name, one in value.items())
    return "" if value is None else str(value)

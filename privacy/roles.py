"""Which role reads and does what, found out by asking the code itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts import access as accounts
from accounts.admin.base import AccessAdmin
from accounts.inventory import Reader, Words, holdings
from accounts.models import Role, User
from matching import access as matching
from mentoring import access as programme
from notifications import access as notifications
from privacy import access
from privacy.catalogue import cell
from workshops import access as workshops
from workshops.models import Workshop

Predicate = Callable[[User], bool]
# What a list is that stands on a page of its own.
NO_COLUMNS = ("__str__",)


def _may_note_attendance(user: User) -> bool:
    return workshops.can_mark_attendance(user, Workshop(host_id=user.pk))


# What a role may do, and who says so.
ABILITIES: tuple[tuple[Words, Predicate], ...] = (
    (gettext_lazy("Decide on applications, mentors and tandems, and announce them"), programme.may_run_programme),
    (gettext_lazy("Start the matching, change its proposals"), matching.may_match),
    (gettext_lazy("Ask people to be mentors"), programme.may_invite_mentors),
    (gettext_lazy("Answer messages to the project team"), programme.may_answer_requests),
    (gettext_lazy("Answer messages to the adviser"), accounts.is_adviser),
    (gettext_lazy("Plan and call off workshops"), workshops.can_manage_workshops),
    (gettext_lazy("Note attendance at workshops that one hosts"), _may_note_attendance),
    (gettext_lazy("Take over staff files, keep units and levels"), accounts.may_edit_directory),
    (gettext_lazy("Open and close accounts, give roles, remove a lost second factor"), accounts.may_edit_accounts),
    (gettext_lazy("See counts of mails, send them again"), notifications.may_see_counts),
    (gettext_lazy("Read the decision log (each its own part)"), accounts.may_read_decision_log),
    (gettext_lazy("See periods and figures of deletions"), access.may_read_reports),
    (gettext_lazy("Delete somebody's data on request"), access.may_erase),
)


@dataclass(frozen=True)
class MatrixRow:
    """What a line of a matrix is about, and what stands in each column."""

    what: str
    cells: list[str]


@dataclass(frozen=True)
class ListRow:
    """A list of the administration: what it shows, what it can be narrowed by, and to whom it is shown."""

    title: str
    columns: str
    filters: str
    search: str
    roles: str


def readers() -> list[str]:
    return [str(reader.label) for reader in Reader]


def reading() -> list[MatrixRow]:
    """Say of each kind of data who reads it, wholly or in part."""
    yes, in_part = _("reads"), _("in part")
    return [
        MatrixRow(
            cell(held.what),
            [(in_part if reader in held.limits else yes) if reader in held.readers else "–" for reader in Reader],
        )
        for held in holdings()
    ]


def roles() -> list[str]:
    return [str(role.label) for role in Role]


def abilities() -> list[MatrixRow]:
    """Say of each thing that can be done which role does it."""
    return [
        MatrixRow(cell(words), [_("yes") if may(_somebody_with(role)) else "–" for role in Role])
        for words, may in ABILITIES
    ]


def areas() -> list[MatrixRow]:
    """Say of each area of the administration what a role may do there."""
    return [
        MatrixRow(_title_of(area), [", ".join(_allowed(area, _somebody_with(role))) or "–" for role in Role])
        for area in _areas()
    ]


def lists() -> list[ListRow]:
    """Return every list of the administration with its columns and filters."""
    return [
        ListRow(
            title=_title_of(area),
            columns=", ".join(cell(_title_of_column(area, column)) for column in area.list_display),
            filters=", ".join(_filters_of(area)) or "–",
            search=", ".join(_searched_by(area)) or "–",
            roles=", ".join(str(role.label) for role in Role if list(_allowed(area, _somebody_with(role)))),
        )
        for area in _areas()
        if tuple(area.list_display) != NO_COLUMNS
    ]


def _areas() -> list[AccessAdmin]:
    return [area for area in admin.site._registry.values() if isinstance(area, AccessAdmin)]


def _somebody_with(role: Role) -> User:
    """Return somebody who has this role alone, as `accounts.access` knows her; nobody is read or written."""
    user = User(pk=0, is_active=True)
    user._role_cache = frozenset({role})  # type: ignore[attr-defined]
    return user


def _allowed(area: AccessAdmin, user: User) -> Iterator[str]:
    if area.may_view(user) or area.may_change(user):
        yield pgettext("what a role may do", "see")
    if area.may_add(user):
        yield pgettext("what a role may do", "add")
    if area.may_change(user):
        yield pgettext("what a role may do", "change")
    if area.may_delete(user):
        yield pgettext("what a role may do", "delete")


def _title_of(area: AccessAdmin) -> str:
    return str(capfirst(cell(area.opts.verbose_name_plural or area.opts.object_name or "")))


def _title_of_column(area: AccessAdmin, column: Any) -> str:
    return str(label_for_field(column, area.model, area))


def _filters_of(area: AccessAdmin) -> Iterator[str]:
    for entry in area.list_filter:
        found: Any = entry[0] if isinstance(entry, list | tuple) else entry
        yield cell(_label_at(area, found) if isinstance(found, str) else found.title)


def _searched_by(area: AccessAdmin) -> Iterator[str]:
    """Return what a search looks in, each name once."""
    yield from dict.fromkeys(cell(_label_at(area, path)) for path in area.search_fields)


def _label_at(area: AccessAdmin, path: str) -> str:
    """Return the name of a field behind a path."""
    model: Any = area.model
    *steps, last = path.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    return str(label_for_field(last, model))

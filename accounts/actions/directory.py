"""The directory changed by hand: levels, units and people, and what follows for accounts.

Whatever writes to the directory holds its lock, so that two changes which are right by themselves
cannot make a circle together, and imports follow one another.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from accounts import audit, hierarchy
from accounts.actions import accounts
from accounts.errors import Refused
from accounts.models import AuditEntry, Employee, Level, OrgUnit, User
from accounts.signals import organisation_changed

# Changes of these let somebody stand elsewhere or higher; others are no matter of the hierarchy.
TELLING_UNIT_FIELDS = frozenset({"parent", "head", "deputy", "is_department", "is_active"})
TELLING_EMPLOYEE_FIELDS = frozenset({"unit", "level", "superior", "is_active"})

CHUNK = 1_000


def lock_directory() -> None:
    """Wait until nobody else writes to the directory, and hold it until the transaction ends.

    The levels stand for the whole: they are few, and always there before anybody can be entered.
    """
    list(Level.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def tell_organisation_changed(*, by: User | None) -> None:
    """Let the other apps look again at what depends on who stands above whom."""
    organisation_changed.send(sender=OrgUnit, by=by)


@transaction.atomic
def save_level(level: Level, *, by: User) -> Level:
    """Add or change a level. Tells the other apps when its rank changed: distances are other ones then."""
    lock_directory()
    changed = _changed_fields(level)
    level.save()
    if changed is None or changed:
        audit.record("level.added" if changed is None else "level.changed", level, by=by, fields=changed or [])
    if changed and "rank" in changed:
        tell_organisation_changed(by=by)
    return level


@transaction.atomic
def delete_level(level: Level, *, by: User) -> None:
    """Remove a level that nobody has and no cohort asks for.

    Raises:
        Refused: while it is used.
    """
    lock_directory()
    audit.record("level.removed", level, by=by)
    try:
        level.delete()
    except ProtectedError as error:
        raise Refused(_("The level “%(level)s” is still in use.") % {"level": level.name}) from error


@transaction.atomic
def save_unit(unit: OrgUnit, *, by: User) -> OrgUnit:
    """Add or change a unit; `unit` carries the new values.

    When it moves to another organisation, all units below it move along. Tells the other apps when
    the hierarchy changed.

    Raises:
        Refused: when it would stand below itself, when an organisation would become part of another,
            or when a short name is taken where it would move.
    """
    lock_directory()
    changed = _changed_fields(unit)
    organisation = _organisation_under(unit.parent)
    if changed is None:
        unit.organisation = organisation
        _require_free_codes(organisation, [unit.code], but=[])
        unit.save()
    else:
        _move(unit, organisation)
    if changed is None or changed:
        audit.record("unit.added" if changed is None else "unit.changed", unit, by=by, fields=changed or [])
    if changed and TELLING_UNIT_FIELDS.intersection(changed):
        tell_organisation_changed(by=by)
    return unit


def _move(unit: OrgUnit, organisation: OrgUnit | None) -> None:
    before = OrgUnit.objects.get(pk=unit.pk)
    if unit.parent_id is not None:
        if before.parent_id is None:
            message = _("%(unit)s is an organisation of its own and cannot be placed below another unit.")
            raise Refused(message % {"unit": before})
        if hierarchy.parent_closes_circle(unit.pk, unit.parent_id):
            raise Refused(circle_of_units(unit))
    root_id = organisation.pk if organisation else unit.pk
    below = _units_below(before) if root_id != before.root_id else []
    codes = [unit.code, *(other.code for other in below)]
    _require_free_codes(organisation, codes, but=[unit.pk, *(other.pk for other in below)])
    unit.organisation = organisation
    unit.save()
    OrgUnit.objects.filter(pk__in=[other.pk for other in below]).update(organisation=root_id)


def _units_below(unit: OrgUnit) -> list[OrgUnit]:
    """Return everything below a unit, however deep. One statement for its whole organisation."""
    children: dict[int | None, list[OrgUnit]] = {}
    for other in OrgUnit.objects.filter(organisation=unit.root_id):
        children.setdefault(other.parent_id, []).append(other)
    below: list[OrgUnit] = []
    waiting = [unit.pk]
    while waiting:
        found = children.pop(waiting.pop(), [])
        below.extend(found)
        waiting.extend(other.pk for other in found)
    return below


def _organisation_under(parent: OrgUnit | None) -> OrgUnit | None:
    if parent is None:
        return None
    parent = OrgUnit.objects.select_related("organisation").get(pk=parent.pk)
    return parent.organisation or parent


def _require_free_codes(organisation: OrgUnit | None, codes: Iterable[str], *, but: list[int]) -> None:
    """Refuse short names that other units have where these would stand.

    Among organisations only the root's own name counts: those below it stand in a tree of their own.
    """
    codes = list(codes)
    if organisation is None:
        others = OrgUnit.objects.organisations().filter(code=codes[0])
    else:
        others = OrgUnit.objects.of_organisation(organisation).filter(code__in=codes)
    taken = others.exclude(pk__in=but).values_list("code", flat=True)
    if taken:
        raise Refused(_("These short names are taken already: %(codes)s.") % {"codes": ", ".join(sorted(taken))})


@transaction.atomic
def save_employee(employee: Employee, *, by: User, today: date) -> Employee:
    """Add or change somebody in the directory; `employee` carries the new values.

    Her account follows: name and address at once, and it is closed when she leaves and opened again
    when she comes back. Tells the other apps when the hierarchy changed.

    Raises:
        Refused: when she would be above herself, or her new address is somebody else's.
    """
    lock_directory()
    employee.email = employee.email.strip().lower()
    changed = _changed_fields(employee)
    if employee.pk and employee.superior_id and hierarchy.superior_closes_circle(employee.pk, employee.superior_id):
        raise Refused(circle_of_superiors(employee))
    came_back = _leave_or_return(employee, changed, today)
    employee.save()
    if changed is None or changed:
        audit.record("employee.added" if changed is None else "employee.changed", employee, by=by, fields=changed or [])
    if changed:
        accounts.follow_directory(employee)
        if "is_active" in changed and not employee.is_active:
            close_accounts([employee.pk], left_on=today, by=by)
        reopen_accounts(came_back, by=by)
        if TELLING_EMPLOYEE_FIELDS.intersection(changed):
            tell_organisation_changed(by=by)
    return employee


def _leave_or_return(employee: Employee, changed: list[str] | None, today: date) -> dict[int, date | None]:
    """Set the day of leaving; return since when she was away if she comes back."""
    if changed is None:
        employee.left_on = None if employee.is_active else today
    elif "is_active" in changed:
        left_on = employee.left_on
        employee.left_on = None if employee.is_active else today
        return {employee.pk: left_on} if employee.is_active else {}
    return {}


@transaction.atomic
def merge(old: Employee, new: Employee, *, by: User) -> Employee:
    """Make two entries of one person, whose address changed, one: the old one under the new data.

    The old entry stays, with the account and everything that belongs to it; the new one goes. Who
    had the new one as superior, head or deputy has the old one now.

    Raises:
        Refused: when both are the same entry, belong to different organisations, or both have an
            account: then nobody can say which one is to stay.
    """
    lock_directory()
    if old.pk == new.pk:
        raise Refused(_("Please choose two different entries."))
    entries = {one.pk: one for one in Employee.objects.select_for_update(of=("self",)).filter(pk__in=[old.pk, new.pk])}
    if len(entries) < 2:
        raise Refused(_("One of the two entries is no longer there."))
    old, new = entries[old.pk], entries[new.pk]
    users = {user.employee_id: user for user in User.objects.select_for_update().filter(employee__in=[old, new])}
    if len(users) > 1:
        raise Refused(_("%(name)s has two accounts. Please close one of them first.") % {"name": new.full_name})
    left_on = old.left_on
    _hand_over(new, old)
    if new.pk in users:
        # The signal that keeps addresses must see the account at its new entry.
        User.objects.filter(pk=users[new.pk].pk).update(employee=old)
    values = {field.attname: getattr(new, field.attname) for field in _own_fields(Employee)}
    removed_id = new.pk
    new.delete()
    for name, value in values.items():
        setattr(old, name, value)
    if old.superior_id == old.pk:
        old.superior = None
    if old.superior_id is not None and hierarchy.superior_closes_circle(old.pk, old.superior_id):
        raise Refused(circle_of_superiors(old))
    old.save()
    accounts.follow_directory(old)
    if old.is_active and left_on is not None:
        reopen_accounts({old.pk: left_on}, by=by)
    audit.record("employee.merged", old, by=by, removed=removed_id)
    tell_organisation_changed(by=by)
    return old


def _hand_over(new: Employee, old: Employee) -> None:
    Employee.objects.filter(superior=new).exclude(pk=old.pk).update(superior=old)
    OrgUnit.objects.filter(head=new).update(head=old)
    OrgUnit.objects.filter(deputy=new).update(deputy=old)


def close_accounts(employee_ids: Iterable[int], *, left_on: date, by: User | None) -> None:
    """Close the accounts of people who left. The log keeps since when, for their return."""
    for ids in _chunks(employee_ids):
        open_accounts = User.objects.filter(employee__in=ids, is_active=True)
        users = list(open_accounts.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
        User.objects.filter(pk__in=users).update(is_active=False)
        audit.record_each("account.closed", User, users, by=by, left_on=left_on.isoformat())


def reopen_accounts(left_on: Mapping[int, date | None], *, by: User | None) -> None:
    """Open the accounts of people who are back, as far as they were closed because they had left.

    `left_on` says by employee since when each was away. An account that the administration had
    closed stays closed.
    """
    for ids in _chunks(left_on):
        closed = User.objects.filter(employee__in=ids, is_active=False).select_for_update(of=("self",)).order_by("pk")
        left = {
            user_id: since.isoformat()
            for user_id, employee_id in closed.values_list("pk", "employee_id")
            if (since := left_on[employee_id])
        }
        entries = AuditEntry.objects.filter(
            Q(action="account.closed", subject_type=User._meta.label_lower, subject_id__in=left)
        )
        users = sorted(
            {entry.subject_id for entry in entries if entry.details.get("left_on") == left[entry.subject_id]}
        )
        User.objects.filter(pk__in=users).update(is_active=True)
        audit.record_each("account.reopened", User, users, by=by)


def circle_of_units(unit: OrgUnit) -> str:
    return _("%(unit)s would stand below itself. Please choose another superior unit.") % {"unit": unit}


def circle_of_superiors(employee: Employee) -> str:
    message = _("%(name)s would stand above herself. Please choose another superior.")
    return message % {"name": employee.full_name}


def _own_fields(model: type[models.Model]) -> list["models.Field[Any, Any]"]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def _changed_fields(entry: models.Model) -> list[str] | None:
    """Return which fields differ from what is stored; nothing at all for a new entry."""
    before = type(entry)._default_manager.filter(pk=entry.pk).first() if entry.pk else None
    if before is None:
        return None
    return [
        field.name
        for field in _own_fields(type(entry))
        if getattr(before, field.attname) != getattr(entry, field.attname)
    ]


def _chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    every = sorted(ids)
    return (every[start : start + CHUNK] for start in range(0, len(every), CHUNK))

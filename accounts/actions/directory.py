"""The directory changed by hand: levels, units and people, and what follows for accounts.

Whatever writes to the directory holds its lock, so that two changes which are right by themselves
cannot make a circle together, and imports follow one another.
"""

from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts import audit, rules
from accounts.actions import accounts, leaving
from accounts.errors import Refused
from accounts.models import Employee, Level, OrgUnit, User
from accounts.signals import organisation_changed

# Changes of these let somebody stand elsewhere or higher; others are no matter of the hierarchy.
TELLING_UNIT_FIELDS = frozenset({"parent", "head", "deputy", "is_department", "is_active"})
TELLING_EMPLOYEE_FIELDS = frozenset({"unit", "level", "superior", "is_active"})


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
    _record("level", level, changed, by=by)
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
            when a short name is taken where it would stand, or when head or deputy are gone.
    """
    lock_directory()
    _require_entries(unit.head_id, unit.deputy_id)
    _require_no_faults(rules.faults_of_unit(unit))
    changed = _changed_fields(unit)
    organisation = rules.organisation_under(unit.parent)
    moving = rules.units_moving_along(OrgUnit.objects.get(pk=unit.pk), organisation) if unit.pk else []
    unit.organisation = organisation
    unit.save()
    OrgUnit.objects.filter(pk__in=[other.pk for other in moving]).update(organisation=unit.root_id)
    _record("unit", unit, changed, by=by)
    if changed and TELLING_UNIT_FIELDS.intersection(changed):
        tell_organisation_changed(by=by)
    return unit


@transaction.atomic
def save_employee(employee: Employee, *, by: User, today: date) -> Employee:
    """Add or change somebody in the directory; `employee` carries the new values.

    Her account follows: name and address at once, and it is closed when she leaves and opened again
    when she comes back. Tells the other apps when somebody was added or the hierarchy changed.

    Raises:
        Refused: when she would stand above herself, when her new address is that of another account,
            when somebody would deactivate herself, or when she or her superior are gone.
    """
    lock_directory()
    employee.email = employee.email.strip().lower()
    _require_entries(employee.pk, employee.superior_id)
    _require_no_faults(rules.faults_of_employee(employee))
    if not employee.is_active and employee.pk and employee.pk == by.employee_id:
        raise Refused(_("You cannot deactivate yourself."))
    changed = _changed_fields(employee)
    away_since = employee.left_on
    if changed is None or "is_active" in changed:
        employee.left_on = None if employee.is_active else today
    if changed is None or employee.is_active:
        employee.confirmed_on = today
    employee.save()
    _record("employee", employee, changed, by=by)
    if changed is None:
        tell_organisation_changed(by=by)
    if changed:
        accounts.follow_directory(employee)
        if "is_active" in changed and employee.is_active:
            leaving.reopen_accounts({employee.pk: away_since}, by=by)
        elif "is_active" in changed:
            leaving.close_accounts([employee.pk], left_on=today, by=by)
        if TELLING_EMPLOYEE_FIELDS.intersection(changed):
            tell_organisation_changed(by=by)
    return employee


def _require_entries(*ids: int | None) -> None:
    """Refuse what names somebody whose entry was removed while the form was open. The caller holds the directory."""
    named = {entry for entry in ids if entry}
    if Employee.objects.filter(pk__in=named).count() < len(named):
        raise Refused(_("Somebody whom this is about was removed from the directory in the meantime."))


def _require_no_faults(faults: rules.Faults) -> None:
    if faults:
        raise Refused(" ".join(faults.values()))


def _record(kind: str, entry: models.Model, changed: list[str] | None, *, by: User) -> None:
    if changed is None:
        audit.record(f"{kind}.added", entry, by=by)
    elif changed:
        audit.record(f"{kind}.changed", entry, by=by, fields=changed)


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

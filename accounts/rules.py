"""What must hold in the directory, said by field: forms show it, actions refuse by it."""

from collections.abc import Iterable
from typing import Protocol

from django.utils.translation import gettext as _

from accounts import hierarchy
from accounts.models import Employee, OrgUnit, User

Faults = dict[str, str]


class Named(Protocol):
    """Somebody in the directory, in a staff file or with an account."""

    @property
    def first_name(self) -> str: ...
    @property
    def last_name(self) -> str: ...


def faults_of_unit(unit: OrgUnit) -> Faults:
    """Return what speaks against a unit with these values, by field. Reads what is stored itself."""
    before = OrgUnit.objects.filter(pk=unit.pk).first() if unit.pk else None
    organisation = organisation_under(unit.parent)
    if before is not None and unit.parent_id is not None:
        if before.parent_id is None:
            message = _("%(unit)s is an organisation of its own and cannot be placed below another unit.")
            return {"parent": message % {"unit": before}}
        if hierarchy.parent_closes_circle(unit.pk, unit.parent_id):
            message = _("%(unit)s would stand below itself. Please choose another superior unit.")
            return {"parent": message % {"unit": before}}
    moving = units_moving_along(before, organisation) if before else []
    taken = _taken_codes(organisation, [unit.code, *(other.code for other in moving)], but=[unit, *moving])
    if unit.code in taken:
        return {"code": _("This short name is taken already.")}
    if taken:
        message = _("Units below it would move along, but their short names are taken there: %(codes)s.")
        return {"parent": message % {"codes": ", ".join(sorted(taken))}}
    return {}


def faults_of_employee(employee: Employee) -> Faults:
    """Return what speaks against an entry with these values, by field. Reads what is stored itself."""
    if employee.pk and employee.superior_id and hierarchy.superior_closes_circle(employee.pk, employee.superior_id):
        message = _("%(name)s would stand above herself. Please choose another superior.")
        return {"superior": message % {"name": employee.full_name}}
    return {}


def may_be_one_person(user: User, employee: Employee) -> bool:
    """Say whether an account from outside may belong to an entry of the directory.

    Addresses become free when people leave: the closed account of one with another name is hers alone.
    """
    return user.is_active or bear_the_same_name(user, employee)


def bear_the_same_name(one: Named, other: Named) -> bool:
    return not (_first_differs(one, other) or _last_differs(one, other))


def have_no_name_in_common(one: Named, other: Named) -> bool:
    """Say whether two names are those of different people, and not of one who has married or was mistyped."""
    return _first_differs(one, other) and _last_differs(one, other)


def _first_differs(one: Named, other: Named) -> bool:
    return one.first_name.casefold() != other.first_name.casefold()


def _last_differs(one: Named, other: Named) -> bool:
    return one.last_name.casefold() != other.last_name.casefold()


def organisation_under(parent: OrgUnit | None) -> OrgUnit | None:
    """Return the organisation of what hangs on this unit; none when it would be one itself."""
    if parent is None:
        return None
    parent = OrgUnit.objects.select_related("organisation").get(pk=parent.pk)
    return parent.organisation or parent


def units_moving_along(unit: OrgUnit, organisation: OrgUnit | None) -> list[OrgUnit]:
    """Return everything below a unit, however deep, when it would go to another organisation; else nothing.

    One statement for the whole organisation.
    """
    if organisation is not None and organisation.pk == unit.root_id:
        return []
    if organisation is None and unit.organisation_id is None:
        return []
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


def _taken_codes(organisation: OrgUnit | None, codes: list[str], *, but: Iterable[OrgUnit]) -> set[str]:
    """Return which short names other units have where these would stand.

    Of a new organisation only its own name counts: what is below stands in a tree of its own.
    """
    if organisation is None:
        others = OrgUnit.objects.organisations().filter(code=codes[0])
    else:
        others = OrgUnit.objects.of_organisation(organisation).filter(code__in=codes)
    return set(others.exclude(pk__in=[unit.pk for unit in but if unit.pk]).values_list("code", flat=True))

"""Writes what a preview showed, in bulk: a small, constant number of statements per thousand rows.

Units and people point at each other and at themselves. So units are first made without parent and
head and get them in a second pass, when everybody has an id.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Q

from accounts.importing.comparing import EmployeePlan, MergeOffer, UnitPlan
from accounts.importing.preview import Preview
from accounts.models import Employee, OrgUnit

CHUNK = 1_000
# How many steps of a hierarchy are made one after the other.
ROUNDS = 12

UNIT_FIELDS = ["name", "parent", "head", "is_active"]
EMPLOYEE_FIELDS = [
    "email",
    "first_name",
    "last_name",
    "unit",
    "function",
    "level",
    "superior",
    "site",
    "phone",
    "is_active",
    "left_on",
    "confirmed_on",
]

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Written:
    """Who was touched, for what follows from it. `merged` and `renamed` are in the directory under the new data.

    `returned` says since when each was away.
    """

    organisation: OrgUnit
    gone: list[int]
    returned: dict[int, date | None]
    renamed: list[int]
    merged: list[int]


def write(preview: Preview, merges: Sequence[MergeOffer], *, today: date) -> Written:
    """Bring the directory to what the preview showed. The caller holds the directory's lock."""
    return _Writer(preview, merges, today).write()


def confirm(organisation_code: str, *, today: date) -> None:
    """Note that the files named everybody whom an organisation has now, in unchanged and refused rows too.

    Called once they are written, when nobody else is active. One statement, whatever the size of the files.
    """
    of_organisation = Q(unit__code=organisation_code, unit__parent=None) | Q(unit__organisation__code=organisation_code)
    named = Employee.objects.active().filter(of_organisation)
    named.exclude(confirmed_on=today).update(confirmed_on=today)


def chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    rows = list(items)
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


class _Writer:
    def __init__(self, preview: Preview, merges: Sequence[MergeOffer], today: date) -> None:
        if preview.unit_comparison is None or preview.employee_comparison is None or preview.snapshot is None:
            raise ValueError("A preview with blockers cannot be written.")
        self._units = preview.unit_comparison
        self._people = preview.employee_comparison
        self._snapshot = preview.snapshot
        self._code = preview.organisation_code
        self._today = today
        self._merged = {offer.new.email: offer.old for offer in merges}
        self._unit_ids = {unit.code: unit.id for unit in self._snapshot.units.values()}
        self._made_without_superior: set[str] = set()
        self._employee_ids = {known.email: known.id for known in self._snapshot.employees_by_id.values()}

    def write(self) -> Written:
        root = self._root()
        self._make_units(root)
        self._make_employees()
        self._update_employees()
        self._update_units(root)
        gone = self._deactivate_employees()
        self._deactivate_units()
        returned = {plan.known.id: plan.known.left_on for plan in self._people.plans if plan.known and _returns(plan)}
        returned.update((old.id, old.left_on) for old in self._merged.values() if not old.is_active)
        return Written(
            organisation=root,
            gone=gone,
            returned=returned,
            renamed=[plan.known.id for plan in self._people.plans if plan.known and plan.name_changes],
            merged=[old.id for old in self._merged.values()],
        )

    def _root(self) -> OrgUnit:
        if self._snapshot.root is not None:
            return OrgUnit.objects.get(pk=self._snapshot.root.id)
        plan = next(plan for plan in self._units.plans if plan.row.code == self._code)
        root = OrgUnit.objects.create(code=self._code, name=plan.row.name, is_department=plan.is_department)
        self._unit_ids[root.code] = root.pk
        return root

    def _make_units(self, root: OrgUnit) -> None:
        made = OrgUnit.objects.bulk_create(
            OrgUnit(
                code=plan.row.code,
                name=plan.row.name,
                is_department=plan.is_department,
                parent=root,
                organisation=root,
            )
            for plan in self._units.plans
            if plan.known is None and plan.row.code != root.code
        )
        self._unit_ids.update((unit.code, unit.pk) for unit in made)

    def _update_units(self, root: OrgUnit) -> None:
        OrgUnit.objects.bulk_create(
            [self._unit(plan, root) for plan in self._units.plans if plan.is_to_write],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=UNIT_FIELDS,
        )

    def _unit(self, plan: UnitPlan, root: OrgUnit) -> OrgUnit:
        is_root = plan.row.code == root.code
        return OrgUnit(
            id=self._unit_ids[plan.row.code],
            code=plan.row.code,
            name=plan.row.name,
            is_department=plan.is_department,
            deputy_id=plan.known.deputy_id if plan.known else None,
            parent_id=None if is_root else self._unit_ids[plan.row.parent],
            organisation_id=None if is_root else root.pk,
            head_id=self._employee_ids[plan.head] if plan.head else None,
            is_active=True,
        )

    def _make_employees(self) -> None:
        """Make who is new, superiors before those whom they lead, so that each is written once.

        After some rounds the rest of a very long chain is made without superiors, which it gets
        with the changes.
        """
        for email, old in self._merged.items():
            self._employee_ids[email] = old.id
        waiting = [plan for plan in self._people.plans if plan.row.email not in self._employee_ids]
        for _round in range(ROUNDS):
            ready = [plan for plan in waiting if self._knows_superior(plan)]
            waiting = [plan for plan in waiting if not self._knows_superior(plan)]
            self._make(self._employee(plan) for plan in ready)
        self._made_without_superior = {plan.row.email for plan in waiting}
        self._make(self._employee(plan, with_superior=False) for plan in waiting)

    def _knows_superior(self, plan: EmployeePlan) -> bool:
        return not plan.row.superior or plan.row.superior in self._employee_ids

    def _make(self, employees: Iterable[Employee]) -> None:
        made = Employee.objects.bulk_create(employees)
        self._employee_ids.update((employee.email, employee.pk) for employee in made)

    def _update_employees(self) -> None:
        """Write what changed, and the superiors of those who were made without."""
        employees = []
        for plan in self._people.plans:
            is_new = plan.known is None and plan.row.email not in self._merged
            if plan.row.email in self._made_without_superior if is_new else plan.is_to_write:
                employee = self._employee(plan)
                employee.pk = self._employee_ids[plan.row.email]
                employees.append(employee)
        Employee.objects.bulk_create(
            employees, update_conflicts=True, unique_fields=["id"], update_fields=EMPLOYEE_FIELDS
        )

    def _employee(self, plan: EmployeePlan, *, with_superior: bool = True) -> Employee:
        row = plan.row
        known = plan.known or self._merged.get(row.email)
        return Employee(
            email=row.email,
            first_name=row.first_name,
            last_name=row.last_name,
            unit_id=self._unit_ids[row.unit],
            level_id=plan.level_id,
            superior_id=self._employee_ids[row.superior] if with_superior and row.superior else None,
            function=_given(row.function, known.function if known else ""),
            site=_given(row.site, known.site if known else ""),
            phone=_given(row.phone, known.phone if known else ""),
            confirmed_on=self._today,
        )

    def _deactivate_employees(self) -> list[int]:
        merged = {old.id for old in self._merged.values()}
        gone = [known.id for known in self._people.gone if known.id not in merged]
        for ids in chunks(gone):
            Employee.objects.filter(pk__in=ids).update(is_active=False, left_on=self._today)
        return gone

    def _deactivate_units(self) -> None:
        for ids in chunks(unit.id for unit in self._units.gone):
            OrgUnit.objects.filter(pk__in=ids).update(is_active=False)


def _given(value: str | None, known: str) -> str:
    """Return the file's value, or the known one where the file lacks the column."""
    return known if value is None else value


def _returns(plan: EmployeePlan) -> bool:
    return plan.known is not None and not plan.known.is_active

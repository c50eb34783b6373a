"""What the directory holds at this moment, read in three statements."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from accounts.importing.cleaning import name_key
from accounts.models import Employee, Level, OrgUnit


@dataclass(frozen=True, slots=True)
class KnownUnit:
    id: int
    code: str
    name: str
    parent_id: int | None
    organisation_id: int | None
    head_id: int | None
    deputy_id: int | None
    is_department: bool
    is_active: bool

    @property
    def root_id(self) -> int:
        return self.organisation_id or self.id

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}"


@dataclass(frozen=True, slots=True)
class KnownEmployee:
    id: int
    email: str
    first_name: str
    last_name: str
    unit_id: int
    level_id: int
    superior_id: int | None
    function: str
    site: str
    phone: str
    is_active: bool
    left_on: date | None
    # Whether there is an account that holds something already which nobody else may find. None without an account.
    has_signed_in: bool | None

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def name_key(self) -> str:
        return name_key(self.first_name, self.last_name)


@dataclass(frozen=True, slots=True)
class KnownLevel:
    id: int
    name: str
    rank: int
    leads_department: bool


class Snapshot:
    """The whole directory, looked at from one organisation. `root` is empty while it is not known yet."""

    def __init__(self, organisation_code: str) -> None:
        levels = [KnownLevel(*row) for row in _rows(Level.objects.all(), KnownLevel)]
        self.levels = {level.name.casefold(): level for level in sorted(levels, key=lambda level: level.rank)}
        self.levels_by_id = {level.id: level for level in levels}
        self.units_by_id = {row[0]: KnownUnit(*row) for row in _rows(OrgUnit.objects.all(), KnownUnit)}
        employees = Employee.objects.annotate(has_signed_in=F("user__has_signed_in"))
        self.employees_by_id = {row[0]: KnownEmployee(*row) for row in _rows(employees, KnownEmployee)}
        self.employees = {employee.email: employee for employee in self.employees_by_id.values()}
        roots = [unit for unit in self.units_by_id.values() if unit.parent_id is None]
        self.root = next((unit for unit in roots if unit.code == organisation_code), None)
        # By code, of this organisation only: another one may use the same codes.
        self.units = {unit.code: unit for unit in self.units_by_id.values() if self._is_below_root(unit)}
        self._own_unit_ids = {unit.id for unit in self.units.values()}
        self.own_employees = [known for known in self.employees_by_id.values() if self.is_own(known)]

    def _is_below_root(self, unit: KnownUnit) -> bool:
        return self.root is not None and unit.root_id == self.root.id

    def is_own(self, employee: KnownEmployee) -> bool:
        return employee.unit_id in self._own_unit_ids

    def organisation_of(self, employee: KnownEmployee) -> KnownUnit:
        return self.units_by_id[self.units_by_id[employee.unit_id].root_id]

    def level_name(self, level_id: int) -> str:
        return self.levels_by_id[level_id].name

    def unit_code(self, unit_id: int) -> str:
        return self.units_by_id[unit_id].code

    def email(self, employee_id: int | None) -> str:
        return self.employees_by_id[employee_id].email if employee_id else ""


def _rows(found: QuerySet[Any], shape: type) -> Iterable[tuple]:
    # The fields of each class bear the names of the columns.
    return found.order_by("pk").values_list(*(field.name for field in fields(shape)))

"""Who stands above whom, for many people at once (R4 a, f).

Two statements answer for any number of people in a tree of any depth: one walks the named superiors
upwards, one the units. Both are recursive with UNION, which drops what was seen already and so
ends on a circle too.

What counts, and what does not:

- Above somebody stand the head and the deputy of her unit and of every unit above it, her named
  superior, the superior's superior, and so on.
- A unit that somebody leads counts as hers as well, wherever the directory seats her.
- Nobody stands above herself. Whoever leads a unit is not below that unit's deputy, nor below those
  who lead units underneath it. The head does stand above the deputy, and so do head and deputy of a
  unit above.
- Whether people and units are active plays no part: a superior who has left still shows the way to
  the next one, and a refusal too many is the smaller harm.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django_cte import CTE, with_cte

from accounts.models import Employee, OrgUnit

# SQLite takes 32,766 values in one statement. For more people than this the whole directory is read.
MAX_IDS = 30_000


class Tie(StrEnum):
    """Through what somebody stands above somebody else."""

    HEAD = "head"
    DEPUTY = "deputy"
    SUPERIOR = "superior"
    CHAIN = "chain"


@dataclass(frozen=True, slots=True)
class Unit:
    """What the hierarchy needs to know of a unit."""

    id: int
    parent_id: int | None
    organisation_id: int
    head_id: int | None
    deputy_id: int | None
    code: str
    name: str
    is_department: bool

    def __str__(self) -> str:
        return f"{self.code} ({self.name})"


@dataclass(frozen=True, slots=True)
class Above:
    """One reason why somebody stands above an employee. `unit` is empty for named superiors."""

    superior_id: int
    tie: Tie
    unit: Unit | None = None
    is_own_unit: bool = False

    def sentence(self, *, superior: str, employee: str) -> str:
        """Say the reason to the team, with the names of the two."""
        words = {"superior": superior, "employee": employee, "unit": self.unit}
        if self.tie is Tie.SUPERIOR:
            return _("%(superior)s is the named superior of %(employee)s.") % words
        if self.tie is Tie.CHAIN:
            return _("%(superior)s stands further up among the superiors of %(employee)s.") % words
        if self.tie is Tie.HEAD and self.is_own_unit:
            return _("%(superior)s leads the unit of %(employee)s, %(unit)s.") % words
        if self.tie is Tie.HEAD:
            return _("%(superior)s leads the unit above %(employee)s, %(unit)s.") % words
        if self.is_own_unit:
            return _("%(superior)s is deputy head of the unit of %(employee)s, %(unit)s.") % words
        return _("%(superior)s is deputy head of the unit above %(employee)s, %(unit)s.") % words


class LineOfCommand(Mapping[int, tuple[Above, ...]]):
    """Everybody above one employee, by id, each with the reasons why, the nearest first.

    `boss_id in line` asks whether somebody stands above her; `line[boss_id]` says why.
    """

    def __init__(self, employee_id: int, reasons: Iterable[Above]) -> None:
        self.employee_id = employee_id
        collected: dict[int, list[Above]] = {}
        for reason in reasons:
            collected.setdefault(reason.superior_id, []).append(reason)
        self._reasons = {superior_id: tuple(found) for superior_id, found in collected.items()}

    def __getitem__(self, superior_id: int) -> tuple[Above, ...]:
        return self._reasons[superior_id]

    def __iter__(self) -> Iterator[int]:
        return iter(self._reasons)

    def __len__(self) -> int:
        return len(self._reasons)


class ReportingLines:
    """A picture of the hierarchy above some employees, read in two statements and asked in memory.

    Ids that the directory does not know have an empty line, no department and no organisation.
    """

    def __init__(self, employee_ids: Iterable[int]) -> None:
        self.employee_ids = frozenset(employee_ids)
        # Of those asked for and of everybody above them.
        self._superior_ids: dict[int, int | None] = {}
        self._unit_ids: dict[int, int] = {}
        self._units: dict[int, Unit] = {}
        if self.employee_ids:
            self._read()

    def line_of(self, employee_id: int) -> LineOfCommand:
        """Return everybody above the employee, first those of her units, then her superiors."""
        reasons = [*self._above_by_unit(employee_id), *self._above_by_name(employee_id)]
        return LineOfCommand(employee_id, dict.fromkeys(reasons))

    def departments_of(self, employee_id: int) -> frozenset[int]:
        """Return the units at or above hers that are marked as a department (R4 f)."""
        return frozenset(unit.id for unit in self._path(self._unit_ids.get(employee_id)) if unit.is_department)

    def organisation_of(self, employee_id: int) -> int | None:
        """Return the root of the tree in which she works."""
        unit = self._units.get(self._unit_ids.get(employee_id, 0))
        return unit.organisation_id if unit else None

    def branch_of(self, employee_id: int) -> int | None:
        """Return the unit right below the organisation in which she works, or the organisation itself."""
        path = self._path(self._unit_ids.get(employee_id))
        return path[-2 if len(path) > 1 else -1].id if path else None

    def unit(self, unit_id: int) -> Unit:
        """Return one of the units that an answer names."""
        return self._units[unit_id]

    def _read(self) -> None:
        for employee_id, superior_id, unit_id in _employees_and_superiors(self.employee_ids):
            self._superior_ids[employee_id] = superior_id
            self._unit_ids[employee_id] = unit_id
        for row in _units_and_parents(self.employee_ids):
            unit_id, parent_id, organisation_id, *others = row
            self._units[unit_id] = Unit(unit_id, parent_id, organisation_id or unit_id, *others)

    @cached_property
    def _led_by(self) -> dict[int, list[int]]:
        led: dict[int, list[int]] = {}
        for unit in self._units.values():
            if unit.head_id is not None:
                led.setdefault(unit.head_id, []).append(unit.id)
        return led

    def _path(self, unit_id: int | None) -> list[Unit]:
        """Return the unit and all above it, bottom up."""
        path: dict[int, Unit] = {}
        while unit_id is not None and unit_id not in path and unit_id in self._units:
            path[unit_id] = self._units[unit_id]
            unit_id = path[unit_id].parent_id
        return list(path.values())

    def _above_by_unit(self, employee_id: int) -> Iterator[Above]:
        own_unit_id = self._unit_ids.get(employee_id)
        for start_id in dict.fromkeys([own_unit_id, *self._led_by.get(employee_id, [])]):
            path = self._path(start_id)
            led = [position for position, unit in enumerate(path) if unit.head_id == employee_id]
            for unit in path[led[-1] + 1 if led else 0 :]:
                for superior_id, tie in ((unit.head_id, Tie.HEAD), (unit.deputy_id, Tie.DEPUTY)):
                    if superior_id is not None and superior_id != employee_id:
                        yield Above(superior_id, tie, unit, is_own_unit=unit.id == own_unit_id)

    def _above_by_name(self, employee_id: int) -> Iterator[Above]:
        seen = {employee_id}
        superior_id = self._superior_ids.get(employee_id)
        while superior_id is not None and superior_id not in seen:
            yield Above(superior_id, Tie.CHAIN if len(seen) > 1 else Tie.SUPERIOR)
            seen.add(superior_id)
            superior_id = self._superior_ids.get(superior_id)


def lines_of(employee_ids: Iterable[int]) -> dict[int, LineOfCommand]:
    """Return for each employee everybody above her and why. Two statements."""
    lines = ReportingLines(employee_ids)
    return {employee_id: lines.line_of(employee_id) for employee_id in lines.employee_ids}


def departments_of(employee_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """Return for each employee the ids of the departments at or above her unit. Two statements."""
    lines = ReportingLines(employee_ids)
    return {employee_id: lines.departments_of(employee_id) for employee_id in lines.employee_ids}


def organisation_of(employee_ids: Iterable[int]) -> dict[int, int]:
    """Return for each employee whom the directory knows the id of her organisation. One statement."""
    ids = frozenset(employee_ids)
    rows = Employee.objects.filter(_is_one_of(ids)).order_by()
    return {
        employee_id: organisation_id or unit_id
        for employee_id, unit_id, organisation_id in rows.values_list("pk", "unit_id", "unit__organisation_id")
        if employee_id in ids
    }


def superior_closes_circle(employee_id: int, superior_id: int) -> bool:
    """Say whether somebody would end up above herself with this superior. One statement."""
    return any(row[0] == employee_id for row in _employees_and_superiors(frozenset({superior_id})))


def parent_closes_circle(unit_id: int, parent_id: int) -> bool:
    """Say whether a unit would end up below itself with this parent. One statement."""
    return any(row[0] == unit_id for row in _units_upwards(Q(pk=parent_id)))


def _is_one_of(ids: frozenset[int], field: str = "pk") -> Q:
    return Q(**{f"{field}__in": ids}) if len(ids) <= MAX_IDS else Q(**{f"{field}__isnull": False})


def _employees_and_superiors(ids: frozenset[int]) -> QuerySet[Employee, tuple[int, int | None, int]]:
    columns = ("id", "superior_id", "unit_id")

    def upwards(above: CTE) -> QuerySet[Employee, dict[str, int | None]]:
        asked_for = Employee.objects.filter(_is_one_of(ids)).order_by().values(*columns)
        return asked_for.union(above.join(Employee.objects.order_by(), id=above.col.superior_id).values(*columns))

    above = CTE.recursive(upwards, name="superiors")
    return with_cte(above, select=above).order_by().values_list(*columns)


def _units_and_parents(ids: frozenset[int]) -> QuerySet[OrgUnit, tuple]:
    # A list of units, not a question per unit, which SQLite would answer anew for each.
    where_they_work = Employee.objects.filter(_is_one_of(ids)).order_by().values("unit_id")
    return _units_upwards(Q(pk__in=where_they_work) | _is_one_of(ids, "head"))


def _units_upwards(start: Q) -> QuerySet[OrgUnit, tuple]:
    columns = ("id", "parent_id", "organisation_id", "head_id", "deputy_id", "code", "name", "is_department")

    def upwards(above: CTE) -> QuerySet[OrgUnit, dict[str, object]]:
        asked_for = OrgUnit.objects.filter(start).order_by().values(*columns)
        return asked_for.union(above.join(OrgUnit.objects.order_by(), id=above.col.parent_id).values(*columns))

    above = CTE.recursive(upwards, name="units_above")
    return with_cte(above, select=above).order_by().values_list(*columns)

"""What the accepted rows would change in the directory."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.importing.cleaning import name_key
from accounts.importing.columns import Kind, column
from accounts.importing.people import PeopleCheck
from accounts.importing.report import Report
from accounts.importing.rows import EmployeeRow, UnitRow
from accounts.importing.snapshot import KnownEmployee, KnownUnit, Snapshot
from accounts.importing.units import UnitCheck


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an entry: what it holds, and what it would hold."""

    field: str
    label: str | Promise
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit or somebody in the directory, as the preview names it: `key` is code or address."""

    key: str
    name: str
    detail: str = ""
    changes: tuple[FieldChange, ...] = ()


@dataclass
class Difference:
    """How one of the two lists would change."""

    new: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    returning: list[Entry] = field(default_factory=list)
    gone: list[Entry] = field(default_factory=list)
    unchanged: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.changed or self.returning or self.gone)


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit as it would be. `known` is empty for a new one; `parent` is a code, `head` an address."""

    row: UnitRow
    known: KnownUnit | None
    head: str
    is_department: bool
    is_to_write: bool


@dataclass(frozen=True, slots=True)
class EmployeePlan:
    """Somebody as she would be. `known` is empty when she is new."""

    row: EmployeeRow
    known: KnownEmployee | None
    level_id: int
    is_to_write: bool
    name_changes: bool = False


@dataclass(frozen=True, slots=True)
class MergeOffer:
    """Somebody who is gone and somebody new who may be the same person with another address."""

    old: KnownEmployee
    new: EmployeeRow
    reason: str

    @property
    def key(self) -> str:
        """What a form sends to choose this offer."""
        return f"{self.old.id}:{self.new.email}"


class UnitComparison:
    """The units of the file beside those of the directory."""

    def __init__(self, units: UnitCheck, people: PeopleCheck, snapshot: Snapshot) -> None:
        self.difference = Difference()
        self.plans: list[UnitPlan] = []
        self.gone: list[KnownUnit] = []
        self._snapshot = snapshot
        self._people = people
        for row in units.accepted.values():
            self._compare(row)
        staying = units.accepted.keys() | units.kept.keys()
        for code, known in snapshot.units.items():
            if known.is_active and code not in staying:
                self.gone.append(known)
                self.difference.gone.append(Entry(code, known.name))

    def _compare(self, row: UnitRow) -> None:
        known = self._snapshot.units.get(row.code)
        head = self._people.head_of(row)
        if known is None:
            self.plans.append(UnitPlan(row, None, head, self._is_department(head), is_to_write=True))
            self.difference.new.append(Entry(row.code, row.name, _parent_detail(row)))
            return
        changes = tuple(self._changes(known, row, head))
        self.plans.append(UnitPlan(row, known, head, known.is_department, bool(changes) or not known.is_active))
        _sort_in(self.difference, Entry(row.code, row.name, "", changes), known.is_active)

    def _changes(self, known: KnownUnit, row: UnitRow, head: str) -> Iterator[FieldChange]:
        parent = self._snapshot.unit_code(known.parent_id) if known.parent_id else ""
        old_values = {"name": known.name, "parent": parent, "head": self._snapshot.email(known.head_id)}
        new_values = {"name": row.name, "parent": row.parent, "head": head}
        for name, old in old_values.items():
            if old != new_values[name]:
                yield FieldChange(name, column(Kind.UNITS, name).label, old, new_values[name])

    def _is_department(self, head: str) -> bool:
        row = self._people.accepted.get(head)
        if row is not None:
            return self._snapshot.levels[row.level.casefold()].leads_department
        known = self._snapshot.employees.get(head)
        return known is not None and self._snapshot.levels_by_id[known.level_id].leads_department


class EmployeeComparison:
    """The people of the file beside those of the directory."""

    def __init__(self, people: PeopleCheck, snapshot: Snapshot) -> None:
        self.difference = Difference()
        self.plans: list[EmployeePlan] = []
        self.gone: list[KnownEmployee] = []
        self._snapshot = snapshot
        for row in people.accepted.values():
            self._compare(row)
        self.active_before = 0
        for known in snapshot.own_employees:
            self.active_before += known.is_active
            if known.is_active and known.email not in people.accepted and known.id not in people.kept:
                self.gone.append(known)
                self.difference.gone.append(Entry(known.email, known.full_name, snapshot.unit_code(known.unit_id)))
        self.merges = list(self._merges())

    def _compare(self, row: EmployeeRow) -> None:
        known = self._snapshot.employees.get(row.email)
        level = self._snapshot.levels[row.level.casefold()]
        if known is None:
            self.plans.append(EmployeePlan(row, None, level.id, is_to_write=True))
            self.difference.new.append(Entry(row.email, row.full_name, row.unit))
            return
        changes = tuple(self._changes(known, row, level.id))
        name_changes = (known.first_name, known.last_name) != (row.first_name, row.last_name)
        is_to_write = bool(changes) or not known.is_active
        self.plans.append(EmployeePlan(row, known, level.id, is_to_write, name_changes))
        _sort_in(self.difference, Entry(row.email, row.full_name, row.unit, changes), known.is_active)

    def _changes(self, known: KnownEmployee, row: EmployeeRow, level_id: int) -> Iterator[FieldChange]:
        for name in ("first_name", "last_name", "function", "site", "phone"):
            old, new = getattr(known, name), getattr(row, name)
            if new is not None and old != new:
                yield self._change(name, old, new)
        unit = self._snapshot.unit_code(known.unit_id)
        if unit != row.unit or not self._snapshot.is_own(known):
            yield self._change("unit", unit, row.unit)
        if known.level_id != level_id:
            yield self._change("level", self._snapshot.level_name(known.level_id), row.level)
        superior = self._snapshot.email(known.superior_id)
        if superior != row.superior:
            yield self._change("superior", superior, row.superior)

    def _change(self, name: str, old: str, new: str) -> FieldChange:
        return FieldChange(name, column(Kind.EMPLOYEES, name).label, old, new)

    def _merges(self) -> Iterator[MergeOffer]:
        """Offer those who left, now or earlier, together with new people who resemble them, each once."""
        left = [*self.gone, *(known for known in self._snapshot.own_employees if not known.is_active)]
        known_by_name: dict[str, list[KnownEmployee]] = {}
        known_by_phone: dict[str, list[KnownEmployee]] = {}
        named_in_file = {plan.row.email for plan in self.plans}
        for known in left:
            if known.email not in named_in_file:
                known_by_name.setdefault(known.name_key, []).append(known)
                if known.phone:
                    known_by_phone.setdefault(known.phone, []).append(known)
        taken: set[int] = set()
        for plan in self.plans:
            row = plan.row
            if plan.known is not None:
                continue
            alike = known_by_name.get(name_key(row.first_name, row.last_name), [])
            alike = [*alike, *known_by_phone.get(row.phone or "", [])]
            for known in alike:
                reason = "" if known.id in taken else self._resemblance(known, row)
                if reason:
                    taken.add(known.id)
                    yield MergeOffer(known, row, reason)
                    break

    def _resemblance(self, known: KnownEmployee, row: EmployeeRow) -> str:
        same_name = known.name_key == name_key(row.first_name, row.last_name)
        same_first_name = name_key(known.first_name) == name_key(row.first_name)
        same_phone = bool(row.phone) and known.phone == row.phone
        if same_name and self._snapshot.unit_code(known.unit_id) == row.unit:
            return _("same name, same unit")
        if same_name and same_phone:
            return _("same name, same phone number")
        if same_first_name and same_phone:
            return _("same first name, same phone number")
        return ""


def _sort_in(difference: Difference, entry: Entry, is_active: bool) -> None:
    if not is_active:
        difference.returning.append(entry)
    elif entry.changes:
        difference.changed.append(entry)
    else:
        difference.unchanged += 1


def _parent_detail(row: UnitRow) -> str:
    return _("below %(parent)s") % {"parent": row.parent} if row.parent else str(ORGANISATION)


ORGANISATION = gettext_lazy("organisation")


def notices_on_deputies(
    comparison: EmployeeComparison, units: UnitComparison, snapshot: Snapshot, report: Report
) -> None:
    """Tell which units would have a deputy who is gone: the file does not name deputies."""
    gone = {known.id: known for known in comparison.gone}
    gone_units = {known.id for known in units.gone}
    for unit in snapshot.units.values():
        if unit.deputy_id in gone and unit.id not in gone_units:
            words = {"unit": unit.title, "name": gone[unit.deputy_id].full_name}
            text = _("%(name)s, deputy head of %(unit)s, is gone. Please choose somebody else there.")
            report.notice(Kind.UNITS, None, text % words)

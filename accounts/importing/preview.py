"""What an import would do, all of it, before anything is written."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.importing.cleaning import quoted
from accounts.importing.columns import Kind
from accounts.importing.comparing import (
    Difference,
    EmployeeComparison,
    Entry,
    MergeOffer,
    UnitComparison,
    notices_on_deputies,
)
from accounts.importing.people import PeopleCheck
from accounts.importing.reading import Sheet
from accounts.importing.report import Notice, RefusedRow, Report
from accounts.importing.rows import UnitRow, employee_rows, unit_rows
from accounts.importing.snapshot import KnownEmployee, Snapshot
from accounts.importing.units import UnitCheck

# A file that would deactivate more than this part of an organisation is likely the wrong one.
MANY_GONE = 1 / 3


@dataclass
class Preview:
    """Everything that an import would do, and everything it has to say.

    With `blockers` nothing can be written, and the differences are empty. `digest` stands for what
    was shown: as long as it stays the same, the same would be written.
    """

    organisation_code: str
    organisation_name: str
    is_new_organisation: bool
    sheets: tuple[Sheet, Sheet]
    blockers: list[str]
    refused: list[RefusedRow]
    notices: list[Notice]
    units: Difference
    employees: Difference
    merges: list[MergeOffer]
    active_before: int
    digest: str
    # For writing: plans with everything resolved.
    unit_comparison: UnitComparison | None = None
    employee_comparison: EmployeeComparison | None = None
    snapshot: Snapshot | None = None

    @property
    def changes_nothing(self) -> bool:
        return self.units.is_empty and self.employees.is_empty

    def chosen_merges(self, keys: Collection[str]) -> list[MergeOffer]:
        return [offer for offer in self.merges if offer.key in keys]

    def gone_without(self, merges: Sequence[MergeOffer] = ()) -> list[KnownEmployee]:
        """Return the people who would be deactivated when these offers are taken."""
        if self.employee_comparison is None:
            return []
        merged = {offer.old.id for offer in merges}
        return [known for known in self.employee_comparison.gone if known.id not in merged]

    def many_gone(self, merges: Sequence[MergeOffer] = ()) -> bool:
        """Say whether so many would be deactivated that somebody should confirm it once more."""
        return len(self.gone_without(merges)) > self.active_before * MANY_GONE


def make_preview(units_sheet: Sheet, employees_sheet: Sheet, organisation_code: str) -> Preview:
    """Check both files against each other and against the directory. Three statements, writes nothing.

    Without an organisation the files describe a new one: its code is that of their root.
    """
    report = Report()
    units = unit_rows(units_sheet, report)
    people = employee_rows(employees_sheet, report)
    code = organisation_code or _only_root(units, report)
    snapshot = Snapshot(code)
    if not organisation_code and snapshot.root is not None:
        message = _("The organisation “%(code)s” exists already. Please choose it.")
        report.blockers.append(message % {"code": quoted(code)})
    name = snapshot.root.name if snapshot.root else next((row.name for row in units if row.code == code), "")
    if code:
        unit_check = UnitCheck(units, snapshot, code, report)
        people_check = PeopleCheck(people, snapshot, unit_check, report)
    preview = Preview(
        organisation_code=code,
        organisation_name=name,
        is_new_organisation=snapshot.root is None,
        sheets=(units_sheet, employees_sheet),
        blockers=report.blockers,
        refused=[],
        notices=report.notices,
        units=Difference(),
        employees=Difference(),
        merges=[],
        active_before=0,
        digest="",
    )
    if not report.blockers:
        _compare(preview, unit_check, people_check, snapshot, report)
    # Without an organisation no employee has a unit: that would only hide what is to be mended.
    preview.refused = [row for row in report.refused() if not report.blockers or row.kind is Kind.UNITS]
    preview.digest = _digest(preview)
    return preview


def _only_root(rows: list[UnitRow], report: Report) -> str:
    roots = [row.code for row in rows if not row.parent and row.code]
    if len(roots) == 1:
        return roots[0]
    if roots:
        message = _("The units file describes several organisations: %(codes)s. Please import one at a time.")
        report.blockers.append(message % {"codes": ", ".join(quoted(code) for code in roots)})
    else:
        report.blockers.append(_("The units file has no row without a superior unit: the organisation is missing."))
    return ""


def _compare(preview: Preview, units: UnitCheck, people: PeopleCheck, snapshot: Snapshot, report: Report) -> None:
    unit_comparison = UnitComparison(units, people, snapshot)
    employee_comparison = EmployeeComparison(people, snapshot)
    notices_on_deputies(employee_comparison, unit_comparison, snapshot, report)
    preview.units = unit_comparison.difference
    preview.employees = employee_comparison.difference
    preview.merges = employee_comparison.merges
    preview.active_before = employee_comparison.active_before
    preview.unit_comparison = unit_comparison
    preview.employee_comparison = employee_comparison
    preview.snapshot = snapshot


def _digest(preview: Preview) -> str:
    """Return a fingerprint of everything the preview shows as a change."""

    def entries(difference: Difference) -> list[object]:
        groups: tuple[list[Entry], ...] = (difference.new, difference.changed, difference.returning, difference.gone)
        return [
            [(entry.key, [(change.field, change.old, change.new) for change in entry.changes]) for entry in group]
            for group in groups
        ]

    shown = [
        preview.organisation_code,
        entries(preview.units),
        entries(preview.employees),
        [offer.key for offer in preview.merges],
        [(row.kind, row.number) for row in preview.refused],
        preview.blockers,
    ]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()

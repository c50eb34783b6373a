"""Which rows of the employees file can be taken, and who is named in them."""

from django.utils.translation import gettext as _

from accounts import rules
from accounts.importing.circles import circles
from accounts.importing.cleaning import looks_damaged, may_have_been, name_key, quoted
from accounts.importing.columns import Kind
from accounts.importing.report import Report
from accounts.importing.rows import EmployeeRow, UnitRow
from accounts.importing.snapshot import KnownEmployee, Snapshot
from accounts.importing.units import UnitCheck


class PeopleCheck:
    """The employee rows that can be taken, by address.

    Whoever stands in a refused row stays as she is in the directory (`kept`): a fault in a file must
    not lock anybody out. Superiors and heads may be people of accepted rows, kept people, and active
    people of another organisation.
    """

    def __init__(self, rows: list[EmployeeRow], snapshot: Snapshot, units: UnitCheck, report: Report) -> None:
        self._snapshot = snapshot
        self._units = units
        self._report = report
        self._all_rows = rows
        self._rows = self._without_doubles(rows)
        self._faults_of_units: dict[str, str] = {}
        self.accepted: dict[str, EmployeeRow] = {}
        self.kept: set[int] = set()
        for row in self._rows.values():
            self._check_references(row)
        self._settle()
        self._check_superiors()
        self._settle()
        self._refuse_circles()
        self._leave_out_missing_superiors()
        self._look_at_names()

    def can_be_named(self, email: str) -> bool:
        """Say whether a superior or a head with this address will be in the directory."""
        if email in self.accepted:
            return True
        known = self._snapshot.employees.get(email)
        return known is not None and (known.id in self.kept or self._is_elsewhere(known))

    def head_of(self, unit: UnitRow) -> str:
        """Return the address of a unit's head; empty when she is not there, which is told."""
        if not unit.head or self.can_be_named(unit.head):
            return unit.head
        words = {"unit": quoted(unit.title), "head": quoted(unit.head)}
        text = _("The head of %(unit)s, “%(head)s”, is not in the employees file. The unit is left without a head.")
        self._report.notice(Kind.UNITS, unit.number, text % words)
        return ""

    def _settle(self) -> None:
        self.accepted = {row.email: row for row in self._rows.values() if not self._is_refused(row)}
        self.kept = self._people_of_refused_rows()

    def _is_refused(self, row: EmployeeRow) -> bool:
        return self._report.is_refused(Kind.EMPLOYEES, row.number)

    def _refuse(self, row: EmployeeRow, reason: str) -> None:
        self._report.refuse(Kind.EMPLOYEES, row.number, row.title, reason)

    def _is_elsewhere(self, known: KnownEmployee) -> bool:
        return known.is_active and not self._snapshot.is_own(known)

    def _without_doubles(self, rows: list[EmployeeRow]) -> dict[str, EmployeeRow]:
        first: dict[str, EmployeeRow] = {}
        for row in rows:
            if row.email and first.setdefault(row.email, row) is not row:
                words = {"email": quoted(row.email), "row": first[row.email].number}
                self._refuse(row, _("The address “%(email)s” stands in row %(row)s already.") % words)
        return first

    def _check_references(self, row: EmployeeRow) -> None:
        if row.unit:
            if row.unit not in self._faults_of_units:
                self._faults_of_units[row.unit] = self._units.fault_of_reference(row.unit)
            if self._faults_of_units[row.unit]:
                self._refuse(row, self._faults_of_units[row.unit])
        if row.level and row.level.casefold() not in self._snapshot.levels:
            known = ", ".join(level.name for level in self._snapshot.levels.values())
            words = {"level": quoted(row.level), "levels": known}
            self._refuse(row, _("The level “%(level)s” is unknown. Known levels: %(levels)s.") % words)
        known_person = self._snapshot.employees.get(row.email)
        if known_person and self._is_elsewhere(known_person):
            words = {"organisation": self._snapshot.organisation_of(known_person).title}
            self._refuse(row, _("This address belongs to somebody of the organisation %(organisation)s.") % words)
        elif known_person and self._is_somebody_else(row, known_person):
            words = {"name": known_person.full_name}
            text = _(
                "In the directory this is the address of %(name)s, who has an account. If it is the same person, "
                "please change her name there first; if it is somebody else, give the entry there another address."
            )
            self._refuse(row, text % words)

    def _is_somebody_else(self, row: EmployeeRow, known: KnownEmployee) -> bool:
        """Say whether an address seems to have been given to another person, who must not come into an account.

        Of somebody who is back the name has to be the same, because addresses become free when people leave.
        """
        if not known.has_signed_in or looks_damaged(row.full_name):
            return False
        if known.is_active:
            return rules.have_no_name_in_common(row, known)
        return not rules.bear_the_same_name(row, known)

    def _check_superiors(self) -> None:
        for row in self._rows.values():
            if row.superior and row.superior == row.email:
                self._refuse(row, _("The row names her as her own superior."))
            elif row.superior and row.superior not in self._rows and not self.can_be_named(row.superior):
                words = {"superior": quoted(row.superior)}
                self._refuse(row, _("The superior “%(superior)s” is not in the file.") % words)

    def _people_of_refused_rows(self) -> set[int]:
        """Return the ids of the organisation's active people who stand in refused rows.

        They are found by address, or by name where the address is what is wrong.
        """
        by_name: dict[str, list[int]] = {}
        by_email: dict[str, int] = {}
        for known in self._snapshot.own_employees:
            if known.is_active and known.email not in self.accepted:
                by_name.setdefault(known.name_key, []).append(known.id)
                by_email[known.email] = known.id
        kept: set[int] = set()
        for row in self._all_rows:
            if self._is_refused(row):
                by_address = by_email.get(row.email)
                names = by_name.get(name_key(row.first_name, row.last_name), [])
                kept.update(names if by_address is None else [by_address])
        return kept

    def _refuse_circles(self) -> None:
        """Refuse the rows of circles, in the file itself and with people who stay as they are."""
        while found := circles(self._superiors()):
            rows = [[self.accepted[email] for email in circle if email in self.accepted] for circle in found]
            if not any(rows):
                # A circle that the directory has from elsewhere is not this file's fault.
                return
            for circle in rows:
                people = ", ".join(row.title for row in circle)
                reason = _("These people are each other's superiors in a circle: %(people)s.") % {"people": people}
                for row in circle:
                    self._refuse(row, reason)
            self._settle()

    def _superiors(self) -> dict[str, str | None]:
        """Return who would be whose superior: the file's word where it is taken, the directory's elsewhere."""
        superiors: dict[str, str | None] = {
            known.email: self._snapshot.email(known.superior_id) or None
            for known in self._snapshot.employees_by_id.values()
            if known.superior_id
        }
        superiors.update((row.email, row.superior or None) for row in self.accepted.values())
        return superiors

    def _leave_out_missing_superiors(self) -> None:
        """Take rows whose superior was refused and is new: they stay, without a superior."""
        for row in self.accepted.values():
            if row.superior and not self.can_be_named(row.superior):
                words = {"name": row.title, "row": self._rows[row.superior].number}
                text = _("The superior of %(name)s was refused (row %(row)s). She is imported without a superior.")
                self._report.notice(Kind.EMPLOYEES, row.number, text % words)
                row.superior = ""

    def _look_at_names(self) -> None:
        """Tell names that look damaged, and keep the known one where it shows what was lost."""
        for row in self.accepted.values():
            known = self._snapshot.employees.get(row.email)
            for field in ("first_name", "last_name"):
                name = getattr(row, field)
                if not looks_damaged(name):
                    continue
                original = getattr(known, field) if known else ""
                if original and may_have_been(name, original):
                    text = _("The name “%(name)s” looks damaged. “%(original)s” is kept.")
                    setattr(row, field, original)
                else:
                    text = _("The name “%(name)s” looks damaged: letters may have been lost.")
                words = {"name": quoted(name), "original": original}
                self._report.notice(Kind.EMPLOYEES, row.number, text % words)

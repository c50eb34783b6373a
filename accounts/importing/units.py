"""Which rows of the units file hold together as one tree."""

from django.utils.translation import gettext as _

from accounts.importing.circles import circles
from accounts.importing.cleaning import quoted
from accounts.importing.columns import Kind
from accounts.importing.report import Report
from accounts.importing.rows import UnitRow
from accounts.importing.snapshot import KnownUnit, Snapshot


class UnitCheck:
    """The unit rows that can be taken, by code.

    A unit whose row is refused stays as it is in the directory (`kept`), and others may hang on it.
    One that is new cannot be made, so that what hangs on it is refused too, with the row to mend.
    """

    def __init__(self, rows: list[UnitRow], snapshot: Snapshot, organisation_code: str, report: Report) -> None:
        self.organisation_code = organisation_code
        self._snapshot = snapshot
        self._report = report
        self._rows = self._without_doubles(rows)
        self.accepted = {code: row for code, row in self._rows.items() if not self._is_refused(row)}
        self._find_root()
        self._refuse_unknown_parents()
        self._refuse_until_it_holds_together()

    @property
    def kept(self) -> dict[str, KnownUnit]:
        """Units of the directory whose rows are refused: they stay as they are."""
        return {
            code: self._snapshot.units[code]
            for code in self._rows
            if code in self._snapshot.units and code not in self.accepted
        }

    def fault_of_reference(self, code: str) -> str:
        """Return why nothing can hang on this code; empty when it can."""
        if code in self.accepted:
            return ""
        row = self._rows.get(code)
        if row is None:
            return _("The unit “%(code)s” is not in the units file.") % {"code": quoted(code)}
        if code in self._snapshot.units:
            return ""
        words = {"code": quoted(code), "row": row.number}
        return _("The unit “%(code)s” was refused (row %(row)s of the units file).") % words

    def _is_refused(self, row: UnitRow) -> bool:
        return self._report.is_refused(Kind.UNITS, row.number)

    def _refuse(self, row: UnitRow, reason: str) -> None:
        self._report.refuse(Kind.UNITS, row.number, quoted(row.title), reason)
        self.accepted.pop(row.code, None)

    def _without_doubles(self, rows: list[UnitRow]) -> dict[str, UnitRow]:
        first: dict[str, UnitRow] = {}
        for row in rows:
            if row.code and first.setdefault(row.code, row) is not row:
                words = {"code": quoted(row.code), "row": first[row.code].number}
                reason = _("The short name “%(code)s” stands in row %(row)s already.") % words
                self._report.refuse(Kind.UNITS, row.number, quoted(row.title), reason)
        return first

    def _find_root(self) -> None:
        """Refuse further roots; without the organisation's own row nothing can be written."""
        code = self.organisation_code
        root = self._rows.get(code)
        for row in list(self.accepted.values()):
            if not row.parent and row.code != code:
                reason = _("A unit other than the organisation “%(code)s” needs a superior unit.")
                self._refuse(row, reason % {"code": quoted(code)})
        if root is None:
            self._report.blockers.append(
                _("The units file has no row for the organisation “%(code)s”.") % {"code": quoted(code)}
            )
        elif root.parent:
            self._report.blockers.append(
                _("The organisation “%(code)s” must not have a superior unit (row %(row)s of the units file).")
                % {"code": quoted(code), "row": root.number}
            )
        elif code not in self.accepted and code not in self._snapshot.units:
            self._report.blockers.append(
                _("The row of the organisation “%(code)s” was refused, so that nothing can be imported.")
                % {"code": quoted(code)}
            )

    def _refuse_unknown_parents(self) -> None:
        for row in list(self.accepted.values()):
            if row.parent == row.code:
                self._refuse(row, _("A unit cannot be its own superior unit."))
            elif row.parent and row.parent not in self._rows:
                words = {"code": quoted(row.parent)}
                self._refuse(row, _("The superior unit “%(code)s” is not in the file.") % words)

    def _refuse_until_it_holds_together(self) -> None:
        """Refuse circles and what hangs on nothing.

        A unit whose row is refused falls back to where the directory has it, which may close another
        circle: repeated until nothing more is refused.
        """
        before = -1
        while len(self.accepted) != before:
            before = len(self.accepted)
            self._refuse_circles()
            self._refuse_what_hangs_on_nothing()

    def _refuse_circles(self) -> None:
        """Refuse the rows of circles, in the file itself and with units that stay where they are."""
        for circle in circles(self._parents()):
            rows = [self.accepted[code] for code in circle if code in self.accepted]
            codes = ", ".join(quoted(row.code) for row in rows)
            for row in rows:
                self._refuse(row, _("These units stand above each other in a circle: %(codes)s.") % {"codes": codes})

    def _parents(self) -> dict[str, str | None]:
        """Return the tree as it would be: the file's where it is taken, the directory's elsewhere."""
        by_id = self._snapshot.units_by_id
        parents: dict[str, str | None] = {
            code: by_id[unit.parent_id].code if unit.parent_id else None for code, unit in self._snapshot.units.items()
        }
        parents.update((row.code, row.parent or None) for row in self.accepted.values())
        return parents

    def _refuse_what_hangs_on_nothing(self) -> None:
        """Refuse new units below a refused one that the directory does not know, top down."""
        children: dict[str, list[UnitRow]] = {}
        for row in self.accepted.values():
            children.setdefault(row.parent, []).append(row)
        missing = [code for code in self._rows if self.fault_of_reference(code)]
        while missing:
            code = missing.pop()
            for row in children.get(code, []):
                if row.code in self.accepted:
                    self._refuse(row, self.fault_of_reference(code))
                    if row.code not in self._snapshot.units:
                        missing.append(row.code)

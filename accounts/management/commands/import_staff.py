"""Imports both HR files of an organisation: shows the preview, and writes it on request."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import imports
from accounts.actions.imports import Decision
from accounts.errors import Refused
from accounts.importing.columns import Kind
from accounts.importing.comparing import Difference, Entry
from accounts.importing.preview import Preview, make_preview
from accounts.importing.reading import FileRefused, Sheet, read_sheet


class Command(BaseCommand):
    """Writes nothing without `--apply`. Ends with an error when anything was refused."""

    help = "Imports the units and employees files of an organisation; without --apply it only shows the preview."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--units", type=Path, required=True, help="CSV file of the units")
        parser.add_argument("--employees", type=Path, required=True, help="CSV file of the employees")
        parser.add_argument("--organisation", required=True, help="short name of the root unit, such as BM")
        parser.add_argument("--apply", action="store_true", help="write it")
        parser.add_argument("--skip-refused", action="store_true", help="write it without the refused rows")
        parser.add_argument(
            "--allow-many-gone", action="store_true", help="even if more than a third would be deactivated"
        )
        parser.add_argument(
            "--merge",
            action="append",
            default=[],
            metavar="OLD:NEW",
            help="the address of somebody gone and the new one of the same person; may be repeated",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        units = self._sheet(options["units"], Kind.UNITS)
        employees = self._sheet(options["employees"], Kind.EMPLOYEES)
        preview = make_preview(units, employees, options["organisation"])
        self._show(preview, full=options["verbosity"] > 1)
        decision = Decision(
            preview.digest,
            skip_refused=options["skip_refused"],
            allow_many_gone=options["allow_many_gone"],
            merges=self._merges(preview, options["merge"]),
        )
        if options["apply"]:
            self._apply(units, employees, decision, options["organisation"])
        elif preview.blockers or preview.refused:
            raise CommandError(_("Some rows are refused. Nothing was written."))

    def _sheet(self, path: Path, kind: Kind) -> Sheet:
        try:
            return read_sheet(path.read_bytes(), kind)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except FileRefused as refusal:
            raise CommandError(f"{path}: {refusal}") from refusal

    def _merges(self, preview: Preview, wanted: list[str]) -> frozenset[str]:
        keys = {f"{offer.old.email}:{offer.new.email}": offer.key for offer in preview.merges}
        unknown = [pair for pair in wanted if pair not in keys]
        if unknown:
            raise CommandError(_("These are not offered for merging: %(pairs)s.") % {"pairs": ", ".join(unknown)})
        return frozenset(keys[pair] for pair in wanted)

    def _apply(self, units: Sheet, employees: Sheet, decision: Decision, organisation: str) -> None:
        try:
            imports.apply_sheets(
                units, employees, decision, organisation_code=organisation, by=None, today=timezone.localdate()
            )
        except Refused as refusal:
            raise CommandError(" ".join([str(refusal), _("Nothing was written.")])) from refusal
        self.stdout.write(self.style.SUCCESS(_("The staff files were imported.")))

    def _show(self, preview: Preview, *, full: bool) -> None:
        self.stdout.write(f"{preview.organisation_code} {preview.organisation_name}".strip())
        for sheet, difference in zip(preview.sheets, (preview.units, preview.employees), strict=True):
            self._show_sheet(sheet, difference, full=full)
        for row in preview.refused:
            place = _("%(file)s, row %(row)s") % {"file": row.kind.label, "row": row.number}
            refused = _("Refused")
            self.stdout.write(self.style.ERROR(f"{refused}: {place}, {row.title}: {' '.join(row.reasons)}"))
        for notice in preview.notices:
            place = _("%(file)s, row %(row)s") % {"file": notice.kind.label, "row": notice.number or "–"}
            remark = _("Remark")
            self.stdout.write(self.style.WARNING(f"{remark}: {place}: {notice.text}"))
        for offer in preview.merges:
            question = _("Perhaps the same person")
            self.stdout.write(f"{question}: {offer.old.email}:{offer.new.email} ({offer.reason})")
        for blocker in preview.blockers:
            self.stdout.write(self.style.ERROR(blocker))

    def _show_sheet(self, sheet: Sheet, difference: Difference, *, full: bool) -> None:
        words = {"file": sheet.kind.label, "rows": len(sheet.rows), "encoding": sheet.encoding}
        self.stdout.write(_("%(file)s: %(rows)s rows, %(encoding)s") % words)
        if sheet.ignored:
            ignored = _("Not needed and not stored")
            self.stdout.write(f"  {ignored}: {', '.join(sheet.ignored)}")
        groups: list[tuple[str, list[Entry]]] = [
            (_("New"), difference.new),
            (_("Changed"), difference.changed),
            (_("Back again"), difference.returning),
            (_("No longer there"), difference.gone),
        ]
        for title, entries in groups:
            self.stdout.write(f"  {title}: {len(entries)}")
            for entry in entries if full else []:
                self.stdout.write(f"    {entry.name} ({entry.key}){self._changes(entry)}")
        unchanged = _("Unchanged")
        self.stdout.write(f"  {unchanged}: {difference.unchanged}")

    def _changes(self, entry: Entry) -> str:
        return "".join(f"\n      {change.label}: {change.old or '–'} → {change.new or '–'}" for change in entry.changes)

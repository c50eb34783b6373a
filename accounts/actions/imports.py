"""The import of the HR files, from the upload to the decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions import accounts, directory, leaving
from accounts.errors import Refused, Stale
from accounts.importing.columns import Kind
from accounts.importing.comparing import MergeOffer
from accounts.importing.preview import Preview, make_preview
from accounts.importing.reading import Sheet, read_sheet
from accounts.importing.writing import Written, confirm, write
from accounts.models import Employee, StaffImport, StaffImportState, User
from accounts.transitions import require_transition


@dataclass(frozen=True)
class Decision:
    """What somebody decided after reading a preview. `digest` stands for what she read."""

    digest: str
    skip_refused: bool = False
    allow_many_gone: bool = False
    merges: frozenset[str] = frozenset()


@transaction.atomic
def open_import(
    units: bytes, employees: bytes, *, organisation_code: str, by: User | None, now: datetime
) -> StaffImport:
    """Read both files and keep their needed columns until somebody decides. Writes nothing to the directory.

    Forgets at the same time what nobody decided on within a day.

    Raises:
        FileRefused: when one of the files is no table with the columns that are needed.
    """
    expire_overdue(now=now)
    sheets = [read_sheet(units, Kind.UNITS), read_sheet(employees, Kind.EMPLOYEES)]
    return StaffImport.objects.create(
        uploader=by,
        organisation_code=organisation_code,
        created_at=now,
        content=[sheet.to_json() for sheet in sheets],
    )


def preview_of(staff_import: StaffImport) -> Preview:
    """Return what the import would do now. Writes nothing.

    Raises:
        Stale: when it was decided on already.
    """
    if staff_import.content is None:
        raise Stale
    units, employees = (Sheet.from_json(stored) for stored in staff_import.content or ())
    return make_preview(units, employees, staff_import.organisation_code)


@transaction.atomic
def apply_import(
    staff_import: StaffImport, decision: Decision, *, by: User | None, now: datetime, today: date
) -> dict[str, int]:
    """Write exactly what the preview showed, whole; return the numbers.

    Locks the import, then the directory. Nothing of it is kept but the numbers and a note in the
    decision log. Accounts follow: names and addresses, those of people who left are closed, those of
    people who are back are opened. Tells the other apps when the hierarchy changed.

    Raises:
        Stale: when it was decided on already, is older than a day, or the directory has changed so
            that something else would be written than was shown.
        Refused: with refused rows that nobody agreed to leave out, or with many people gone that
            nobody confirmed, or when the one who decides would be gone herself.
    """
    staff_import = StaffImport.objects.select_for_update(of=("self",)).get(pk=staff_import.pk)
    require_transition(staff_import, StaffImportState.APPLIED)
    if not StaffImport.objects.open(now).filter(pk=staff_import.pk).exists():
        raise Stale(_("This import is older than a day. Please upload the files again."))
    units, employees = (Sheet.from_json(stored) for stored in staff_import.content or ())
    result = apply_sheets(
        units, employees, decision, organisation_code=staff_import.organisation_code, by=by, today=today
    )
    staff_import.close(StaffImportState.APPLIED, result)
    staff_import.save()
    return result


@transaction.atomic
def apply_sheets(
    units: Sheet, employees: Sheet, decision: Decision, *, organisation_code: str, by: User | None, today: date
) -> dict[str, int]:
    """Write two files to the directory; `apply_import` says what follows and what is refused.

    Files that change nothing confirm all the same that everybody in them still works there.
    """
    directory.lock_directory()
    preview = make_preview(units, employees, organisation_code)
    if preview.digest != decision.digest:
        raise Stale(_("The directory has changed in the meantime. Please look at the preview again."))
    merges = preview.chosen_merges(decision.merges)
    _require_agreed(preview, decision, merges)
    _require_not_gone(preview, merges, by)
    result = _numbers(preview, merges)
    if preview.changes_nothing:
        confirm(preview.organisation_code, today=today)
        return result
    written = write(preview, merges, today=today)
    if not preview.is_new_organisation:  # of which nobody was there before
        confirm(preview.organisation_code, today=today)
    _accounts_follow(written, by=by, today=today)
    audit.record("directory.imported", written.organisation, by=by, **result)
    if _changes_hierarchy(preview):
        directory.tell_organisation_changed(by=by)
    return result


def _require_agreed(preview: Preview, decision: Decision, merges: Sequence[MergeOffer]) -> None:
    if preview.blockers:
        raise Refused(" ".join(preview.blockers))
    if preview.refused and not decision.skip_refused:
        raise Refused(_("Some rows are refused. Please correct the files, or import them without these rows."))
    if preview.many_gone(merges) and not decision.allow_many_gone:
        raise Refused(
            _("This would deactivate more than a third of the organisation. Please confirm that it is meant.")
        )


def _require_not_gone(preview: Preview, merges: Sequence[MergeOffer], by: User | None) -> None:
    if by is not None and by.employee_id in {known.id for known in preview.gone_without(merges)}:
        raise Refused(
            _("You are not in the employees file yourself, and would lose your access. Is it the right file?")
        )


def _accounts_follow(written: Written, *, by: User | None, today: date) -> None:
    leaving.close_accounts(written.gone, left_on=today, by=by)
    leaving.reopen_accounts(written.returned, by=by)
    with_account = {*written.renamed, *written.merged}
    for employee in Employee.objects.filter(pk__in=with_account, user__isnull=False).order_by("pk"):
        accounts.follow_directory(employee)


def _changes_hierarchy(preview: Preview) -> bool:
    people = preview.employees
    moved = (change.field in directory.TELLING_EMPLOYEE_FIELDS for entry in people.changed for change in entry.changes)
    return not preview.units.is_empty or bool(people.new or people.gone or people.returning) or any(moved)


def _numbers(preview: Preview, merges: Sequence[MergeOffer]) -> dict[str, int]:
    units, people = preview.units, preview.employees
    return {
        "units_new": len(units.new),
        "units_changed": len(units.changed),
        "units_returning": len(units.returning),
        "units_gone": len(units.gone),
        "units_unchanged": units.unchanged,
        "employees_new": len(people.new) - len(merges),
        "employees_changed": len(people.changed),
        "employees_returning": len(people.returning),
        "employees_gone": len(preview.gone_without(merges)),
        "employees_unchanged": people.unchanged,
        "employees_merged": len(merges),
        "refused": len(preview.refused),
    }


@transaction.atomic
def discard_import(staff_import: StaffImport) -> None:
    """Forget two uploaded files.

    Raises:
        Stale: when it was decided on already.
    """
    staff_import = StaffImport.objects.select_for_update(of=("self",)).get(pk=staff_import.pk)
    require_transition(staff_import, StaffImportState.DISCARDED)
    staff_import.close(StaffImportState.DISCARDED)
    staff_import.save()


def expire_overdue(*, now: datetime) -> int:
    """Forget the files that nobody decided on within a day; return how many imports that were."""
    return StaffImport.objects.overdue(now).update(state=StaffImportState.EXPIRED, content=None)

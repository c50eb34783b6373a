"""The import of the staff files in the admin: upload, preview, decision, result."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts import access
from accounts.actions import imports
from accounts.actions.imports import Decision
from accounts.admin.pages import Crumb, page
from accounts.errors import Refused
from accounts.importing.columns import Kind
from accounts.importing.comparing import Difference, Entry
from accounts.importing.preview import Preview
from accounts.importing.reading import MAX_BYTES, FileRefused
from accounts.models import Employee, OrgUnit, StaffImport, StaffImportState, User

# How many entries of a list the page shows; the numbers above say how many there are.
SHOWN = 200
EARLIER_IMPORTS = 5

# No short name of a unit: they have no blanks at their ends.
NEW = " new "


class UploadForm(forms.Form):
    """Both files of one organisation."""

    organisation = forms.ChoiceField(label=_("Organisation"))
    units = forms.FileField(label=_("Units file"), help_text=_("A CSV file of at most 5 MB."))
    employees = forms.FileField(label=_("Employees file"), help_text=_("A CSV file of at most 5 MB."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(root.code, str(root)) for root in OrgUnit.objects.organisations().order_by("name")]
        field = self.fields["organisation"]
        field.choices = [*known, (NEW, _("A new organisation, as the files describe it"))]
        field.initial = known[0][0] if known else NEW
        if not known:
            # There is nothing to choose from yet.
            field.widget = forms.HiddenInput()

    @property
    def organisation_code(self) -> str:
        """Return the short name of the chosen organisation; empty for a new one."""
        chosen = self.cleaned_data["organisation"]
        return "" if chosen == NEW else chosen

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for name in ("units", "employees"):
            file = values.get(name)
            if file is not None and file.size > MAX_BYTES:
                self.add_error(
                    name, gettext("The file is larger than %(size)s MB.") % {"size": MAX_BYTES // (1024 * 1024)}
                )
        return values


def upload(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Take both files and go on to the preview; a file that cannot be read is an error at its field."""
    user = _require_editor(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        try:
            staff_import = imports.open_import(
                form.cleaned_data["units"].read(),
                form.cleaned_data["employees"].read(),
                organisation_code=form.organisation_code,
                by=user,
                now=timezone.now(),
            )
        except FileRefused as refusal:
            form.add_error(refusal.kind.value, str(refusal))
        else:
            return redirect("admin:accounts_employee_import_step", staff_import.pk)
    earlier = StaffImport.objects.filter(state=StaffImportState.APPLIED).select_related("uploader")
    return page(
        request,
        site,
        "admin/accounts/import_upload.html",
        title=gettext("Import staff files"),
        crumbs=_crumbs(),
        form=form,
        earlier=earlier[:EARLIER_IMPORTS],
        waiting=StaffImport.objects.open(timezone.now()).select_related("uploader")[:EARLIER_IMPORTS],
    )


def decide(request: HttpRequest, site: AdminSite, import_id: int) -> HttpResponse:
    """Show what an import would do and take the decision; afterwards, show what it did."""
    user = _require_editor(request)
    staff_import = get_object_or_404(StaffImport, pk=import_id)
    if request.method == "POST":
        return _decided(request, staff_import, user)
    if staff_import.state != StaffImportState.OPEN:
        return _result(request, site, staff_import)
    preview = imports.preview_of(staff_import)
    name = preview.organisation_name or preview.organisation_code or gettext("new organisation")
    return page(
        request,
        site,
        "admin/accounts/import_preview.html",
        title=gettext("Preview of the import: %(organisation)s") % {"organisation": name},
        crumbs=_crumbs(with_upload=True),
        staff_import=staff_import,
        preview=preview,
        has_decision=not preview.blockers and not (preview.changes_nothing and not preview.refused),
        table=_table(_numbers(preview)),
        remarks=Folded.of(preview.notices),
        refused=Folded.of(preview.refused),
        merges=Folded.of(preview.merges),
        groups=[group for kind in Kind for group in _groups(preview, kind)],
        many_gone=_many_gone(preview),
    )


def _decided(request: HttpRequest, staff_import: StaffImport, user: User) -> HttpResponse:
    here = redirect("admin:accounts_employee_import_step", staff_import.pk)
    try:
        if request.POST.get("decision") == "discard":
            imports.discard_import(staff_import)
            messages.success(request, gettext("The import was cancelled. The uploaded files are deleted."))
            return redirect("admin:accounts_employee_import")
        imports.apply_import(staff_import, _decision(request), by=user, now=timezone.now(), today=timezone.localdate())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return here
    messages.success(request, gettext("The staff files were imported."))
    return here


def _decision(request: HttpRequest) -> Decision:
    return Decision(
        digest=request.POST.get("digest", ""),
        skip_refused=request.POST.get("decision") == "skip",
        allow_many_gone="allow_many_gone" in request.POST,
        merges=frozenset(request.POST.getlist("merges")),
    )


def _result(request: HttpRequest, site: AdminSite, staff_import: StaffImport) -> HttpResponse:
    titles = {
        StaffImportState.APPLIED: gettext("Import done"),
        StaffImportState.DISCARDED: gettext("Import cancelled"),
        StaffImportState.EXPIRED: gettext("Import expired"),
    }
    return page(
        request,
        site,
        "admin/accounts/import_result.html",
        title=titles[StaffImportState(staff_import.state)],
        crumbs=_crumbs(with_upload=True),
        staff_import=staff_import,
        table=_table(staff_import.result) if staff_import.result else [],
        merged=staff_import.result.get("employees_merged", 0),
        refused=staff_import.result.get("refused", 0),
    )


def _require_editor(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not access.may_edit_directory(request.user):
        raise PermissionDenied
    return request.user


def _crumbs(*, with_upload: bool = False) -> list[Crumb]:
    title = str(Employee._meta.verbose_name_plural)
    crumbs = [Crumb(title[0].upper() + title[1:], reverse("admin:accounts_employee_changelist"))]
    if with_upload:
        crumbs.append(Crumb(gettext("Import staff files"), reverse("admin:accounts_employee_import")))
    return crumbs


@dataclass(frozen=True)
class Folded:
    """The beginning of a list, and how many more there are."""

    entries: list[Any]
    total: int

    @classmethod
    def of(cls, entries: list[Any]) -> "Folded":
        return cls(entries[:SHOWN], len(entries))

    @property
    def not_shown(self) -> int:
        return self.total - len(self.entries)


@dataclass(frozen=True)
class Group:
    """Entries to which the same would happen."""

    title: str
    entries: Folded


def _groups(preview: Preview, kind: Kind) -> list[Group]:
    difference = preview.units if kind is Kind.UNITS else preview.employees
    titles: list[tuple[str | Promise, list[Entry]]] = [
        (gettext("New"), difference.new),
        (gettext("Changed"), difference.changed),
        (gettext("Back again"), difference.returning),
        (gettext("No longer there"), difference.gone),
    ]
    return [Group(f"{kind.label}: {title}", Folded.of(entries)) for title, entries in titles if entries]


COLUMNS = ("new", "changed", "returning", "gone", "unchanged")


def _numbers(preview: Preview) -> dict[str, int]:
    numbers = {}
    differences: dict[Kind, Difference] = {Kind.UNITS: preview.units, Kind.EMPLOYEES: preview.employees}
    for kind, difference in differences.items():
        for column in COLUMNS:
            found = getattr(difference, column)
            numbers[f"{kind}_{column}"] = found if isinstance(found, int) else len(found)
    return numbers


def _table(numbers: dict[str, int]) -> list[tuple[str | Promise, list[int]]]:
    """Return the numbers as rows, one for units and one for people, in the order of `COLUMNS`."""
    return [(kind.label, [numbers[f"{kind}_{column}"] for column in COLUMNS]) for kind in Kind]


def _many_gone(preview: Preview) -> str:
    if not preview.many_gone():
        return ""
    gone = len(preview.employees.gone)
    return ngettext(
        "%(gone)s of %(all)s employee would be deactivated. That is more than a third.",
        "%(gone)s of %(all)s employees would be deactivated. That is more than a third.",
        preview.active_before,
    ) % {"gone": gone, "all": preview.active_before}

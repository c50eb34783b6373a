"""Levels, units and people in the admin."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.db import connection
from django.db.models import F, ForeignKey, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Collate, Concat
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_cte import CTE, with_cte

from accounts import access, rules
from accounts.actions import directory, merging
from accounts.admin import importing
from accounts.admin.base import AccessAdmin
from accounts.admin.confirm import Question, ask, do
from accounts.admin.pages import Crumb
from accounts.ids import id_from
from accounts.models import Employee, Level, OrgUnit, User

# Between the codes of a path. Compared byte by byte it comes before every letter and digit, so that all
# below "10" stands before "101"; the order of a language would pass over it.
BELOW = "\x1f"
BYTE_ORDER = {"postgresql": "C", "sqlite": "BINARY"}
EM_SPACE = "\u2003"


def signed_in(request: HttpRequest) -> User:
    """Return who acts. Pages of the admin are for people with a role only."""
    assert isinstance(request.user, User)  # noqa: S101 - the admin site has let nobody else in
    return request.user


class DirectoryAdmin(AccessAdmin):
    """A part of the directory, for team, HR department and administration."""

    may_view = staticmethod(access.may_edit_directory)
    may_add = staticmethod(access.may_edit_directory)
    may_change = staticmethod(access.may_edit_directory)

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        """Name people so that two of the same name can be told apart."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.related_model is Employee and field is not None:
            field.label_from_instance = in_words
        return field


class OrganisationFilter(admin.SimpleListFilter):
    """One of several organisations; absent while there is one only."""

    title = _("organisation")
    parameter_name = "organisation"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        roots = OrgUnit.objects.organisations().order_by("name")
        return [(str(root.pk), root.name) for root in roots]

    def has_output(self) -> bool:
        return len(self.lookup_choices) > 1

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = id_from(self.value() or "")
        if chosen is None:
            return queryset
        unit = "" if queryset.model is OrgUnit else "unit__"
        own = "pk" if queryset.model is OrgUnit else "unit"
        return queryset.filter(Q(**{own: chosen}) | Q(**{f"{unit}organisation": chosen}))


@admin.register(Level)
class LevelAdmin(DirectoryAdmin):
    """The steps of the hierarchy. One that nobody has can be deleted."""

    may_delete = staticmethod(access.may_edit_directory)

    list_display = ("name", "rank", "leads_department")
    ordering = ("rank",)

    def save_model(self, request: HttpRequest, obj: Level, form: forms.ModelForm, change: bool) -> None:
        directory.save_level(obj, by=signed_in(request))

    def delete_model(self, request: HttpRequest, obj: Level) -> None:
        directory.delete_level(obj, by=signed_in(request))


class OrgUnitForm(forms.ModelForm):
    """A unit, with what speaks against it beside its field."""

    class Meta:
        model = OrgUnit
        fields = ("code", "name", "parent", "head", "deputy", "is_department", "is_active")
        help_texts = {
            "parent": _("Empty: an organisation of its own."),
            "deputy": _("Not part of the staff files: what you enter here stays."),
        }

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors:
            unit = OrgUnit(pk=self.instance.pk, code=values["code"], name=values["name"], parent=values.get("parent"))
            for field, message in rules.faults_of_unit(unit).items():
                self.add_error(field, message)
        return values


class TreeOrder(ChangeList):
    """Shows units in the order of their tree, unless the reader sorts by a column."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet) -> list[str]:
        return super().get_ordering(request, queryset) if ORDER_VAR in self.params else ["path", "pk"]


@admin.register(OrgUnit)
class OrgUnitAdmin(DirectoryAdmin):
    """The tree of units, each below the one it belongs to."""

    form = OrgUnitForm
    list_display = ("code", "name_in_tree", "head", "deputy", "is_department", "is_active")
    list_filter = (OrganisationFilter, "is_department", "is_active")
    list_select_related = ("head", "deputy")
    search_fields = ("code", "name", "head__last_name", "head__first_name")
    search_help_text = _("Short name, name or head")
    autocomplete_fields = ("parent", "head", "deputy")
    list_per_page = 100

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrgUnit]:
        """Return the units with their path and depth in the tree, in one statement."""
        return in_tree_order(super().get_queryset(request))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return TreeOrder

    @admin.display(description=_("name"))
    def name_in_tree(self, unit: OrgUnit) -> str:
        return f"{EM_SPACE * unit.depth}{unit.name}"  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: OrgUnit, form: forms.ModelForm, change: bool) -> None:
        directory.save_unit(obj, by=signed_in(request))


def in_tree_order(units: QuerySet[OrgUnit]) -> QuerySet[OrgUnit]:
    """Annotate units with `path` and `depth`; ordered by path, each comes right below its parent."""

    def downwards(tree: CTE) -> QuerySet[OrgUnit, dict[str, Any]]:
        text, number = TextField(), IntegerField()
        roots = OrgUnit.objects.filter(parent__isnull=True).order_by()
        top = roots.values("id", path=Cast("code", text), depth=Value(0, number))
        below = tree.join(OrgUnit.objects.order_by(), parent_id=tree.col.id)
        return top.union(
            below.values(
                "id",
                path=Concat(tree.col.path, Value(BELOW), F("code"), output_field=text),
                depth=tree.col.depth + Value(1, number),
            ),
            all=True,
        )

    tree = CTE.recursive(downwards, name="tree")
    path_in_tree = Collate(tree.col.path, BYTE_ORDER[connection.vendor])
    found = tree.join(units, id=tree.col.id).annotate(path=path_in_tree, depth=tree.col.depth)
    return with_cte(tree, select=found).order_by("path")


class EmployeeForm(forms.ModelForm):
    """Somebody in the directory, with what speaks against it beside its field."""

    class Meta:
        model = Employee
        fields = (
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
        )
        help_texts = {
            "email": _(
                "An account changes along. Who has signed in before gets codes at the earlier address for some days."
            ),
            "is_active": _("Whoever has left cannot sign in any more. The next import may change this again."),
        }

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors:
            names = {name: values[name] for name in ("first_name", "last_name", "superior")}
            for field, message in rules.faults_of_employee(Employee(pk=self.instance.pk, **names)).items():
                self.add_error(field, message)
        return values


@admin.register(Employee)
class EmployeeAdmin(DirectoryAdmin):
    """Who works here. Comes from the staff files; corrections by hand last until the next one."""

    form = EmployeeForm
    list_display = ("name", "email", "unit", "function", "level", "is_active")
    list_filter = (OrganisationFilter, "is_active", "level")
    search_fields = ("last_name", "first_name", "email", "unit__code", "unit__name")
    search_help_text = _("Name, e-mail or unit")
    autocomplete_fields = ("unit", "superior")
    readonly_fields = ("left_on",)
    ordering = ("last_name", "first_name", "pk")
    actions = ("merge_two",)
    change_list_template = "admin/accounts/employee_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Employee]:
        return super().get_queryset(request).select_related("unit", "level")

    def choice_label(self, employee: Employee) -> str:
        """Name somebody in the list from which a head, a deputy or a superior is chosen."""
        return in_words(employee)

    @admin.display(description=_("name"), ordering="last_name")
    def name(self, employee: Employee) -> str:
        return f"{employee.last_name}, {employee.first_name}"

    def get_fields(self, request: HttpRequest, obj: Employee | None = None) -> list[str]:
        fields = list(EmployeeForm.Meta.fields)
        return [*fields, "left_on"] if obj is not None and not obj.is_active else fields

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Employee], search_term: str
    ) -> tuple[QuerySet[Employee], bool]:
        """Offer only active people where somebody chooses a head, a deputy or a superior."""
        found, may_have_duplicates = super().get_search_results(request, queryset, search_term)
        is_choice = request.resolver_match is not None and request.resolver_match.url_name == "autocomplete"
        return found.filter(is_active=True) if is_choice else found, may_have_duplicates

    def save_model(self, request: HttpRequest, obj: Employee, form: forms.ModelForm, change: bool) -> None:
        directory.save_employee(obj, by=signed_in(request), today=timezone.localdate())

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("merge/<id:old_id>/<id:new_id>/", view(self.merge_view), name="accounts_employee_merge"),
            path("import/", view(self.import_view), name="accounts_employee_import"),
            path("import/<id:import_id>/", view(self.import_step_view), name="accounts_employee_import_step"),
        ]
        return [*own, *super().get_urls()]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        return importing.upload(request, self.admin_site)

    def import_step_view(self, request: HttpRequest, import_id: int) -> HttpResponse:
        return importing.decide(request, self.admin_site, import_id)

    @admin.action(description=_("Merge two entries of the same person"))
    def merge_two(self, request: HttpRequest, queryset: QuerySet[Employee]) -> HttpResponse | None:
        chosen = list(queryset[:3])
        if len(chosen) != 2:
            self.message_user(request, gettext("Please choose exactly two entries of the same person."), messages.ERROR)
            return None
        old, new = merging.which_is_older(*chosen)
        return redirect("admin:accounts_employee_merge", old.pk, new.pk)

    def merge_view(self, request: HttpRequest, old_id: int, new_id: int) -> HttpResponse:
        """Ask whether two entries are one person, and make them one."""
        if not self.has_change_permission(request):
            raise Http404
        entries = Employee.objects.select_related("unit").in_bulk([old_id, new_id])
        if len(entries) < 2:
            raise Http404
        old, new = entries[old_id], entries[new_id]
        list_url = reverse("admin:accounts_employee_changelist")
        if request.method == "POST":
            return do(request, lambda: self._merge(old, new, signed_in(request)), next_url=list_url)
        return ask(
            request,
            self.admin_site,
            Question(
                title=gettext("Merge two entries"),
                what=(
                    gettext("These two entries become one, with the data of %(new)s.") % {"new": in_words(new)},
                    gettext("The account and everything that belongs to %(old)s stays with it.")
                    % {"old": in_words(old)},
                    gettext("This cannot be undone."),
                ),
                people=(in_words(old), in_words(new)),
                yes=gettext("Yes, merge"),
                cancel_url=list_url,
                is_destructive=True,
                crumbs=[Crumb(str(Employee._meta.verbose_name_plural).capitalize(), list_url)],
            ),
        )

    def _merge(self, old: Employee, new: Employee, by: User) -> str:
        kept = merging.merge(old, new, by=by, today=timezone.localdate())
        return gettext("The two entries of %(name)s are one now.") % {"name": kept.full_name}


def in_words(employee: Employee) -> str:
    return f"{employee.full_name} ({employee.email}, {employee.unit.code})"

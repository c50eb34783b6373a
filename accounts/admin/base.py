"""What every admin class of the programme has in common: who may, and how a refusal is told."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.fields import RowsField
from accounts.ids import id_from
from accounts.models import User

Predicate = Callable[[User | AnonymousUser], bool]

# What a filter in the address may ask of a field that the page filters by. Nothing that would let
# somebody guess at a value letter by letter.
SAFE_LOOKUPS = frozenset({"exact", "in", "isnull", "gte", "gt", "lte", "lt", "year", "month", "day"})
SAFE_LOOKUPS_OF_RELATED = frozenset({"exact", "in", "isnull"})


def nobody(user: User | AnonymousUser) -> bool:
    return False


class ChosenRow(AutocompleteSelect):
    """The stock field that completes itself, which breaks when what was sent is no number of a row."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> Any:
        numbers = [str(one) for one in value if one and id_from(str(one)) is not None]
        return super().optgroups(name, numbers or [""], attrs)


class AccessMixin:
    """Asks predicates of an app's `access.py`, and never the permissions of groups.

    Whatever a class does not allow stays forbidden, for superusers too:

        class TopicAdmin(AccessAdmin):
            may_view = staticmethod(access.may_edit_topics)
            may_change = staticmethod(access.may_edit_topics)
    """

    may_view: Predicate = staticmethod(nobody)
    may_add: Predicate = staticmethod(nobody)
    may_change: Predicate = staticmethod(nobody)
    may_delete: Predicate = staticmethod(nobody)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.may_view(request.user) or self.may_change(request.user)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.may_add(request.user)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.may_change(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.may_delete(request.user)


class RefusedMixin:
    """A form that is as it should be, and what it asks for was refused all the same."""

    refusal = ""

    def full_clean(self) -> None:
        super().full_clean()  # type: ignore[misc]
        self.add_error(None, self.refusal)  # type: ignore[attr-defined]


class AccessAdmin(AccessMixin, admin.ModelAdmin):
    """A page of the admin that asks `access.py` and writes through actions.

    - `save_model` and `delete_model` of a class call an action. When it refuses, the reader gets
      its sentence on the page with what she typed, and nothing is saved.
    - The admin's own log is not written: it would keep names beyond their period. What was decided
      stands in the decision log.
    - The address can only filter by what `list_filter` and `date_hierarchy` name.
    """

    list_per_page = 50
    # Numbers beside each filter would cost a statement each.
    show_facets = admin.ShowFacets.NEVER
    # Actions report on themselves; a class that deletes does so through an action of its own.
    actions: Any = ()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> models.Model | None:
        return super().get_object(request, object_id, from_field) if id_from(object_id) is not None else None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may_view(request.user) or self.may_change(request.user) or self.may_add(request.user)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        offered = super().get_actions(request)
        offered.pop("delete_selected", None)
        return offered

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list under its own name instead of "Select … to change"."""
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title} | (extra_context or {}))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show or save one entry; a refusal by the action stands on the same page with what was typed."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            # Nothing was kept. Once more, with a form that knows.
            request.refusal = str(refusal)  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Return the form; after a refusal by the action one that is refused with its sentence."""
        form_class = super().get_form(request, obj, change, **kwargs)
        refusal = getattr(request, "refusal", "")
        return type("RefusedForm", (RefusedMixin, form_class), {"refusal": refusal}) if refusal else form_class

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask and delete; a refusal by the action is told on the same page, nothing is deleted."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except Refused as refusal:
            return self._tell(request, refusal)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """One way to save is enough."""
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, **kwargs)

    def formfield_for_foreignkey(
        self, db_field: "models.ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ChosenRow(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: "models.ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        return super().formfield_for_manytomany(db_field, request, **{"form_class": RowsField} | kwargs)

    def response_action(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> HttpResponse | None:
        """Act on the chosen rows that there are; the stock page breaks at what is no number of a row."""
        numbers = [text for text in request.POST.getlist(ACTION_CHECKBOX_NAME) if id_from(text) is not None]
        if numbers and not queryset.filter(pk__in=numbers).exists():
            self.message_user(request, _("None of these is there any more."), messages.WARNING)
            return None
        request.POST = request.POST.copy()  # type: ignore[assignment]
        request.POST.setlist(ACTION_CHECKBOX_NAME, numbers)
        return super().response_action(request, queryset)

    def formfield_for_dbfield(self, db_field: "models.Field[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        """What a field offers is kept on pages of its own: no pencils beside the field."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def _tell(self, request: HttpRequest, refusal: Refused) -> HttpResponse:
        self.message_user(request, str(refusal), messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Answer for what is not there as every other page does."""
        raise Http404

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        raise Http404

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> None:  # type: ignore[override]
        """Leave the admin's own log empty."""

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> None:  # type: ignore[override]
        """Leave the admin's own log empty."""

    def log_deletions(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:  # type: ignore[override]
        """Leave the admin's own log empty."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return super().lookup_allowed(lookup, value, request) and any(
            _asks_only(lookup, path) for path in self._filter_paths(request)
        )

    def _filter_paths(self, request: HttpRequest) -> list[str]:
        paths = [_name_of(item) for item in self.get_list_filter(request)]
        return [*paths, self.date_hierarchy] if self.date_hierarchy else paths


def _name_of(list_filter: Any) -> str:
    """Return the field or the parameter that an entry of `list_filter` reads."""
    name = list_filter[0] if isinstance(list_filter, list | tuple) else list_filter
    return name if isinstance(name, str) else name.parameter_name


def _asks_only(lookup: str, path: str) -> bool:
    """Say whether a filter in the address asks a field harmlessly, directly or by the id of what it names."""
    if lookup == path:
        return True
    if not lookup.startswith(f"{path}__"):
        return False
    *target, kind = lookup.removeprefix(f"{path}__").split("__")
    return kind in SAFE_LOOKUPS if not target else len(target) == 1 and kind in SAFE_LOOKUPS_OF_RELATED


class AccessStackedInline(AccessMixin, admin.StackedInline):
    """Entries that belong to another one, under the same predicates."""

    extra = 0


class AccessTabularInline(AccessMixin, admin.TabularInline):
    """Entries in rows. Stacked ones pass the accessibility check more easily; prefer them."""

    extra = 0

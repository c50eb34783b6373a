"""The decision log in the admin: who decided what, and when. Nothing can be changed here."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.filters import SimpleListFilter
from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat
from django.http import HttpRequest
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts import access, audit
from accounts.admin.base import AccessAdmin
from accounts.models import AuditEntry, User


def _name_of(id_field: str) -> Subquery:
    """Return an expression for the name of the account whose number stands in a field."""
    account = User.objects.filter(pk=OuterRef(id_field))
    return Subquery(account.values(name=Concat(F("first_name"), Value(" "), F("last_name"), output_field=CharField())))


class ActionFilter(SimpleListFilter):
    """Offers the actions that the reader's part of the log holds, in words."""

    title = _("decision")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        actions = access.decisions_visible_to(request.user).order_by().values_list("action", flat=True).distinct()
        return sorted(((action, audit.describe(action)) for action in actions), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(action=self.value()) if self.value() else queryset


class DayFilter(admin.DateFieldListFilter):
    """Offers today, the last days, and so on. Its heading is a noun, which the name of the column is not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("day")


@admin.register(AuditEntry)
class DecisionLogAdmin(AccessAdmin):
    """Each reader sees the part that is her business (`access.decisions_visible_to`)."""

    may_view = staticmethod(access.may_read_decision_log)

    list_display = ("at", "who", "what", "about", "with_details")
    list_display_links = None
    list_filter = (("at", DayFilter), ActionFilter)
    fields = readonly_fields = list_display
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        whose = Case(When(action__in=access.OPENING_ACTIONS, then=_name_of("subject_id")), output_field=CharField())
        return access.decisions_visible_to(request.user).annotate(actor_name=_name_of("actor_id"), subject_name=whose)

    @admin.display(description=_("who"))
    def who(self, entry: AuditEntry) -> str:
        if entry.actor_id is None:
            return gettext("a participant, about her or his own") if audit.is_own(entry) else gettext("the application")
        name: str | None = entry.actor_name  # type: ignore[attr-defined]
        return name or gettext("a deleted account (number %(number)s)") % {"number": entry.actor_id}

    @admin.display(description=_("what"), ordering="action")
    def what(self, entry: AuditEntry) -> str:
        return audit.describe(entry.action)

    @admin.display(description=pgettext_lazy("decision log", "about"))
    def about(self, entry: AuditEntry) -> str:
        """Name the kind and the number; and whose roles or second factor it was, because the team is to know."""
        name: str | None = entry.subject_name  # type: ignore[attr-defined]
        if name:
            return name
        return gettext("%(kind)s, number %(number)s") % {
            "kind": audit.kind_of(entry.subject_type),
            "number": entry.subject_id,
        }

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The list, with the details of all its entries put into words at once."""
        changelist = super().get_changelist_instance(request)
        entries = list(changelist.result_list)
        for entry, words in zip(entries, audit.describe_each([entry.details for entry in entries]), strict=True):
            entry.details_in_words = words
        changelist.result_list = entries
        return changelist

    @admin.display(description=_("details"))
    def with_details(self, entry: AuditEntry) -> str:
        words: str | None = getattr(entry, "details_in_words", None)
        return (audit.describe_details(entry.details) if words is None else words) or "–"

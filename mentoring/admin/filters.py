"""Filters of the team's lists: by year and by state, nothing that would open more than the list shows."""

from typing import Any

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.ids import id_from
from mentoring.models import Cohort, MenteeState


class CohortFilter(SimpleListFilter):
    """The years, newest first."""

    title = _("cohort")
    parameter_name = "cohort"
    lookup = "participation__cohort"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        return [(str(pk), title) for pk, title in Cohort.objects.values_list("pk", "title")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return queryset
        number = id_from(value)
        return queryset.filter(**{self.lookup: number}) if number is not None else queryset.none()


class PairingCohortFilter(CohortFilter):
    lookup = "mentee__participation__cohort"


class MenteeStateFilter(SimpleListFilter):
    """The states of what was sent: drafts are not even offered."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        return [(state.value, str(state.label)) for state in MenteeState if state != MenteeState.DRAFT]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(state=self.value()) if self.value() else queryset

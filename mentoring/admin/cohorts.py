"""Programme years in the admin: dates, requirements and criteria, and the copy of last year's."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import BaseFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin import confirm
from accounts.admin.base import AccessAdmin, AccessStackedInline
from accounts.admin.pages import sent
from accounts.errors import Refused
from mentoring import access
from mentoring.actions import cohorts
from mentoring.admin import announcing
from mentoring.admin.wording import crumb_of
from mentoring.forms.admin_cohorts import CohortForm, CopyForm, CriterionForm, CriterionFormSet
from mentoring.models import Cohort, Criterion


class CriterionInline(AccessStackedInline):
    """The published criteria by which applications are decided."""

    model = Criterion
    form = CriterionForm
    formset = CriterionFormSet
    may_view = may_add = may_change = may_delete = staticmethod(access.may_run_programme)
    verbose_name_plural = gettext_lazy("Selection criteria (published; every decision cites one)")

    def get_extra(self, request: HttpRequest, obj: Cohort | None = None, **kwargs: Any) -> int:
        """A new year begins with room for three."""
        return 3 if obj is None else 1


@admin.register(Cohort)
class CohortAdmin(AccessAdmin):
    may_view = may_add = may_change = staticmethod(access.may_run_programme)

    form = CohortForm
    inlines = [CriterionInline]
    list_display = ["title", "applications", "year", "steps"]
    search_fields = ["title"]
    fieldsets = [
        (None, {"fields": ["title", "introduction", "requirements", "seen_version"]}),
        (
            gettext_lazy("Dates"),
            {
                "description": gettext_lazy("One after the other, as the year goes."),
                "fields": [
                    "applications_open_on",
                    "applications_close_on",
                    "starts_on",
                    "acquaintance_ends_on",
                    "ends_on",
                ],
            },
        ),
        (gettext_lazy("Who takes part"), {"fields": ["organisations", "minimum_mentor_level"]}),
        (
            gettext_lazy("Expert settings"),
            {
                "classes": ["collapse"],
                "description": gettext_lazy("Most programmes leave these as they are."),
                "fields": ["organisation_rule", "minimum_level_distance", "minimum_open_goals", "rhythm_weeks"],
            },
        ),
        (
            gettext_lazy("Reminders"),
            {
                "classes": ["collapse"],
                "description": gettext_lazy(
                    "When people are reminded. At most one reminder a week reaches the same person."
                ),
                "fields": Cohort.reminder_fields(),
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cohort]:
        return super().get_queryset(request).select_related("minimum_mentor_level")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, with the way to take the newest year over."""
        context = {"latest_cohort": Cohort.objects.first()}
        return super().changelist_view(request, {**(extra_context or {}), **context})

    @admin.display(description=gettext_lazy("applications"), ordering="applications_open_on")
    def applications(self, cohort: Cohort) -> str:
        return _span(cohort.applications_open_on, cohort.applications_close_on)

    @admin.display(description=gettext_lazy("Mentoring year"), ordering="starts_on")
    def year(self, cohort: Cohort) -> str:
        return _span(cohort.starts_on, cohort.ends_on)

    @admin.display(description=gettext_lazy("steps"))
    def steps(self, cohort: Cohort) -> SafeString:
        return render_to_string("admin/mentoring/cohort/steps.html", {"cohort": cohort})

    # --- writing -----------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Cohort, form: CohortForm, change: bool) -> None:
        organisations = form.cleaned_data["organisations"]
        if change:
            version = form.cleaned_data["seen_version"]
            cohorts.change(obj, organisations=organisations, version=version, by=request.user)
        else:
            cohorts.create(obj, organisations=organisations, by=request.user)

    def save_related(self, request: HttpRequest, form: CohortForm, formsets: list[BaseFormSet], change: bool) -> None:
        """The action has saved the organisations; here the criteria follow."""
        for formset in formsets:
            self.save_formset(request, form, formset, change)

    def save_formset(self, request: HttpRequest, form: CohortForm, formset: Any, change: bool) -> None:
        formset.save(commit=False)
        removed = [criterion.pk for criterion in formset.deleted_objects]
        kept = [
            cohorts.CriterionEntry(entry.instance.text, entry.instance.position, entry.instance.pk)
            for entry in formset.forms
            if entry.has_changed() and entry not in formset.deleted_forms
        ]
        cohorts.set_criteria(form.instance, kept, removed, by=request.user)

    # --- steps -------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        def step(word: str, view: Any, name: str) -> URLPattern:
            return path(f"<id:pk>/{word}/", self.admin_site.admin_view(view), name=f"mentoring_cohort_{name}")

        return [
            step("uebernehmen", self.copy_view, "copy"),
            step("bekannt-geben", self.announce_view, "announce"),
            *super().get_urls(),
        ]

    def copy_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the title, then take the year over for the next one."""
        source = self._cohort(request, pk)
        form = CopyForm(sent(request), initial={"title": cohorts.title_of_next(source.title)})
        if request.method == "POST" and form.is_valid():
            try:
                new = cohorts.copy(source, title=form.cleaned_data["title"], by=request.user)
            except Refused as refusal:
                form.add_error("title", str(refusal))
            else:
                self.message_user(request, _("The new year is set up. Please look at the dates before you publish it."))
                return redirect("admin:mentoring_cohort_change", new.pk)
        return confirm.ask(request, self.admin_site, _copy_question(source, form))

    def announce_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Tell what was decided."""
        return announcing.announce(request, self.admin_site, self._cohort(request, pk))

    def _cohort(self, request: HttpRequest, pk: int) -> Cohort:
        if not self.has_view_permission(request):
            raise PermissionDenied
        cohort = self.get_queryset(request).filter(pk=pk).first()
        if cohort is None:
            raise Http404
        return cohort


def _span(first: date, last: date) -> str:
    return " – ".join(date_format(day, "SHORT_DATE_FORMAT") for day in (first, last))


def _copy_question(source: Cohort, form: CopyForm) -> confirm.Question:
    days = ", ".join(
        f"{Cohort._meta.get_field(name).verbose_name} "
        + date_format(cohorts.a_year_later(getattr(source, name)), "SHORT_DATE_FORMAT")
        for name in cohorts.DATES
    )
    return confirm.Question(
        title=_("Take over %(cohort)s for the next year") % {"cohort": source},
        what=[
            _("A new year is set up with the settings, organisations and criteria of %(cohort)s. Nobody is told.")
            % {"cohort": source},
            _("Every date is a year later: %(days)s. You can change all of it afterwards.") % {"days": days},
        ],
        form=form,
        yes=_("Yes, set up the new year"),
        cancel_url=reverse("admin:mentoring_cohort_changelist"),
        crumbs=[crumb_of(Cohort)],
    )

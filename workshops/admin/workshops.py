"""The list and the form of workshops."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db.models import Count, Field, Q, QuerySet
from django.forms import Field as FormField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import AccessAdmin
from mentoring.models import Cohort
from workshops import access
from workshops.actions import planning
from workshops.admin import wording
from workshops.admin.steps import WorkshopSteps
from workshops.forms import WorkshopForm
from workshops.models import RegistrationState, Workshop, WorkshopState


@admin.register(Workshop)
class WorkshopAdmin(WorkshopSteps, AccessAdmin):
    """The team plans here. Each step that people hear of asks once and shows whom it reaches."""

    may_view = staticmethod(access.can_manage_workshops)
    may_add = staticmethod(access.can_manage_workshops)
    may_change = staticmethod(access.can_manage_workshops)

    form = WorkshopForm
    list_display = ["title", "cohort", "when", "state", "registered", "waiting"]
    list_filter = ["cohort", "state"]
    list_select_related = ["cohort"]
    ordering = ["-starts_at", "pk"]
    fieldsets = [
        (None, {"fields": ["cohort", "kind", "title", "description", "seen_version"]}),
        (gettext_lazy("Time and place"), {"fields": ["starts_at", "ends_at", "place", "link"]}),
        (gettext_lazy("Who comes"), {"fields": ["audience", "seats", "host"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Workshop]:
        def count(state: RegistrationState) -> Count:
            return Count("registrations", filter=Q(registrations__state=state))

        return (
            super()
            .get_queryset(request)
            .annotate(
                registered_count=count(RegistrationState.REGISTERED),
                waiting_count=count(RegistrationState.WAITLISTED),
                unanswered_count=count(RegistrationState.INVITED),
                cancelled_count=count(RegistrationState.CANCELLED),
            )
        )

    @admin.display(description=gettext_lazy("when"), ordering="starts_at")
    def when(self, workshop: Workshop) -> str:
        return workshop.when

    @admin.display(description=gettext_lazy("registered"))
    def registered(self, workshop: Any) -> str:
        return wording.seats(workshop.registered_count, workshop.seats)

    @admin.display(description=gettext_lazy("on the waiting list"))
    def waiting(self, workshop: Any) -> int:
        return int(workshop.waiting_count)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was called off stays as it was."""
        return super().has_change_permission(request, obj) and (obj is None or obj.state != WorkshopState.CANCELLED)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["cohort"] if obj and obj.state != WorkshopState.PLANNED else []

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave out what only a form knows where the page can only be read."""
        if self.has_change_permission(request, obj):
            return self.fieldsets
        return [
            (title, {"fields": [name for name in options["fields"] if name != "seen_version"]})
            for title, options in self.fieldsets
        ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Suggest what is usual: the kickoff of the latest year."""
        cohort = Cohort.objects.not_finished(timezone.localdate()).order_by("starts_on").last()
        usual = {"title": _("Kickoff workshop"), "cohort": cohort.pk if cohort else None}
        return usual | super().get_changeform_initial_data(request)

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest | None, **kwargs: Any) -> Any:
        """Day and time each say what they are."""
        field: FormField | None = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, AdminSplitDateTime):
            day, time = field.widget.widgets
            day_word, time_word = _("day"), _("time")
            day.attrs["aria-label"] = f"{field.label}: {day_word}"
            time.attrs["aria-label"] = f"{field.label}: {time_word}"
            time.format = "%H:%M"
        return field

    def save_model(self, request: HttpRequest, obj: Workshop, form: WorkshopForm, change: bool) -> None:
        """Write through the actions; `AccessAdmin` tells when they refuse."""
        now = timezone.now()
        if not change:
            obj.pk = planning.create(form.details(), by=request.user, now=now).pk
            return
        before = Workshop.objects.get(pk=obj.pk)
        version = form.cleaned_data["seen_version"]
        after = planning.update(before, form.details(), version=version, by=request.user, now=now)
        if after.sequence > before.sequence:
            told = len(planning.registrations_to_tell(after))
            self.message_user(request, wording.told_of_change(told), messages.INFO)

    def response_add(self, request: HttpRequest, obj: Workshop, post_url_continue: str | None = None) -> HttpResponse:
        """Lead to the workshop itself: the next step, opening it, stands there."""
        super().response_add(request, obj, post_url_continue)
        return redirect("admin:workshops_workshop_change", obj.pk)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show how the workshop stands beside its form."""
        context = dict(extra_context or {})
        workshop = self.get_object(request, object_id) if object_id else None
        if workshop is not None:
            context |= {"standing": wording.standing(workshop), "can_call_off": self.can_call_off(workshop)}
        return super().changeform_view(request, object_id, form_url, context)

    def get_urls(self) -> list[URLPattern]:
        steps = [
            path(f"<id:pk>/{word}/", self.admin_site.admin_view(view), name=f"workshops_workshop_{name}")
            for word, name, view in (
                ("oeffnen", "open", self.open_view),
                ("absagen", "cancel", self.cancel_view),
                ("teilnehmende", "attendance", self.attendance_view),
            )
        ]
        return [*steps, *super().get_urls()]

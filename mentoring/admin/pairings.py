"""Tandems in the admin: the list, one tandem, and the steps of its life (R5, R6).

Proposing by hand needs candidates and stands in `matching/admin/proposing.py`.
"""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import AccessAdmin
from accounts.admin.pages import page
from accounts.ids import id_from
from mentoring import access
from mentoring.admin import approving, exceptions, granting, tandem_steps
from mentoring.admin.filters import PairingCohortFilter
from mentoring.admin.wording import crumb_of, overrides_of, yes_or_no
from mentoring.checks import broken_tandems
from mentoring.milestones import with_milestones
from mentoring.models import Pairing
from mentoring.rules import Reason


@admin.register(Pairing)
class PairingAdmin(AccessAdmin):
    """Who is a tandem with whom and where it stands. Nothing of what the two talk about is here (R9)."""

    may_view = staticmethod(access.may_run_programme)

    # Names of columns must not be names of relations: `agreement` would open what is the partners' own.
    list_display = ["tandem", "cohort", "state", "has_agreement", "has_first_meeting", "exceptions"]
    ordering = ["-mentee__participation__cohort__starts_on", *Pairing._meta.ordering]
    list_filter = [PairingCohortFilter, "state"]
    search_fields = [
        "mentee__participation__user__first_name",
        "mentee__participation__user__last_name",
        "mentor__participation__user__first_name",
        "mentor__participation__user__last_name",
    ]
    search_help_text = gettext_lazy("Name of mentee or mentor")
    actions = ["approve_selected", "open_to_adviser"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Pairing]:
        people = (
            "mentee__participation__cohort",
            "mentee__participation__user__employee__unit",
            "mentor__participation__user__employee__unit",
            "proposed_by",
            "approved_by",
        )
        found = access.pairings_for_team(request.user).select_related(*people)
        return with_milestones(found.order_by(*self.get_ordering(request)), timezone.now())

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, with the rules that live tandems of unfinished years break today."""
        self._note_broken_rules(request)
        return super().changelist_view(request, extra_context)

    def _note_broken_rules(self, request: HttpRequest) -> None:
        """Keep with the request what the column shows: the instance is shared by all of them."""
        if self.has_view_permission(request):
            running = self.get_queryset(request).live()
            running = running.filter(mentee__participation__cohort__ends_on__gte=timezone.localdate())
            request.broken_rules = {found.pairing.pk: found.reasons for found in broken_tandems(running)}

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Add a column that reads what was found for this request."""
        broken: dict[int, list[Reason]] = getattr(request, "broken_rules", {})

        @admin.display(description=_("breaks a rule"))
        def broken_rules(pairing: Pairing) -> str:
            return " ".join(map(str, broken.get(pairing.pk, []))) or "–"

        return [*self.list_display, broken_rules]

    @admin.display(description=gettext_lazy("tandem"), ordering="mentee__participation__user__last_name")
    def tandem(self, pairing: Pairing) -> str:
        return str(pairing)

    @admin.display(description=gettext_lazy("cohort"), ordering="mentee__participation__cohort")
    def cohort(self, pairing: Pairing) -> str:
        return str(pairing.mentee.participation.cohort)

    @admin.display(description=gettext_lazy("agreement confirmed"))
    def has_agreement(self, pairing: Pairing) -> str:
        return yes_or_no(pairing.has_confirmed_agreement if pairing.announced_at else None)  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("first meeting held"))
    def has_first_meeting(self, pairing: Pairing) -> str:
        return yes_or_no(pairing.has_met if pairing.announced_at else None)  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("exceptions"))
    def exceptions(self, pairing: Pairing) -> str:
        return overrides_of(pairing) or "–"

    # --- pages -------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        steps = [
            path(
                f"<id:pk>/{step.word}/",
                self.admin_site.admin_view(self.step_view),
                {"step": step},
                name=f"mentoring_pairing_{step.name}",
            )
            for step in tandem_steps.STEPS
        ]
        return [
            path("<id:pk>/ausnahme/", self.admin_site.admin_view(self.keep_view), name="mentoring_pairing_keep"),
            path("freigeben/", self.admin_site.admin_view(self.approve_view), name="mentoring_pairing_approve"),
            *steps,
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one tandem: who, since when, which exceptions, and the steps that are possible now."""
        number = id_from(object_id)
        if number is None:
            raise Http404
        pairing = self._pairing(request, number)
        broken = exceptions.broken_rules_of(pairing)
        return page(
            request,
            self.admin_site,
            "admin/mentoring/pairing/tandem.html",
            title=str(pairing),
            crumbs=[crumb_of(Pairing)],
            pairing=pairing,
            people=[(_("Mentee"), pairing.mentee, "mentee"), (_("Mentor"), pairing.mentor, "mentor")],
            overrides=overrides_of(pairing),
            broken=broken,
            may_be_kept=exceptions.may_be_kept(broken),
            steps=[
                (step.label, reverse(f"admin:mentoring_pairing_{step.name}", args=[pairing.pk]))
                for step in tandem_steps.possible_for(pairing)
            ],
            may_approve=pairing.state == Pairing.State.PROPOSED,
        )

    def step_view(self, request: HttpRequest, pk: int, step: tandem_steps.Step) -> HttpResponse:
        """Ask, then take one step with one tandem."""
        return tandem_steps.take(request, self.admin_site, self._pairing(request, pk), step)

    def keep_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the reason, then keep a tandem that breaks a rule by now."""
        return exceptions.keep(request, self.admin_site, self._pairing(request, pk))

    def approve_view(self, request: HttpRequest) -> HttpResponse:
        """The approval page for all open proposals, those of one year or one alone."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return approving.approve(request, self.admin_site, self.get_queryset(request))

    @admin.action(description=gettext_lazy("Approve selected proposals"))
    def approve_selected(self, request: HttpRequest, queryset: QuerySet[Pairing]) -> HttpResponse | None:
        """Lead to the approval page with these alone."""
        chosen = list(queryset.filter(state=Pairing.State.PROPOSED).values_list("pk", flat=True))
        if not chosen:
            self.message_user(request, _("None of these is an open proposal."), messages.WARNING)
            return None
        ids = "&".join(f"id={pk}" for pk in chosen)
        return redirect(f"{reverse('admin:mentoring_pairing_approve')}?{ids}")

    @admin.action(description=gettext_lazy("Open to the adviser …"))
    def open_to_adviser(self, request: HttpRequest, queryset: QuerySet[Pairing]) -> HttpResponse | None:
        """Ask to whom, until when and what for, then open each."""
        return granting.open_selected(request, self.admin_site, list(queryset))

    def _pairing(self, request: HttpRequest, pk: int) -> Pairing:
        if not self.has_view_permission(request):
            raise PermissionDenied
        pairing: Pairing | None = self.get_queryset(request).filter(pk=pk).first()
        if pairing is None:
            raise Http404
        return pairing

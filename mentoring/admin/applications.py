"""Applications in the admin: the list, decisions on several at once, and the steps after a decision.

One application is read and decided on its own page, see `mentoring/admin/review.py`.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.admin import confirm
from accounts.admin.base import AccessAdmin
from accounts.admin.pages import Crumb, sent
from accounts.ids import id_from
from accounts.transitions import can_become
from mentoring import access
from mentoring.actions import review
from mentoring.admin import granting
from mentoring.admin import review as review_page
from mentoring.admin.filters import CohortFilter, MenteeStateFilter
from mentoring.admin.wording import crumb_of, day_of, unit_of, yes_or_no
from mentoring.forms.admin_applications import CriterionChoiceForm
from mentoring.models import Mentee, MenteeState


@admin.register(Mentee)
class ApplicationAdmin(AccessAdmin):
    """What an applicant sent. A draft does not exist here."""

    may_view = staticmethod(access.may_run_programme)

    list_display = ["name", "unit", "cohort", "state", "submitted", "is_announced"]
    ordering = ["-participation__cohort__starts_on", *Mentee._meta.ordering]
    list_filter = [CohortFilter, MenteeStateFilter]
    search_fields = ["participation__user__first_name", "participation__user__last_name"]
    search_help_text = gettext_lazy("Name of the applicant")
    actions = ["accept_selected", "waitlist_selected", "open_to_adviser"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mentee]:
        people = "participation__cohort", "participation__user__employee__unit"
        found = access.applications_for_review(request.user).select_related(*people)
        return found.order_by(*self.get_ordering(request))

    @admin.display(description=gettext_lazy("name"), ordering="participation__user__last_name")
    def name(self, mentee: Mentee) -> str:
        return str(mentee)

    @admin.display(description=gettext_lazy("unit"))
    def unit(self, mentee: Mentee) -> str:
        return unit_of(mentee)

    @admin.display(description=gettext_lazy("cohort"), ordering="participation__cohort")
    def cohort(self, mentee: Mentee) -> str:
        return str(mentee.participation.cohort)

    @admin.display(description=gettext_lazy("submitted at"), ordering="submitted_at")
    def submitted(self, mentee: Mentee) -> str:
        return day_of(mentee.submitted_at)

    @admin.display(description=gettext_lazy("announced"))
    def is_announced(self, mentee: Mentee) -> str:
        """Whether she knows the decision; empty while there is none."""
        return yes_or_no(not mentee.waits_for_announcement if mentee.state in Mentee.DECIDED else None)

    # --- decisions on several at once --------------------------------------------------------

    @admin.action(description=gettext_lazy("Accept selected applications"))
    def accept_selected(self, request: HttpRequest, queryset: QuerySet[Mentee]) -> HttpResponse | None:
        return self._decide_selected(
            request,
            queryset,
            decide=review.accept,
            state=MenteeState.ACCEPTED,
            action="accept_selected",
            title=_("Accept applications"),
            yes=lambda count: ngettext("Yes, accept it", "Yes, accept %(count)s applications", count),
            done=lambda count: ngettext("%(count)s application accepted.", "%(count)s applications accepted.", count),
        )

    @admin.action(description=gettext_lazy("Put selected applications on the waiting list"))
    def waitlist_selected(self, request: HttpRequest, queryset: QuerySet[Mentee]) -> HttpResponse | None:
        return self._decide_selected(
            request,
            queryset,
            decide=review.waitlist,
            state=MenteeState.WAITLISTED,
            action="waitlist_selected",
            title=_("Put applications on the waiting list"),
            yes=lambda count: ngettext(
                "Yes, put it on the waiting list", "Yes, put %(count)s applications on the waiting list", count
            ),
            done=lambda count: ngettext(
                "%(count)s application is on the waiting list.",
                "%(count)s applications are on the waiting list.",
                count,
            ),
        )

    def _decide_selected(
        self,
        request: HttpRequest,
        queryset: QuerySet[Mentee],
        *,
        decide: Callable[..., None],
        state: MenteeState,
        action: str,
        title: str,
        yes: Callable[[int], str],
        done: Callable[[int], str],
    ) -> HttpResponse | None:
        """Ask by which criterion, then decide on each and report what was done and what not, and why."""
        mentees = list(queryset)
        cohorts = {mentee.participation.cohort for mentee in mentees}
        if len(cohorts) > 1:
            self.message_user(request, _("Please choose applications of one year only."), messages.ERROR)
            return None
        form = CriterionChoiceForm(cohorts.pop(), request.POST if "confirmed" in request.POST else None)
        if form.is_valid():
            criterion, now = form.cleaned_data["criterion"], timezone.now()
            outcome = confirm.each(mentees, lambda one: decide(one, criterion, by=request.user, now=now))
            outcome.tell(request, done(len(outcome.done)))
            return redirect(request.get_full_path())
        possible, left_out = confirm.divide(mentees, lambda mentee: can_become(mentee, state))
        if not possible:
            self.message_user(request, left_out[0], messages.WARNING)
            return None
        question = confirm.Question(
            title=title,
            what=[
                _("Nobody is told yet: you announce decisions later, and until then you can take them back."),
                *left_out,
            ],
            people=[f"{mentee} – {mentee.get_state_display()}" for mentee in possible],
            form=form,
            hidden=[("action", action), ("confirmed", "yes"), *(("_selected_action", str(one.pk)) for one in possible)],
            yes=yes(len(possible)) % {"count": len(possible)},
            cancel_url=request.get_full_path(),
            crumbs=[crumb_of(Mentee)],
        )
        return confirm.ask(request, self.admin_site, question)

    @admin.action(description=gettext_lazy("Open to the adviser …"))
    def open_to_adviser(self, request: HttpRequest, queryset: QuerySet[Mentee]) -> HttpResponse | None:
        """Ask to whom, until when and what for, then open each."""
        return granting.open_selected(request, self.admin_site, list(queryset))

    # --- one application ---------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        def step(word: str, view: Any, name: str) -> URLPattern:
            return path(word, self.admin_site.admin_view(view), name=f"mentoring_mentee_{name}")

        return [
            step("naechste/", self.next_view, "next"),
            step("<id:pk>/zuruecknehmen/", self.undo_view, "undo"),
            step("<id:pk>/kein-tandem/", self.no_tandem_view, "no_tandem"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Read one application and decide on it."""
        number = id_from(object_id)
        mentee = self._mentee(request, number) if number is not None else None
        if mentee is None:
            raise Http404
        return review_page.review(request, self.admin_site, mentee, crumbs=[crumb_of(Mentee)])

    def next_view(self, request: HttpRequest) -> HttpResponse:
        """Open the application that has waited longest, of one year when the address names it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        waiting = review_page.next_to_review(request.user, id_from(request.GET.get("cohort", "")))
        if waiting is None:
            self.message_user(request, _("No application waits for a decision."), messages.INFO)
            return redirect("admin:mentoring_mentee_changelist")
        return redirect("admin:mentoring_mentee_change", waiting.pk)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, then take back a decision that nobody was told of."""
        mentee = self._mentee(request, pk)
        back = reverse("admin:mentoring_mentee_change", args=[pk])
        if request.method == "POST":
            return confirm.do(request, lambda: _undone(mentee, request), next_url=back)
        question = confirm.Question(
            title=_("Take the decision back"),
            what=[
                _("The decision on the application of %(name)s (%(state)s) is taken back. Nobody was told of it.")
                % {"name": mentee, "state": mentee.get_state_display()},
            ],
            yes=_("Yes, take it back"),
            cancel_url=back,
            crumbs=[crumb_of(Mentee), Crumb(str(mentee), back)],
        )
        return confirm.ask(request, self.admin_site, question)

    def no_tandem_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the criterion, then decide that there is no tandem for her this year."""
        mentee = self._mentee(request, pk)
        back = reverse("admin:mentoring_mentee_change", args=[pk])
        form = CriterionChoiceForm(mentee.participation.cohort, sent(request))
        if form.is_valid():
            criterion = form.cleaned_data["criterion"]
            return confirm.do(request, lambda: _left_without_tandem(mentee, criterion, request), next_url=back)
        question = confirm.Question(
            title=_("No tandem this year"),
            what=[
                _("%(name)s gets no tandem this year. Open proposals for her are withdrawn.") % {"name": mentee},
                _("Please offer her a talk, and priority next year. She is told when you announce it, after the talk."),
            ],
            people=[str(mentee)],
            form=form,
            yes=_("Yes, no tandem this year"),
            cancel_url=back,
            crumbs=[crumb_of(Mentee), Crumb(str(mentee), back)],
        )
        return confirm.ask(request, self.admin_site, question)

    def _mentee(self, request: HttpRequest, pk: int) -> Mentee:
        if not self.has_view_permission(request):
            raise PermissionDenied
        mentee = self.get_queryset(request).select_related("criterion", "decided_by").filter(pk=pk).first()
        if mentee is None:
            raise Http404
        return mentee


def _undone(mentee: Mentee, request: HttpRequest) -> str:
    review.undo(mentee, by=request.user)
    return _("The decision on the application of %(name)s is taken back.") % {"name": mentee}


def _left_without_tandem(mentee: Mentee, criterion: Any, request: HttpRequest) -> str:
    review.leave_without_tandem(mentee, criterion, by=request.user, now=timezone.now())
    return _("%(name)s gets no tandem this year. Please offer her a talk before you announce it.") % {"name": mentee}

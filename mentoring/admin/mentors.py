"""Mentors in the admin: asked, confirmed or not (R3). HR sees whom it asked, and nothing more."""

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
from accounts.admin.pages import Crumb, page
from accounts.ids import id_from
from accounts.models import User
from mentoring import access
from mentoring.actions import mentors
from mentoring.admin import granting, inviting
from mentoring.admin.filters import CohortFilter
from mentoring.admin.wording import crumb_of, day_of, unit_of
from mentoring.models import LIVE, Mentor, MentorState, Offer, PairingState
from notifications import outbox, preview


@admin.register(Mentor)
class MentorAdmin(AccessAdmin):
    may_view = staticmethod(access.may_invite_mentors)

    list_display = ["name", "unit", "cohort", "state", "origin", "capacity"]
    list_filter = [CohortFilter, "state", "origin"]
    ordering = ["-participation__cohort__starts_on", *Mentor._meta.ordering]
    search_fields = ["participation__user__first_name", "participation__user__last_name"]
    search_help_text = gettext_lazy("Name of the mentor")
    actions = ["confirm_selected", "open_to_adviser"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mentor]:
        people = "participation__cohort__minimum_mentor_level", "participation__user__employee__unit"
        found = access.mentors_for_team(request.user).select_related(*people, "participation__user__employee__level")
        return found.order_by(*self.get_ordering(request))

    def get_list_display(self, request: HttpRequest) -> list[str]:
        shown = list(super().get_list_display(request))
        return shown if self.has_decide_permission(request) else [name for name in shown if name != "capacity"]

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Profiles and decisions are the project team's."""
        return access.may_run_programme(request.user)

    @admin.display(description=gettext_lazy("name"), ordering="participation__user__last_name")
    def name(self, mentor: Mentor) -> str:
        return str(mentor)

    @admin.display(description=gettext_lazy("unit"))
    def unit(self, mentor: Mentor) -> str:
        return unit_of(mentor)

    @admin.display(description=gettext_lazy("cohort"), ordering="participation__cohort")
    def cohort(self, mentor: Mentor) -> str:
        return str(mentor.participation.cohort)

    # --- pages -------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        def step(word: str, view: Any, name: str) -> URLPattern:
            return path(word, self.admin_site.admin_view(view), name=f"mentoring_mentor_{name}")

        return [
            step("einladen/", self.invite_view, "invite"),
            step("<id:pk>/bestaetigen/", self.confirm_view, "confirm"),
            step("<id:pk>/ablehnen/", self.decline_view, "decline"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a mentor: her profile to the team, where it stands to HR, who asked her."""
        number = id_from(object_id)
        if number is None:
            raise Http404
        mentor = self._mentor(request, number)
        may_decide = self.has_decide_permission(request)
        return page(
            request,
            self.admin_site,
            "admin/mentoring/mentor/profile.html",
            title=str(mentor),
            crumbs=[crumb_of(Mentor)],
            mentor=mentor,
            employee=mentor.participation.user.employee,
            shows_profile=may_decide and mentor.submitted_at is not None,
            waits=may_decide and mentor.state == MentorState.SUBMITTED,
            may_read_profile=may_decide,
            **_profile(mentor, request.user, for_team=may_decide),
        )

    def invite_view(self, request: HttpRequest) -> HttpResponse:
        """Ask people of the directory."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return inviting.invite(request, self.admin_site)

    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what speaks for her (R3), then take her on."""
        mentor = self._mentor(request, pk, to_decide=True)
        back = reverse("admin:mentoring_mentor_change", args=[pk])
        if request.method == "POST":
            return confirm.do(request, lambda: _confirmed(mentor, request), next_url=back)
        question = confirm.Question(
            title=_("Confirm %(name)s as a mentor") % {"name": mentor},
            what=facts(mentor),
            mails=[preview.render(_confirmation(mentor))],
            yes=_("Yes, confirm %(name)s") % {"name": mentor},
            cancel_url=back,
            crumbs=[crumb_of(Mentor), Crumb(str(mentor), back)],
        )
        return confirm.ask(request, self.admin_site, question)

    def decline_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, then do not take her on. A person tells her."""
        mentor = self._mentor(request, pk, to_decide=True)
        back = reverse("admin:mentoring_mentor_change", args=[pk])
        if request.method == "POST":
            return confirm.do(request, lambda: _declined(mentor, request), next_url=back)
        question = confirm.Question(
            title=_("Do not take %(name)s on") % {"name": mentor},
            what=[
                _("%(name)s does not become a mentor of %(cohort)s.")
                % {"name": mentor, "cohort": mentor.participation.cohort},
                _("No mail is sent. Please talk to her or him first: this cannot be taken back."),
            ],
            people=[str(mentor)],
            yes=_("Yes, do not take her or him on"),
            cancel_url=back,
            is_destructive=True,
            crumbs=[crumb_of(Mentor), Crumb(str(mentor), back)],
        )
        return confirm.ask(request, self.admin_site, question)

    @admin.action(description=gettext_lazy("Confirm selected mentors"), permissions=["decide"])
    def confirm_selected(self, request: HttpRequest, queryset: QuerySet[Mentor]) -> HttpResponse | None:
        """Ask once for all, then confirm each and report what was done and what not, and why."""
        chosen = list(queryset)
        if "confirmed" in request.POST:
            now = timezone.now()
            outcome = confirm.each(chosen, lambda mentor: mentors.confirm(mentor, by=request.user, now=now))
            outcome.tell(
                request, ngettext("%(count)s mentor confirmed.", "%(count)s mentors confirmed.", len(outcome.done))
            )
            return redirect(request.get_full_path())
        possible, left_out = confirm.divide(chosen, lambda mentor: mentor.state == MentorState.SUBMITTED)
        if not possible:
            self.message_user(request, left_out[0], messages.WARNING)
            return None
        question = confirm.Question(
            title=_("Confirm mentors"),
            what=[
                _("Please look at what each of them stands for. Everybody who is confirmed gets this mail."),
                *left_out,
            ],
            people=[f"{mentor}: {' '.join(facts(mentor))}" for mentor in possible],
            mails=[preview.render(_confirmation(mentor)) for mentor in possible[:1]],
            hidden=[
                ("action", "confirm_selected"),
                ("confirmed", "yes"),
                *(("_selected_action", str(mentor.pk)) for mentor in possible),
            ],
            yes=ngettext("Yes, confirm %(count)s mentor", "Yes, confirm %(count)s mentors", len(possible))
            % {"count": len(possible)},
            cancel_url=request.get_full_path(),
            crumbs=[crumb_of(Mentor)],
        )
        return confirm.ask(request, self.admin_site, question)

    @admin.action(description=gettext_lazy("Open to the adviser …"), permissions=["decide"])
    def open_to_adviser(self, request: HttpRequest, queryset: QuerySet[Mentor]) -> HttpResponse | None:
        """Ask to whom, until when and what for, then open each."""
        return granting.open_selected(request, self.admin_site, list(queryset))

    def _mentor(self, request: HttpRequest, pk: int, *, to_decide: bool = False) -> Mentor:
        if not self.has_view_permission(request) or (to_decide and not self.has_decide_permission(request)):
            raise PermissionDenied
        mentor = self.get_queryset(request).filter(pk=pk).first()
        if mentor is None:
            raise Http404
        return mentor


def facts(mentor: Mentor) -> list[str]:
    """Say what R3 asks of a mentor, a sentence each."""
    employee = mentor.participation.user.employee
    lowest = mentor.participation.cohort.minimum_mentor_level
    said = [str(_("Origin: %(origin)s.") % {"origin": mentor.get_origin_display()})]
    if employee is None or not employee.is_active:
        said.append(_("She or he is no longer in the directory."))
    elif employee.level.rank >= lowest.rank:
        said.append(
            _("Level: %(level)s. The lowest level is %(lowest)s.") % {"level": employee.level, "lowest": lowest}
        )
    else:
        words = {"level": employee.level, "lowest": lowest}
        said.append(_("Level: %(level)s. That is below the lowest level, %(lowest)s.") % words)
    if mentor.self_image_confirmed_at:
        text = _("The self-image of the role was confirmed on %(day)s.")
        said.append(text % {"day": day_of(mentor.self_image_confirmed_at)})
    else:
        said.append(_("The self-image of the role was not confirmed yet."))
    places = ngettext("Takes %(count)s mentee.", "Takes %(count)s mentees.", mentor.capacity)
    said.append(places % {"count": mentor.capacity})
    return said


def _profile(mentor: Mentor, user: User, *, for_team: bool) -> dict[str, Any]:
    """Return what the team reads beside name and state; for HR all of it is empty."""
    if not for_team:
        return {"facts": [], "topics": [], "offers": [], "pairings": []}
    words = dict(Offer.choices)
    pairings = access.pairings_for_team(user).filter(mentor=mentor, state__in=[PairingState.PROPOSED, *LIVE])
    return {
        "facts": facts(mentor),
        "topics": list(mentor.topics.all()),
        "offers": [words[offer] for offer in mentor.offers if offer in words],
        "pairings": list(pairings.select_related("mentee__participation__user")),
    }


def _confirmation(mentor: Mentor) -> Any:
    return outbox.draft("mentor-confirmed", "preview", recipient=mentor.participation.user, mentor=mentor.pk)


def _confirmed(mentor: Mentor, request: HttpRequest) -> str:
    mentors.confirm(mentor, by=request.user, now=timezone.now())
    return _("%(name)s is confirmed as a mentor and gets the mail.") % {"name": mentor}


def _declined(mentor: Mentor, request: HttpRequest) -> str:
    mentors.decline(mentor, by=request.user, now=timezone.now())
    return _("%(name)s is not taken on as a mentor.") % {"name": mentor}

"""Proposing a tandem by hand: whom for, and with whom.

Every mentor of the year is shown: the possible ones first, the others with each reason in words. The
action checks all rules again, so a pair that was never offered is refused with the same reasons.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.admin.pages import Crumb, page, sent
from accounts.errors import Refused
from accounts.ids import id_from
from matching.access import mentees_to_pair
from matching.admin.base import Pages
from matching.candidates import candidates_for, mentees_without_tandem
from matching.forms import ProposalForm
from mentoring import topic_access
from mentoring.actions import pairings
from mentoring.models import Mentee, Mentor
from mentoring.rules import RuleBroken


class ProposingPages(Pages):
    """The pages of an admin site on which tandems are proposed."""

    @property
    def urls(self) -> list[URLPattern]:
        return [
            self.path("von-hand/", self.choose, "choose"),
            self.path("von-hand/<id:pk>/", self.candidates, "candidates"),
        ]

    def choose(self, request: HttpRequest) -> HttpResponse:
        """List who waits for a tandem, of one year when the address names it."""
        return page(
            request,
            self.site,
            "admin/matching/choose.html",
            title=_("Propose tandems"),
            crumbs=[_tandems_crumb()],
            mentees=mentees_without_tandem(
                request.user, id_from(request.GET.get("cohort", "")), today=timezone.localdate()
            ),
        )

    def candidates(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show all mentors for one mentee; propose one of them."""
        mentee = self._mentee(request, pk)
        form = ProposalForm(sent(request))
        mentor: Mentor | None = None
        refusals: list[str] = []
        if form.is_valid():
            mentor = self._mentor(mentee, form.cleaned_data["mentor"])
            if mentor is None and not form.cleaned_data["reason"]:
                raise Http404
            if mentor is None:  # and somebody has written why
                refusals = [_("Please choose a mentor.")]
            else:
                refusals = _proposed(request, mentee, mentor, form.cleaned_data["reason"])
                if not refusals:
                    return self._go_on(request, mentee)
        elif form.is_bound:
            refusals = [str(message) for found in form.errors.values() for message in found]
        today = timezone.localdate()
        candidates = candidates_for(mentee, user=request.user, today=today)
        reason = form["reason"].value() or ""
        has_field = mentor in [candidate.mentor for candidate in candidates.by_exception]
        return page(
            request,
            self.site,
            "admin/matching/candidates.html",
            title=_("Propose a tandem for %(name)s") % {"name": mentee},
            crumbs=[_tandems_crumb(), Crumb(_("Propose tandems"), reverse("admin:matching_choose"))],
            mentee=mentee,
            employee=mentee.participation.user.employee,
            goals=[goal.topic for goal in topic_access.topics_of_application(request.user, mentee, today)],
            candidates=candidates,
            refused_mentor=mentor,
            reason=reason,
            # A reason for somebody beside whom there is no field for one any more.
            texts=[reason] if reason and not has_field else [],
            refusals=refusals,
            errors=refusals,
        )

    def _go_on(self, request: HttpRequest, mentee: Mentee) -> HttpResponse:
        """Lead to the next one who waits; when nobody does, to the approval."""
        cohort_id = mentee.participation.cohort_id
        if mentees_without_tandem(request.user, cohort_id, today=timezone.localdate()):
            return redirect(f"{reverse('admin:matching_choose')}?cohort={cohort_id}")
        return redirect(f"{reverse('admin:mentoring_pairing_approve')}?cohort={cohort_id}")

    def _mentee(self, request: HttpRequest, pk: int) -> Mentee:
        people = "participation__cohort", "participation__user__employee__unit"
        mentee = mentees_to_pair(request.user).select_related(*people).filter(pk=pk).first()
        if mentee is None:
            raise Http404
        return mentee

    def _mentor(self, mentee: Mentee, pk: int) -> Mentor | None:
        return Mentor.objects.filter(pk=pk, participation__cohort=mentee.participation.cohort_id).first()


def _proposed(request: HttpRequest, mentee: Mentee, mentor: Mentor, reason: str) -> list[str]:
    """Propose the two and say so; return what speaks against it instead, when something does."""
    try:
        pairings.propose(mentee, mentor, by=request.user, now=timezone.now(), override_reason=reason)
    except RuleBroken as refusal:
        return [str(broken) for broken in refusal.reasons]
    except Refused as refusal:
        return [str(refusal)]
    text = _("%(mentee)s and %(mentor)s are proposed as a tandem. Nobody was told.")
    messages.success(request, text % {"mentee": mentee, "mentor": mentor})
    return []


def _tandems_crumb() -> Crumb:
    return Crumb(_("Tandems"), reverse("admin:mentoring_pairing_changelist"))

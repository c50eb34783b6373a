"""One application on one page: read like a letter, decide, next."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.admin.pages import Crumb, page, sent
from accounts.errors import Refused
from accounts.models import User
from mentoring import access, conflict_access, topic_access
from mentoring.actions import review as actions
from mentoring.admin.wording import name_and_unit
from mentoring.checks import prospects
from mentoring.forms.admin_applications import DecisionForm
from mentoring.models import LIVE, Mentee, MenteeState, Pairing, PairingState

_DECIDE = {
    MenteeState.ACCEPTED: actions.accept,
    MenteeState.WAITLISTED: actions.waitlist,
    MenteeState.DECLINED: actions.decline,
}


def next_to_review(user: User, cohort_id: int | None = None, *, after: Mentee | None = None) -> Mentee | None:
    """Return the application that waits longest; `after` one, the next in that order, then from the start."""
    waiting = access.applications_for_review(user).filter(state=MenteeState.SUBMITTED).order_by("submitted_at", "pk")
    if cohort_id is not None:
        waiting = waiting.filter(participation__cohort=cohort_id)
    if after is None:
        return waiting.first()
    others = waiting.exclude(pk=after.pk)
    return others.filter(submitted_at__gte=after.submitted_at).first() or others.first()


def review(request: HttpRequest, site: AdminSite, mentee: Mentee, *, crumbs: Sequence[Crumb]) -> HttpResponse:
    """Show an application, or keep the decision and go on to the next one.

    That it was shown is recorded, also when it is shown once more because a decision was refused.
    """
    form = DecisionForm(mentee, sent(request))
    if request.method == "POST" and form.is_valid() and _decided(request, mentee, form):
        cohort_id = mentee.participation.cohort_id
        following = next_to_review(request.user, cohort_id, after=mentee)
        return redirect("admin:mentoring_mentee_change", (following or mentee).pk)
    actions.note_reading(mentee, by=request.user)
    return page(
        request,
        site,
        "admin/mentoring/mentee/review.html",
        title=_("Application of %(name)s") % {"name": mentee},
        crumbs=crumbs,
        form=form,
        mentee=mentee,
        **_what_to_know(request.user, mentee),
    )


def _decided(request: HttpRequest, mentee: Mentee, form: DecisionForm) -> bool:
    state = MenteeState(form.cleaned_data["decision"])
    try:
        _DECIDE[state](mentee, form.cleaned_data["criterion"], by=request.user, now=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    if state in actions.OF_TANDEMS and not conflict_access.may_pair_in(request.user, mentee.participation.cohort_id):
        text = _("%(name)s: %(state)s. Until it is announced, somebody else of the project team can take it back.")
    else:
        text = _("%(name)s: %(state)s. Until you announce it you can take it back on the page of the application.")
    messages.success(request, text % {"name": mentee, "state": state.label})
    return True


def _what_to_know(user: User, mentee: Mentee) -> dict[str, object]:
    """Gather what stands beside her words: topics, wishes, what the rules know, and where things stand."""
    waits_for_tandem = mentee.state in (MenteeState.SUBMITTED, MenteeState.WAITLISTED, MenteeState.ACCEPTED)
    tandems = access.pairings_for_team(user).filter(mentee=mentee, state__in=[PairingState.PROPOSED, *LIVE])
    tandem: Pairing | None = tandems.select_related("mentor__participation__user").first()
    cohort_id = mentee.participation.cohort_id
    following = next_to_review(user, cohort_id, after=mentee)
    # What applicants think of her as a mentor is not for her to read.
    wishes = mentee.wishes.exclude(mentor__participation__user=user)
    # Whoever takes part sees no tandem here, whether or not there is one, and nothing that depends on it.
    may_pair = conflict_access.may_pair_in(user, cohort_id)
    return {
        "employee": mentee.participation.user.employee,
        "goals": list(topic_access.topics_of_application(user, mentee, timezone.localdate())),
        "wishes": [
            name_and_unit(wish.mentor) for wish in wishes.select_related("mentor__participation__user__employee__unit")
        ],
        "leaves_out_own_wish": access.own_mentor_profiles(user).filter(participation__cohort=cohort_id).exists(),
        "prospects": prospects(mentee) if may_pair and waits_for_tandem and tandem is None else None,
        "tandem": tandem,
        "may_decide": mentee.state in (MenteeState.SUBMITTED, MenteeState.WAITLISTED),
        "may_undo": mentee.waits_for_announcement
        and tandem is None
        and (may_pair or mentee.state not in actions.OF_TANDEMS),
        "may_leave_without_tandem": may_pair
        and mentee.state == MenteeState.ACCEPTED
        and (tandem is None or not tandem.is_live),
        "is_decided": mentee.state in Mentee.DECIDED,
        "following": following,
    }

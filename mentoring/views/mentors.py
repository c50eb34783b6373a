"""Becoming and being a mentor: invitation, self-nomination, profile, pause (R3), exclusions (R4 b)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import Conflict, Refused
from accounts.typed_texts import typed_texts
from mentoring import access, grant_access, grant_words
from mentoring.actions import mentors
from mentoring.forms.exclusions import ExclusionForm
from mentoring.forms.mentors import ProfileForm, SelfImageForm
from mentoring.models import Mentor, MentorState
from mentoring.views import exclusions
from mentoring.views.posting import posted
from mentoring.views.signed_in import posts_only

WAITING = (MentorState.INVITED, MentorState.SELF_NOMINATED)


@login_required
@require_safe
def invitation(request: HttpRequest) -> HttpResponse:
    """Would you like to be a mentor? What it takes, and the two answers."""
    invited = access.own_mentor_profiles(request.user).filter(state=MentorState.INVITED).order_by("-pk").first()
    if invited is None:
        return redirect("mentoring:mentor_profile")
    context = {"mentor": invited, "cohort": invited.participation.cohort}
    return render(request, "mentoring/mentors/invitation.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request: HttpRequest) -> HttpResponse:
    """Offer to be a mentor, where a cohort takes some."""
    today = timezone.localdate()
    open_to_her = access.cohorts_to_mentor_in(request.user, today)
    if request.method == "POST":
        cohort = next((cohort for cohort in open_to_her if str(cohort.pk) == request.POST.get("cohort")), None)
        if cohort is None:
            raise Http404
        try:
            mentors.nominate_herself(request.user, cohort, today=today)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("mentoring:mentor_nominate")
        return redirect("mentoring:mentor_profile")
    if not open_to_her and access.own_mentor_profiles(request.user).exists():
        return redirect("mentoring:mentor_profile")
    return render(request, "mentoring/mentors/nominate.html", {"cohorts": open_to_her})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """The mentor's profile, which she can edit at any time. A conflict shows her other words; nothing is lost."""
    mentor = _latest(request)
    if mentor is None:
        return redirect("mentoring:mentor_nominate")
    is_closed = mentor.state in (MentorState.DECLINED, MentorState.WITHDRAWN)
    form = ProfileForm(request.POST or None, initial=ProfileForm.values_of(mentor), mentor=mentor)
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            mentors.save_profile(mentor, form.profile(), version=form.cleaned_data["version"])
        except Conflict as conflict:
            form.add_error(None, str(conflict))
            theirs = access.own_mentor_profiles(request.user).get(pk=mentor.pk)
            form.data = form.data.copy()
            form.data["version"] = str(theirs.version)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if mentor.state in WAITING:
                return redirect("mentoring:mentor_submit")
            messages.success(request, _("Your profile is saved."))
            return redirect("mentoring:mentor_profile")
    about_her = grant_access.grants_about(request.user)
    context = {
        "mentor": mentor,
        "cohort": mentor.participation.cohort,
        "form": None if is_closed else form,
        "texts": typed_texts(request.POST) if is_closed else [],
        "theirs": theirs,
        "is_waiting": mentor.state in WAITING,
        "may_exclude": access.may_exclude(request.user, mentor),
        "notices": grant_words.notices(about_her.filter(participation=mentor.pk), timezone.localdate()),
    }
    return render(request, "mentoring/mentors/profile.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest) -> HttpResponse:
    """Confirm the self-image of the role and send the profile."""
    mentor = _latest(request)
    if mentor is None or mentor.state not in WAITING:
        return redirect("mentoring:mentor_profile")
    form = SelfImageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            mentors.submit(mentor, confirms_self_image=True, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. The project team looks at your profile and gets in touch."))
            return redirect("mentoring:mentor_profile")
    context = {"mentor": mentor, "cohort": mentor.participation.cohort, "form": form}
    return render(request, "mentoring/mentors/submit.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Not this year: ask once, then say no or take the profile back."""
    mentor = _latest(request)
    if mentor is None:
        raise Http404
    if request.method == "POST":
        try:
            mentors.withdraw(mentor)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("mentoring:mentor_profile")
        messages.success(request, _("Thank you for letting us know. We would be glad to ask you again another year."))
        return redirect("portal:start")
    if MentorState.WITHDRAWN not in Mentor.TRANSITIONS.get(mentor.state, ()):
        return redirect("mentoring:mentor_profile")
    return render(request, "mentoring/mentors/withdraw.html", {"mentor": mentor})


@login_required
@require_POST
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Pause, or end the pause."""
    mentor = get_object_or_404(access.own_mentor_profiles(request.user), pk=pk)
    try:
        if request.POST.get("pause") == "end":
            mentors.end_pause(mentor)
            messages.success(request, _("Welcome back. You can be given a tandem again."))
        else:
            mentors.pause(mentor)
            messages.success(request, _("You are pausing. You are not given a new tandem; what runs goes on."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("mentoring:mentor_profile")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def exclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom she does not want as mentee, and the form for another one."""
    mentor = get_object_or_404(access.own_mentor_profiles(request.user), pk=pk)
    if not access.may_exclude(request.user, mentor):
        messages.info(request, _("This profile is closed."))
        return redirect("mentoring:mentor_profile")
    form = ExclusionForm(posted(request))
    if request.method == "POST" and exclusions.kept(request, mentor, form):
        return redirect("mentoring:mentor_exclude", pk)
    context = {"cohort": mentor.participation.cohort, **exclusions.shown(request, mentor, form)}
    return render(request, "mentoring/mentors/exclusions.html", context)


@posts_only(back_to="mentoring:mentor_profile")
def remove_exclusion(request: HttpRequest, pk: int, exclusion_pk: int) -> HttpResponse:
    """Take an exclusion back."""
    mentor = get_object_or_404(access.own_mentor_profiles(request.user), pk=pk)
    exclusions.removed(request, mentor, exclusion_pk)
    return redirect("mentoring:mentor_exclude", pk)


def _latest(request: HttpRequest) -> Mentor | None:
    return access.own_mentor_profiles(request.user).order_by("-participation__cohort__starts_on", "-pk").first()

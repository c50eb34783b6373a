"""An application from its beginning to the answer; its steps have views of their own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import Refused
from mentoring import access, grant_access, grant_words
from mentoring.actions import applications
from mentoring.models import Cohort, Mentee, MenteeState
from mentoring.views.signed_in import posts_only
from mentoring.year import phases_of


def own_application(request: HttpRequest, pk: int) -> Mentee:
    """Return an application of the user; that of somebody else is not found."""
    return get_object_or_404(access.own_applications(request.user), pk=pk)


@login_required
@require_safe
def current(request: HttpRequest) -> HttpResponse:
    """Lead to the application of this year, or to where one begins."""
    mentee = access.current_application(request.user, timezone.localdate())
    return redirect("mentoring:application_detail", mentee.pk) if mentee else redirect("mentoring:application_new")


@login_required
@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """Which years take applications, what they ask for, and why one cannot apply where one cannot."""
    today = timezone.localdate()
    own = {mentee.participation.cohort_id: mentee for mentee in access.own_applications(request.user)}
    applying = Cohort.objects.applying(today).prefetch_related("criteria")
    obstacles = access.obstacles_to_joining(request.user, applying)
    offers = [
        {
            "cohort": cohort,
            "obstacle": obstacles[cohort.pk],
            "application": own.get(cohort.pk),
            "phases": phases_of(cohort, today),
        }
        for cohort in applying
    ]
    upcoming = Cohort.objects.filter(applications_open_on__gt=today).order_by("applications_open_on").first()
    return render(request, "mentoring/applications/new.html", {"offers": offers, "upcoming": upcoming})


@posts_only(back_to="mentoring:application_new")
def begin(request: HttpRequest, cohort_pk: int) -> HttpResponse:
    """Begin an application as a draft."""
    cohort = get_object_or_404(Cohort, pk=cohort_pk)
    try:
        mentee = applications.start(request.user, cohort, today=timezone.localdate())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("mentoring:application")
    return redirect("mentoring:application_steps", mentee.pk)


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an application stands, as far as she may know. A draft leads to its steps."""
    mentee = own_application(request, pk)
    if mentee.state == MenteeState.DRAFT:
        return redirect("mentoring:application_steps", pk)
    user, today = request.user, timezone.localdate()
    pairings = access.pairings_visible_to(user).filter(mentee=mentee)
    others = access.own_applications(user).exclude(pk=pk).order_by("-participation__cohort__starts_on")
    context = {
        "mentee": mentee,
        "cohort": mentee.participation.cohort,
        "told": mentee.told_state,
        "criterion": mentee.told_criterion,
        "phases": phases_of(mentee.participation.cohort, today),
        "pairing": pairings.live().first(),
        "had_tandem": pairings.exists(),
        "is_over": mentee.participation.cohort.ends_on < today,
        "may_edit": access.may_edit_application(user, mentee),
        "may_withdraw": access.may_withdraw(user, mentee, today),
        "may_exclude": access.may_exclude(user, mentee),
        "notices": grant_words.notices(grant_access.grants_about(user).filter(participation=mentee.pk), today),
        "others": others,
        "may_apply_for": access.cohorts_to_apply_for(user, today),
    }
    return render(request, "mentoring/applications/detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then take the application back."""
    mentee = own_application(request, pk)
    now = timezone.now()
    if request.method == "POST":
        try:
            applications.withdraw(mentee, now=now)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("You have withdrawn your application."))
        return redirect("mentoring:application_detail", pk)
    if not access.may_withdraw(request.user, mentee, timezone.localdate(now)):
        messages.info(request, _("There is nothing here that can be withdrawn."))
        return redirect("mentoring:application_detail", pk)
    context = {"mentee": mentee, "cohort": mentee.participation.cohort}
    return render(request, "mentoring/applications/withdraw.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then delete a draft with everything in it."""
    mentee = own_application(request, pk)
    if request.method == "POST":
        try:
            applications.discard_draft(mentee)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("mentoring:application_detail", pk)
        messages.success(request, _("Your draft is deleted."))
        return redirect("mentoring:application_new")
    if mentee.state != MenteeState.DRAFT:
        messages.info(request, _("Your application has been sent. You can withdraw it as long as you have no tandem."))
        return redirect("mentoring:application_detail", pk)
    context = {"mentee": mentee, "cohort": mentee.participation.cohort}
    return render(request, "mentoring/applications/discard.html", context)

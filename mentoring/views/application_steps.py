"""The steps of an application: each saved as it is left, in any order."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import Conflict, Refused
from mentoring import access
from mentoring.actions import applications
from mentoring.forms.applications import FrameForm, MotivationForm, SubmitForm
from mentoring.models import Mentee, MenteeState, Mode
from mentoring.views.application_tasks import numbered, tasks_of, url_after, url_of
from mentoring.views.applications import own_application
from mentoring.views.posting import posted


def no_longer_editable(request: HttpRequest, mentee: Mentee) -> HttpResponse:
    """Lead from a step to where the application stands, and say why."""
    messages.info(request, _("Your application can no longer be changed. This is what we know so far."))
    return redirect("mentoring:application_detail", mentee.pk)


def saved(request: HttpRequest, step: str, mentee: Mentee) -> HttpResponse:
    """Lead on after a step was saved."""
    if mentee.state != MenteeState.DRAFT:
        messages.success(request, _("Saved."))
    return redirect(url_after(step, mentee))


@login_required
@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """The task list."""
    mentee = own_application(request, pk)
    if not access.may_edit_application(request.user, mentee):
        return no_longer_editable(request, mentee)
    cohort, today = mentee.participation.cohort, timezone.localdate()
    tasks = tasks_of(mentee)
    context = {
        "mentee": mentee,
        "cohort": cohort,
        "tasks": tasks,
        "days_left": (cohort.applications_close_on - today).days,
        "is_draft": mentee.state == MenteeState.DRAFT,
        "is_open": cohort.accepts_applications(today),
        "is_complete": not applications.missing_parts(mentee),
        "next_url": next((task.url for task in tasks if not task.kind), url_of("review", mentee)),
    }
    return render(request, "mentoring/applications/steps.html", context)


@login_required
@require_safe
def details(request: HttpRequest, pk: int) -> HttpResponse:
    """What the directory says about her, to read."""
    mentee = own_application(request, pk)
    context = {"mentee": mentee, "next_url": url_after("details", mentee), **numbered("details")}
    return render(request, "mentoring/applications/details.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def motivation(request: HttpRequest, pk: int) -> HttpResponse:
    """The motivation. htmx saves it while she writes, the button does too; a conflict shows both texts."""
    mentee = own_application(request, pk)
    if request.method != "POST" and not access.may_edit_application(request.user, mentee):
        return no_longer_editable(request, mentee)
    initial = {"motivation": mentee.motivation, "version": mentee.version}
    form = MotivationForm(posted(request), initial=initial, autosave_url=request.path)
    theirs = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            mentee = applications.save_motivation(mentee, values["motivation"], version=values["version"])
        except Conflict as conflict:
            form.add_error(None, str(conflict))
            theirs = own_application(request, pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _autosaved(request, form, mentee) if request.htmx else saved(request, "motivation", mentee)
    if request.htmx:
        return _autosaved(request, form, None)
    if theirs:
        # Both texts stand on the page now; saving once more is her choice.
        form.data = form.data.copy()
        form.data["version"] = str(theirs.version)
    context = {"mentee": mentee, "form": form, "theirs": theirs, **numbered("motivation")}
    return render(request, "mentoring/applications/motivation.html", context)


def _autosaved(request: HttpRequest, form: MotivationForm, mentee: Mentee | None) -> HttpResponse:
    """Say in one line what became of a text that saved itself, and hand on the version that it has now."""
    refusals = [message for messages_of_field in form.errors.values() for message in messages_of_field]
    context = {"mentee": mentee, "refusals": refusals, "now": timezone.localtime()}
    return render(request, "mentoring/applications/autosaved.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def frame(request: HttpRequest, pk: int) -> HttpResponse:
    """Where and how she would like to meet."""
    mentee = own_application(request, pk)
    if request.method != "POST" and not access.may_edit_application(request.user, mentee):
        return no_longer_editable(request, mentee)
    form = FrameForm(posted(request), initial={"mode": mentee.mode, "place": mentee.place})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            applications.save_frame(mentee, mode=Mode(values["mode"]), place=values["place"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return saved(request, "frame", mentee)
    sites = access.known_sites(mentee.participation.cohort)
    context = {"mentee": mentee, "form": form, "sites": sites, **numbered("frame")}
    return render(request, "mentoring/applications/frame.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole application to read, and the button that sends it. Later: what was sent."""
    mentee = own_application(request, pk)
    now = timezone.now()
    today = timezone.localdate(now)
    form = SubmitForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            applications.submit(
                mentee, belongs_to_target_group=form.cleaned_data["meets_requirements"], now=now, today=today
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your application has been sent. We have confirmed it to you by e-mail."))
            return redirect("mentoring:application_detail", pk)
    is_draft = mentee.state == MenteeState.DRAFT
    missing = applications.missing_parts(mentee) if is_draft else []
    context = {
        "mentee": mentee,
        "cohort": mentee.participation.cohort,
        "form": form,
        "missing": [(part.text, url_of(part.step, mentee)) for part in missing],
        "may_edit": access.may_edit_application(request.user, mentee),
        "may_send": is_draft and not missing and mentee.participation.cohort.accepts_applications(today),
        **_summary(request, mentee),
        **numbered("review"),
    }
    return render(request, "mentoring/applications/review.html", context)


def _summary(request: HttpRequest, mentee: Mentee) -> dict[str, Any]:
    own_words = access.goal_texts_visible_to(request.user).filter(author=mentee.participation)
    words = {text.goal_id: text.text for text in own_words.filter(goal__mentee=mentee)}
    goals = access.goals_visible_to(request.user).filter(mentee=mentee)
    return {
        "topics": [(goal.topic, words.get(goal.pk, "")) for goal in goals],
        "wishes": mentee.wishes.select_related("mentor__participation__user"),
        "exclusions": access.exclusions_of(request.user).filter(author=mentee.participation),
    }

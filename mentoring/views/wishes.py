"""Whom an applicant would like to have as mentor, and whom not (R4 b, R9)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import Refused
from mentoring import access
from mentoring.actions import applications
from mentoring.forms.exclusions import ExclusionForm
from mentoring.models import Mentee
from mentoring.views import exclusions
from mentoring.views.application_steps import no_longer_editable
from mentoring.views.application_tasks import numbered, url_after
from mentoring.views.applications import own_application
from mentoring.views.posting import pressed, redirect_whole_page
from mentoring.views.signed_in import posts_only


@login_required
@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Wishes in their order, the mentors to choose from, and the exclusions.

    Exclusions may still be named when the rest is decided, as long as there is somebody to be spared.
    """
    mentee = own_application(request, pk)
    if not access.may_exclude(request.user, mentee):
        return no_longer_editable(request, mentee)
    return _page(request, mentee, ExclusionForm())


def _page(request: HttpRequest, mentee: Mentee, form: ExclusionForm) -> HttpResponse:
    may_edit = access.may_edit_application(request.user, mentee)
    context = {
        "next_url": url_after("wishes", mentee) if may_edit else "",
        **numbered("wishes"),
        **_wishes(request, mentee),
        **exclusions.shown(request, mentee, form),
    }
    return render(request, "mentoring/applications/wishes.html", context)


def _wishes(request: HttpRequest, mentee: Mentee) -> dict[str, Any]:
    wishes = list(mentee.wishes.select_related("mentor__participation__user__employee__unit"))
    wished = {wish.mentor_id for wish in wishes}
    hers = set(mentee.goals.values_list("topic_id", flat=True))
    choices = []
    for mentor in access.mentors_to_wish_for(mentee).prefetch_related("topics").exclude(pk__in=wished):
        topics = list(mentor.topics.all())
        choices.append((mentor, [t for t in topics if t.pk in hers], [t for t in topics if t.pk not in hers]))
    return {
        "mentee": mentee,
        "may_edit": access.may_edit_application(request.user, mentee),
        "wishes": wishes,
        "choices": choices,
        "most": applications.MOST_WISHES,
        "is_full": len(wishes) >= applications.MOST_WISHES,
        "moved": 0,
        "is_changed": False,
    }


@posts_only(back_to="mentoring:application")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a wish, take it back or move it. Each button names what it does and whom it is about."""
    mentee = own_application(request, pk)
    what, mentor_pk = pressed(request, "add", "drop", "up", "down")
    try:
        _change(mentee, what, mentor_pk)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect_whole_page(request, "mentoring:application_wishes", pk)
    if not request.htmx:
        return redirect("mentoring:application_wishes", pk)
    is_move = what in ("up", "down")
    context = _wishes(request, mentee) | {"moved": mentor_pk if is_move else 0, "is_changed": not is_move}
    return render(request, "mentoring/applications/wishes_list.html", context)


def _change(mentee: Mentee, what: str, mentor_pk: int) -> None:
    if what == "add":
        applications.add_wish(mentee, mentor_pk)
    elif what == "drop":
        applications.remove_wish(mentee, mentor_pk)
    else:
        applications.move_wish(mentee, mentor_pk, up=what == "up")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def exclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep an exclusion. A refusal stands beside the field, with what was typed."""
    mentee = own_application(request, pk)
    if request.method != "POST":
        return redirect("mentoring:application_wishes", pk)
    if not access.may_exclude(request.user, mentee):
        return no_longer_editable(request, mentee)
    form = ExclusionForm(request.POST)
    if exclusions.kept(request, mentee, form):
        return redirect("mentoring:application_wishes", pk)
    return _page(request, mentee, form)


@posts_only(back_to="mentoring:application")
def remove_exclusion(request: HttpRequest, pk: int, exclusion_pk: int) -> HttpResponse:
    """Take an exclusion back."""
    mentee = own_application(request, pk)
    exclusions.removed(request, mentee, exclusion_pk)
    return redirect("mentoring:application_wishes", pk)

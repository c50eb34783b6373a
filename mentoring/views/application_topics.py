"""Choosing topics for an application, and putting them in order."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.errors import Conflict, Refused
from mentoring import access
from mentoring.actions import applications
from mentoring.actions import goals as goal_actions
from mentoring.forms.applications import TopicsForm
from mentoring.models import Mentee
from mentoring.views.application_steps import no_longer_editable, saved
from mentoring.views.application_tasks import numbered, url_after
from mentoring.views.applications import own_application
from mentoring.views.posting import posted, pressed, redirect_whole_page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """The catalogue to tick, with room for words where a topic needs some."""
    mentee = own_application(request, pk)
    if request.method != "POST" and not access.may_edit_application(request.user, mentee):
        return no_longer_editable(request, mentee)
    form = TopicsForm(posted(request), mentee=mentee)
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            applications.choose_topics(mentee, list(form.cleaned_data["topics"]), words=form.words())
        except Conflict as conflict:
            form.add_error(None, str(conflict))
            theirs = _take_versions(form, mentee)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if len(form.cleaned_data["topics"]) > 1:
                return redirect("mentoring:application_topics_order", pk)
            return saved(request, "topics", mentee)
    context = {"mentee": mentee, "form": form, "theirs": theirs, **numbered("topics")}
    return render(request, "mentoring/applications/topics.html", context)


def _take_versions(form: TopicsForm, mentee: Mentee) -> list[tuple[str, str]]:
    """Return the words that are stored now; saving once more, beside them, is her choice."""
    form.data = form.data.copy()
    stored = []
    for topic, text, version in TopicsForm(mentee=mentee).saved_words():
        form.data[f"version_{topic.pk}"] = "" if version is None else str(version)
        stored.append((topic.title, text))
    return stored


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """The chosen topics with buttons that move them. htmx swaps the list, without it the page returns."""
    mentee = own_application(request, pk)
    if not access.may_edit_application(request.user, mentee):
        return no_longer_editable(request, mentee)
    goals = access.goals_visible_to(request.user).filter(mentee=mentee).unsettled()
    moved = 0
    if request.method == "POST":
        direction, goal_pk = pressed(request, "up", "down")
        try:
            goal_actions.move(get_object_or_404(goals, pk=goal_pk), up=direction == "up", by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect_whole_page(request, "mentoring:application_detail", pk)
        if not request.htmx:
            return redirect("mentoring:application_topics_order", pk)
        moved = goal_pk
    context = {
        "mentee": mentee,
        "goals": list(goals.all()),
        "moved": moved,
        "next_url": url_after("topics", mentee),
        **numbered("topics"),
    }
    part = "mentoring/applications/topics_order_list.html"
    return render(request, part if request.htmx else "mentoring/applications/topics_order.html", context)

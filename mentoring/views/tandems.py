"""The tandem as its two partners see it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import Refused
from mentoring import access, grant_access, grant_words
from mentoring.actions import goals as goal_actions
from mentoring.actions import pairings
from mentoring.forms.goals import GoalForm
from mentoring.models import Pairing, Topic


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Lead to the one tandem, or list several. Without any, say when there will be one."""
    found = list(access.pairings_visible_to(request.user).order_by("-announced_at"))
    live = [pairing for pairing in found if pairing.is_live]
    if len(live) == 1 and len(found) == 1:
        return redirect("mentoring:tandem_detail", live[0].pk)
    former = [pairing for pairing in found if not pairing.is_live]
    return render(request, "mentoring/tandems/overview.html", {"live": live, "former": former})


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Partner and contact, what comes next, goals and meetings of one tandem."""
    pairing = get_object_or_404(access.pairings_visible_to(request.user), pk=pk)
    return render(request, "mentoring/tandems/detail.html", tandem_context(request, pairing))


def tandem_context(request: HttpRequest, pairing: Pairing) -> dict[str, Any]:
    """Return what the page of a tandem shows to one of its partners."""
    user, now = request.user, timezone.now()
    is_mentee = access.is_mentee_of(user, pairing)
    meetings = access.meetings_visible_to(user).filter(pairing=pairing)
    goals = access.goals_visible_to(user).filter(mentee=pairing.mentee)
    about_both = grant_access.grants_about(user).filter(pairing=pairing)
    return {
        "pairing": pairing,
        "cohort": pairing.mentee.participation.cohort,
        "is_mentee": is_mentee,
        "partner": pairing.mentor if is_mentee else pairing.mentee,
        "agreement": pairing.agreement,
        "has_confirmed": (
            pairing.agreement.is_confirmed_by_mentee if is_mentee else pairing.agreement.is_confirmed_by_mentor
        ),
        "may_work": access.may_work_in(user, pairing),
        "may_step_back": access.may_step_back(user, pairing, timezone.localdate(now)),
        "next_meeting": meetings.upcoming(now).first(),
        "unanswered": list(meetings.unanswered(now)),
        "goals": list(goals.unsettled()),
        "keeps_words": access.kept_words_visible_to(user).filter(share__pairing=pairing).exists(),
        "done_count": goals.done().count(),
        "notices": grant_words.notices(about_both, timezone.localdate(now)),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then let a partner leave the tandem."""
    pairing = get_object_or_404(access.pairings_visible_to(request.user), pk=pk)
    now = timezone.now()
    today = timezone.localdate(now)
    if request.method == "POST":
        try:
            pairings.step_back(pairing, by=request.user, now=now, today=today)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("mentoring:tandem_detail", pk)
        messages.success(request, _("You have stepped back. The project team will be in touch with you."))
        return redirect("portal:start")
    if not access.may_step_back(request.user, pairing, today):
        messages.error(request, _("You can no longer step back here. Please write to the project team."))
        return redirect("mentoring:tandem_detail", pk)
    return render(request, "mentoring/tandems/step_back.html", {"pairing": pairing})


@dataclass(frozen=True)
class KeptGoal:
    """What a former mentor reads on of one goal: words shared with her as they were at the end, and her own."""

    topic: Topic
    shared: str
    own: str


def _kept_goals(request: HttpRequest, pairing: Pairing) -> list[KeptGoal]:
    """Return the goals for which there are words, in the order in which they came up: her order may have changed."""
    kept = access.kept_words_visible_to(request.user).filter(share__pairing=pairing)
    own = access.goal_texts_visible_to(request.user).filter(author=pairing.mentor_id, goal__mentee=pairing.mentee_id)
    shared_words = {words.share.goal: words.text for words in kept.select_related("share__goal__topic")}
    own_words = {words.goal: words.text for words in own.select_related("goal__topic")}
    return [
        KeptGoal(goal.topic, shared_words.get(goal, ""), own_words.get(goal, ""))
        for goal in sorted({*shared_words, *own_words}, key=lambda goal: goal.pk)
    ]


@login_required
@require_safe
def goals(request: HttpRequest, pk: int) -> HttpResponse:
    """The mentee's goals as her mentor sees them: topics in her order, and the words she shared."""
    pairing = get_object_or_404(access.pairings_visible_to(request.user), pk=pk)
    if access.is_mentee_of(request.user, pairing):
        return redirect("mentoring:goals")
    if not pairing.is_live:
        kept = _kept_goals(request, pairing)
        return render(request, "mentoring/tandems/goals_kept.html", {"pairing": pairing, "kept": kept})
    found = list(access.goals_visible_to(request.user).filter(mentee=pairing.mentee))
    texts: dict[int, list[Any]] = {}
    for text in access.goal_texts_visible_to(request.user).filter(goal__in=found).select_related("author__user"):
        texts.setdefault(text.goal_id, []).append(text)
    rows = [(goal, texts.get(goal.pk, [])) for goal in found]
    context = {
        "pairing": pairing,
        "unsettled": [row for row in rows if row[0].state in ("open", "in_work")],
        "done": [row for row in rows if row[0].state not in ("open", "in_work")],
        "may_add": access.may_add_goal(request.user, pairing.mentee),
    }
    return render(request, "mentoring/tandems/goals.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_goal(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the mentor bring in a goal; both read her words at once."""
    pairing = get_object_or_404(access.live_pairings_of(request.user), pk=pk)
    if access.is_mentee_of(request.user, pairing):
        return redirect("mentoring:goal_add")
    form = GoalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            goal_actions.add(
                pairing.mentee, form.cleaned_data["topic"], by=request.user, words=form.cleaned_data["words"]
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The goal is on the list."))
            return redirect("mentoring:tandem_goals", pk)
    return render(request, "mentoring/tandems/goal_add.html", {"pairing": pairing, "form": form})

"""The mentee's goals: one list, from "open" to "settled" (R7)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import Conflict, Refused
from mentoring import access, goal_supply
from mentoring.actions import goals as goal_actions
from mentoring.forms.goals import GoalForm, ObsoleteForm, WordsForm
from mentoring.models import (
    Goal,
    GoalShare,
    GoalState,
    GoalText,
    Meeting,
    MeetingState,
    Mentee,
    Mentor,
    ObsoleteReason,
    Pairing,
)
from mentoring.views.posting import posted, redirect_whole_page
from mentoring.views.signed_in import posts_only


@dataclass(frozen=True)
class Row:
    """One goal as the page shows it."""

    goal: Goal
    words: str
    words_of_mentors: list[GoalText]
    touched_on: list[date]
    is_shared: bool
    # Former mentors with whom she had shared her words when their tandem ended.
    read_on_by: list[Mentor]

    @property
    def anchor(self) -> str:
        return f"goal-{self.goal.pk}"

    @property
    def is_done(self) -> bool:
        return self.goal.state in (GoalState.SETTLED, GoalState.OBSOLETE)

    @property
    def done_on(self) -> date | None:
        return timezone.localdate(self.goal.done_at) if self.goal.done_at else None


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All goals of the year. While she still writes her application, they are its topics."""
    mentee = access.mentee_with_goals(request.user, timezone.localdate())
    if mentee is None:
        return render(request, "mentoring/goals/none.html")
    if access.may_edit_application(request.user, mentee):
        return redirect("mentoring:application_topics", mentee.pk)
    return render(request, "mentoring/goals/overview.html", _list(request, mentee))


def _list(request: HttpRequest, mentee: Mentee, *, focus: str = "", moved: int = 0, news: str = "") -> dict[str, Any]:
    """Return what the list shows. After a button, `news` say what became of it and `focus` where to go on."""
    pairing = access.live_pairings_of(request.user).filter(mentee=mentee).first()
    rows = _rows(request, mentee, pairing)
    unsettled = [row for row in rows if not row.is_done]
    may_change = access.may_add_goal(request.user, mentee)
    cohort = mentee.participation.cohort
    return {
        "mentee": mentee,
        "pairing": pairing,
        "told": mentee.told_state,
        "unsettled": unsettled,
        "done": sorted((row for row in rows if row.is_done), key=lambda row: row.done_on or date.min, reverse=True),
        "may_change": may_change,
        "is_short": bool(pairing) and goal_supply.is_short(cohort, len(unsettled), timezone.localdate()),
        "minimum": cohort.minimum_open_goals,
        "focus": focus,
        "moved": moved,
        "news": news,
    }


def _rows(request: HttpRequest, mentee: Mentee, pairing: Pairing | None) -> list[Row]:
    user = request.user
    meetings = access.meetings_visible_to(user).exclude(state=MeetingState.CANCELLED).select_related(None)
    goals = (
        access.goals_visible_to(user)
        .filter(mentee=mentee)
        .prefetch_related(
            Prefetch("texts", access.goal_texts_visible_to(user).select_related("author__user")),
            Prefetch("meetings", meetings),
            Prefetch("shares", GoalShare.objects.filter(pairing=pairing)),
        )
    )
    read_on_by: dict[int, list[Mentor]] = {}
    kept = access.kept_words_visible_to(user).filter(share__goal__mentee=mentee).order_by("share__pairing__closed_at")
    for words in kept.defer("text").select_related("share__pairing__mentor__participation__user"):
        read_on_by.setdefault(words.share.goal_id, []).append(words.share.pairing.mentor)
    return [_row(goal, mentee, read_on_by.get(goal.pk, [])) for goal in goals]


def _row(goal: Goal, mentee: Mentee, read_on_by: list[Mentor]) -> Row:
    texts: list[GoalText] = list(goal.texts.all())
    meetings: list[Meeting] = list(goal.meetings.all())
    return Row(
        goal=goal,
        words=next((text.text for text in texts if text.author_id == mentee.pk), ""),
        words_of_mentors=[text for text in texts if text.author_id != mentee.pk],
        touched_on=[timezone.localdate(meeting.starts_at) for meeting in meetings],
        is_shared=bool(goal.shares.all()),
        read_on_by=read_on_by,
    )


def _own_goal(request: HttpRequest, pk: int) -> Goal:
    """Return a goal of the user herself; that of somebody else, of her mentee too, is not found here."""
    goals = access.goals_visible_to(request.user).select_related("topic", "mentee__participation__cohort")
    return get_object_or_404(goals.filter(mentee__participation__user=request.user), pk=pk)


def _do(
    request: HttpRequest, pk: int, change: Callable[[Goal], None], *, news: str, focus: str = "", is_move: bool = False
) -> HttpResponse:
    """Change a goal by a button: htmx gets the list anew, everybody else the page at this goal.

    `focus` is the id where a reader goes on when the button that was pressed is gone.
    """
    goal = _own_goal(request, pk)
    try:
        change(goal)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect_whole_page(request, "mentoring:goals")
    said = news % {"topic": goal.topic.title}
    if request.htmx:
        context = _list(request, goal.mentee, focus=focus, moved=pk if is_move else 0, news=said)
        return render(request, "mentoring/goals/list.html", context)
    messages.success(request, said)
    return redirect(f"{reverse('mentoring:goals')}#{focus or f'goal-{pk}'}")


@posts_only(back_to="mentoring:goals")
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    news = _("“%(topic)s” is in work now.")
    return _do(request, pk, lambda goal: goal_actions.take_up(goal, by=request.user), news=news, focus=f"goal-{pk}")


@posts_only(back_to="mentoring:goals")
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    news = _("“%(topic)s” is settled. Well done.")
    return _do(request, pk, lambda goal: goal_actions.settle(goal, by=request.user, now=now), news=news, focus="done")


@posts_only(back_to="mentoring:goals")
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    news = _("“%(topic)s” is open again.")
    return _do(request, pk, lambda goal: goal_actions.reopen(goal, by=request.user), news=news, focus=f"goal-{pk}")


@posts_only(back_to="mentoring:goals")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    up = "up" in request.POST
    news = _("“%(topic)s” stands one place higher.") if up else _("“%(topic)s” stands one place lower.")
    return _do(request, pk, lambda goal: goal_actions.move(goal, up=up, by=request.user), news=news, is_move=True)


@posts_only(back_to="mentoring:goals")
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the mentor of the live tandem read her words for this goal."""
    news = _("Your words on “%(topic)s” are shared with your mentor.")
    change = _in_tandem(request, lambda goal, pairing: goal_actions.share([goal], pairing, by=request.user))
    return _do(request, pk, change, news=news)


@posts_only(back_to="mentoring:goals")
def unshare(request: HttpRequest, pk: int) -> HttpResponse:
    """Take her words back from the mentor's eyes."""
    news = _("Your words on “%(topic)s” are yours alone again.")
    change = _in_tandem(request, lambda goal, pairing: goal_actions.unshare(goal, pairing, by=request.user))
    return _do(request, pk, change, news=news)


def _in_tandem(request: HttpRequest, change: Callable[[Goal, Pairing], None]) -> Callable[[Goal], None]:
    def changed(goal: Goal) -> None:
        pairing = access.live_pairings_of(request.user).filter(mentee=goal.mentee).first()
        if pairing is None:
            raise Refused(_("You have no tandem at the moment with whom you could share it."))
        change(goal, pairing)

    return changed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a goal from the catalogue."""
    mentee = access.mentee_with_goals(request.user, timezone.localdate())
    if mentee is None or not access.may_add_goal(request.user, mentee):
        return redirect("mentoring:goals")
    form = GoalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            goal = goal_actions.add(mentee, values["topic"], by=request.user, words=values["words"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The goal is on the list."))
            return redirect(f"{reverse('mentoring:goals')}#goal-{goal.pk}")
    return render(request, "mentoring/goals/add.html", {"form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write one's own words for a goal; a conflict shows both texts."""
    goal = _own_goal(request, pk)
    author = goal.mentee.participation
    saved = _own_words(request, goal)
    form = WordsForm(posted(request), initial={"words": saved.text, "version": saved.version} if saved else None)
    theirs = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            goal_actions.write_words(goal, author, values["words"], version=values["version"])
        except Conflict as conflict:
            form.add_error(None, str(conflict))
            theirs = _own_words(request, goal) or GoalText(text="", version=None)
            # Both texts stand on the page now; saving once more is her choice.
            form.data = form.data.copy()
            form.data["version"] = "" if theirs.version is None else str(theirs.version)
        except Refused as refusal:
            form.add_error("words", str(refusal))
        else:
            messages.success(request, _("Your words are saved."))
            return redirect(f"{reverse('mentoring:goals')}#goal-{pk}")
    pairing = access.live_pairings_of(request.user).filter(mentee=goal.mentee).first()
    is_shared = pairing is not None and GoalShare.objects.filter(goal=goal, pairing=pairing).exists()
    context = {"goal": goal, "form": form, "theirs": theirs, "pairing": pairing, "is_shared": is_shared}
    return render(request, "mentoring/goals/edit.html", context)


def _own_words(request: HttpRequest, goal: Goal) -> GoalText | None:
    return access.goal_texts_visible_to(request.user).filter(goal=goal, author=goal.mentee.participation).first()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def make_obsolete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why a goal is no longer needed, and put it with those that are done."""
    goal = _own_goal(request, pk)
    form = ObsoleteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = ObsoleteReason(form.cleaned_data["reason"])
        try:
            goal_actions.make_obsolete(goal, reason, by=request.user, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(topic)s” is no longer needed. Good news.") % {"topic": goal.topic.title})
            return redirect(f"{reverse('mentoring:goals')}#done")
    return render(request, "mentoring/goals/obsolete.html", {"goal": goal, "form": form})

"""The start page: what the programme is, or what comes next."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import access as accounts
from accounts.models import User
from mentoring import access, grant_access, grant_words
from mentoring.appointments import appointments as meetings
from mentoring.models import Cohort, Participation, ParticipationRole
from mentoring.steps import next_steps_for_mentee
from mentoring.tandem_steps import meetings_to_answer, next_steps_for_mentor, next_steps_in_tandems
from mentoring.year import phases_of
from portal import access as portal
from portal.markdown import to_html
from workshops.appointments import appointments as workshops
from workshops.steps import next_steps as workshop_steps

FIRST_GOALS = 3


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show strangers the programme and participants their next step."""
    now = timezone.now()
    today = timezone.localdate(now)
    if not isinstance(request.user, User):
        return render(request, "portal/welcome.html", _programme(request, today))
    context = _programme(request, today) | _own(request.user, now, today)
    return render(request, "portal/start.html", context)


def _programme(request: HttpRequest, today: date) -> dict[str, Any]:
    """What the programme is and where the year stands."""
    page = portal.pages_visible_to(request.user).filter(slug="start").first()
    return {
        "about": to_html(page.body) if page else "",
        "applying": list(Cohort.objects.applying(today)),
        "next_cohort": Cohort.objects.filter(applications_open_on__gt=today).order_by("applications_open_on").first(),
    }


def _own(user: User, now: datetime, today: date) -> dict[str, Any]:
    participation = _present_participation(user, today)
    steps = [
        *next_steps_for_mentee(user, now, today),
        *next_steps_for_mentor(user),
        *next_steps_in_tandems(user, now),
        *workshop_steps(user, now),
    ]
    steps.sort(key=lambda step: step.weight)
    question = next(iter(meetings_to_answer(user, now)), None)
    is_mentee = participation is not None and participation.role == ParticipationRole.MENTEE
    return {
        "participation": participation,
        "is_mentee": is_mentee,
        # A meeting that waits for its answer comes first: two buttons in the card itself.
        "question": question,
        "next_step": None if question or not steps else steps[0],
        "further_steps": steps if question else steps[1:],
        "phases": phases_of(participation.cohort, today) if participation else [],
        "tandems": list(access.live_pairings_of(user)),
        "goals": _goals(user, participation) if is_mentee else None,
        "appointments": sorted([*meetings(user, now), *workshops(user, now)], key=lambda one: one.starts_at),
        "may_apply_to": access.cohorts_to_apply_for(user, today),
        "opened": grant_words.pages_of(grant_access.grants_open_to(user, today).order_by("ends_on", "pk")),
        "is_adviser": accounts.is_adviser(user),
        "may_enter_admin": accounts.may_enter_admin(user),
    }


def _present_participation(user: User, today: date) -> Participation | None:
    """Return the participation in the year that runs, else the latest one."""
    found = list(access.participations_of(user).order_by("cohort__ends_on"))
    return next((one for one in found if one.cohort.ends_on >= today), found[-1] if found else None)


def _goals(user: User, participation: Participation) -> dict[str, Any]:
    """Return her goals of the year as counts, and the first that are not done."""
    goals = list(access.goals_visible_to(user).filter(mentee__participation=participation))
    unsettled = [goal for goal in goals if goal.state in ("open", "in_work")]
    return {
        "open": sum(goal.state == "open" for goal in goals),
        "in_work": sum(goal.state == "in_work" for goal in goals),
        "done": len(goals) - len(unsettled),
        "first": unsettled[:FIRST_GOALS],
    }

"""What a mentee can do next: finish a draft, read what was decided, think of new goals."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.steps import Step
from mentoring import access, goal_supply
from mentoring.models import UNSETTLED, Mentee, MenteeState, PairingState

# Somebody who has not read the news after this time has heard of them elsewhere.
NEWS_STAY = timedelta(days=30)
# A draft that is due so soon comes before everything else.
URGENT_DAYS = 7


def next_steps_for_mentee(user: User, now: datetime, today: date) -> list[Step]:
    """Return what waits for somebody who applies or was accepted. A constant number of statements."""
    live = {pairing.mentee_id: pairing for pairing in access.live_pairings_of(user)}
    steps: list[Step] = []
    for mentee in access.own_applications(user).annotate(unsettled=_UNSETTLED):
        steps.extend(_draft_to_finish(mentee, today))
        if mentee.pk in live:
            if live[mentee.pk].state != PairingState.RESTING:
                steps.extend(_goals_running_short(mentee, mentee.unsettled, today))
        else:
            steps.extend(_news(mentee, now))
    return steps


_UNSETTLED = Count("goals", filter=Q(goals__state__in=UNSETTLED))


def _draft_to_finish(mentee: Mentee, today: date) -> Iterator[Step]:
    cohort = mentee.participation.cohort
    if mentee.state != MenteeState.DRAFT or not cohort.accepts_applications(today):
        return
    days = (cohort.applications_close_on - today).days
    left = (
        ngettext("You have one day left.", "You have %(days)s days left.", days)
        if days
        else _("Today is the last day.")
    )
    yield Step(
        title=_("Finish your application"),
        url=reverse("mentoring:application_steps", args=[mentee.pk]),
        button=_("Continue the application"),
        text=f"{cohort}. {left % {'days': days}}",
        weight=10 if days <= URGENT_DAYS else 25,
    )


def _news(mentee: Mentee, now: datetime) -> Iterator[Step]:
    """Lead to what the team announced. What it is, the page says."""
    if mentee.announced_at is None or mentee.state == MenteeState.WITHDRAWN or now - mentee.announced_at > NEWS_STAY:
        return
    yield Step(
        title=_("There is news on your application"),
        url=reverse("mentoring:application_detail", args=[mentee.pk]),
        button=_("Read it"),
        text=str(mentee.participation.cohort),
        weight=18,
    )


def _goals_running_short(mentee: Mentee, unsettled: int, today: date) -> Iterator[Step]:
    if not goal_supply.is_short(mentee.participation.cohort, unsettled, today):
        return
    yield Step(
        title=_("Think of new topics"),
        url=reverse("mentoring:goals"),
        button=_("Look at my goals"),
        text=_("Topics often settle faster than expected, and there is still time this year."),
        weight=45,
    )

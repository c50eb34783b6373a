"""What mentors and the partners of a tandem can do next."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.steps import Step
from mentoring import access
from mentoring.models import Meeting, MentorState, Pairing


def next_steps_for_mentor(user: User) -> list[Step]:
    """Return what waits for somebody who was asked to be a mentor, or offered to be one."""
    steps = []
    for mentor in access.own_mentor_profiles(user).filter(state__in=[MentorState.INVITED, MentorState.SELF_NOMINATED]):
        is_invited = mentor.state == MentorState.INVITED
        steps.append(
            Step(
                title=_("Would you like to be a mentor?") if is_invited else _("Complete your profile as a mentor"),
                url=reverse("mentoring:mentor_invitation" if is_invited else "mentoring:mentor_profile"),
                button=_("Read the invitation") if is_invited else _("To the profile"),
                text=str(mentor.participation.cohort),
                weight=15,
            )
        )
    return steps


def meetings_to_answer(user: User, now: datetime) -> list[Meeting]:
    """Return the meetings of the user's working tandems that are over and have no answer, the oldest first."""
    unanswered = access.meetings_visible_to(user).unanswered(now)
    return [meeting for meeting in unanswered if access.may_work_in(user, meeting.pairing)]


def next_steps_in_tandems(user: User, now: datetime) -> list[Step]:
    """Return what waits in the user's live tandems. A constant number of statements."""
    pairings = [pairing for pairing in access.live_pairings_of(user) if access.may_work_in(user, pairing)]
    ahead = access.meetings_visible_to(user).upcoming(now).filter(pairing__in=pairings)
    with_meeting = set(ahead.values_list("pairing_id", flat=True))
    steps = []
    for pairing in pairings:
        if not _has_confirmed(user, pairing):
            steps.append(_confirm(user, pairing))
        if pairing.pk not in with_meeting:
            steps.append(_plan(user, pairing))
    return steps


def _has_confirmed(user: User, pairing: Pairing) -> bool:
    agreement = pairing.agreement
    if access.is_mentee_of(user, pairing):
        return agreement.is_confirmed_by_mentee
    return agreement.is_confirmed_by_mentor


def _partner(user: User, pairing: Pairing) -> str:
    return str(pairing.mentor if access.is_mentee_of(user, pairing) else pairing.mentee)


def _confirm(user: User, pairing: Pairing) -> Step:
    return Step(
        title=_("Confirm the agreement with %(name)s") % {"name": _partner(user, pairing)},
        url=reverse("mentoring:agreement", args=[pairing.pk]),
        button=_("Read the agreement"),
        text=_("It says how you work with each other. Read it together, and confirm it both."),
        weight=20,
    )


def _plan(user: User, pairing: Pairing) -> Step:
    return Step(
        title=_("Plan a meeting with %(name)s") % {"name": _partner(user, pairing)},
        url=reverse("mentoring:meeting_plan", args=[pairing.pk]),
        button=_("Plan a meeting"),
        weight=35,
    )

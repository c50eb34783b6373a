"""How somebody becomes a mentor (R3), and pauses."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions import accounts
from accounts.errors import Conflict, Refused
from accounts.models import Employee, User
from accounts.transitions import require_transition
from mentoring import access
from mentoring.actions.impartial import require_other
from mentoring.models import (
    Cohort,
    Mentor,
    MentorState,
    Mode,
    Offer,
    Origin,
    Pairing,
    Participation,
    ParticipationRole,
    Topic,
)
from notifications import outbox


@dataclass(frozen=True)
class Profile:
    """What a mentor says about herself."""

    capacity: int = 1
    introduction: str = ""
    topics: Sequence[Topic] = ()
    offers: Sequence[Offer] = field(default_factory=lambda: [Offer.CONVERSATION])
    mode: Mode = Mode.EITHER
    place: str = ""
    is_shown_to_applicants: bool = False


def lock_mentor(mentor: Mentor) -> Mentor:
    """Return the mentor as the database has her now, locked until the transaction ends."""
    return (
        Mentor.objects.select_for_update(of=("self",))
        .select_related("participation__user__employee__level", "participation__cohort__minimum_mentor_level")
        .get(pk=mentor.pk)
    )


@transaction.atomic
def invite(cohort: Cohort, employee: Employee, *, origin: Origin, by: User, now: datetime) -> Mentor:
    """Ask somebody from the directory to be a mentor. Opens an account if there is none.

    Queues the invitation.

    Raises:
        Refused: when she takes part already, her account is closed, she has left, works elsewhere, or
            her level is below the cohort's minimum.
    """
    cohort = Cohort.objects.select_for_update(of=("self",)).select_related("minimum_mentor_level").get(pk=cohort.pk)
    _require_suitable(cohort, employee)
    if User.objects.filter(employee=employee, is_active=False).exists():
        raise _cannot_be_asked(employee)
    user = accounts.open_account(employee, by=by)
    if Participation.objects.filter(cohort=cohort, user=user).exists():
        raise _cannot_be_asked(employee)
    mentor = _create(cohort, user, state=MentorState.INVITED, origin=origin, invited_by=by, invited_at=now)
    audit.record("mentor.invited", mentor, by=by, origin=origin)
    outbox.queue("mentor-invitation", f"{mentor.pk}", recipient=user, scope=f"cohort:{cohort.pk}", mentor=mentor.pk)
    return mentor


@transaction.atomic
def nominate_herself(user: User, cohort: Cohort, *, today: date) -> Mentor:
    """Let somebody offer to be a mentor.

    Raises:
        Refused: when the cohort takes none today, she takes part already, or her level is too low.
    """
    cohort = Cohort.objects.select_for_update(of=("self",)).select_related("minimum_mentor_level").get(pk=cohort.pk)
    accounts.lock_own(user)
    if user.employee is None or not access.may_nominate_herself(user, cohort, today):
        raise Refused(_("You cannot nominate yourself for this cohort at the moment."))
    if user.employee.level.rank < cohort.minimum_mentor_level.rank:
        words = {"level": user.employee.level, "lowest": cohort.minimum_mentor_level}
        raise Refused(
            _(
                "Your level in the directory, %(level)s, is below %(lowest)s. "
                "If that is wrong, please tell the project team."
            )
            % words
        )
    mentor = _create(cohort, user, state=MentorState.SELF_NOMINATED, origin=Origin.SELF)
    audit.record_own("mentor.self_nominated", mentor)
    return mentor


def _cannot_be_asked(employee: Employee) -> Refused:
    """Say that somebody cannot be asked, in one sentence for all reasons.

    That she applies as a mentee is nobody's business here.
    """
    text = _("%(name)s cannot be asked: she or he was asked before, takes part already or has a closed account.")
    return Refused(text % {"name": employee})


def _require_suitable(cohort: Cohort, employee: Employee) -> None:
    if not employee.is_active:
        raise Refused(_("%(name)s is no longer in the directory.") % {"name": employee})
    if not cohort.organisations.filter(pk=employee.unit.root_id).exists():
        raise Refused(_("The organisation of %(name)s does not take part in this cohort.") % {"name": employee})
    lowest = cohort.minimum_mentor_level
    if employee.level.rank < lowest.rank:
        words = {"name": employee, "level": employee.level, "lowest": lowest}
        raise Refused(_("The level of %(name)s, %(level)s, is below %(lowest)s.") % words)


def _create(cohort: Cohort, user: User, **fields: object) -> Mentor:
    participation = Participation.objects.create(cohort=cohort, user=user, role=ParticipationRole.MENTOR)
    place = user.employee.site if user.employee else ""
    return Mentor.objects.create(participation=participation, place=place, offers=[Offer.CONVERSATION], **fields)


@transaction.atomic
def save_profile(mentor: Mentor, profile: Profile, *, version: int) -> Mentor:
    """Keep the profile. It can be edited at any time.

    Raises:
        Refused: when fewer places are offered than tandems run, or she is out.
        Conflict: when it was saved elsewhere since `version`.
    """
    mentor = lock_mentor(mentor)
    if mentor.state in (MentorState.DECLINED, MentorState.WITHDRAWN):
        raise Refused(_("This profile is closed."))
    if mentor.version != version:
        raise Conflict
    if profile.capacity < mentor.capacity:
        _require_places(mentor, profile.capacity)
    mentor.capacity = profile.capacity
    mentor.introduction = profile.introduction
    mentor.offers = [Offer(offer).value for offer in profile.offers]
    mentor.mode, mentor.place = profile.mode, profile.place
    mentor.is_shown_to_applicants = profile.is_shown_to_applicants
    mentor.version += 1
    mentor.save()
    mentor.topics.set(profile.topics)
    return mentor


def _require_places(mentor: Mentor, capacity: int) -> None:
    """Refuse fewer places than are taken. Tandems that were not announced stay unmentioned."""
    live = Pairing.objects.live().filter(mentor=mentor)
    if live.filter(seat__gt=capacity).exists():
        raise Refused(_("You cannot offer fewer places at the moment. Please write to the project team."))


@transaction.atomic
def submit(mentor: Mentor, *, confirms_self_image: bool, now: datetime) -> Mentor:
    """Send the profile to the team, with the self-image of the role confirmed.

    Raises:
        Refused: with what is missing.
        Stale: when it was submitted already.
    """
    mentor = lock_mentor(mentor)
    require_transition(mentor, MentorState.SUBMITTED)
    if not mentor.topics.exists():
        raise Refused(_("Please choose at least one topic that you offer."))
    if not confirms_self_image:
        raise Refused(_("Please confirm how you see the role of a mentor."))
    mentor.state = MentorState.SUBMITTED
    mentor.self_image_confirmed_at = mentor.submitted_at = now
    mentor.save(update_fields=["state", "self_image_confirmed_at", "submitted_at"])
    audit.record_own("mentor.submitted", mentor)
    return mentor


@transaction.atomic
def withdraw(mentor: Mentor) -> None:
    """Say no to the invitation, or take a profile back that was not decided yet.

    Raises:
        Stale: when the team has decided.
    """
    _change_own(mentor, MentorState.WITHDRAWN, "mentor.withdrawn")


@transaction.atomic
def confirm(mentor: Mentor, *, by: User, now: datetime) -> None:
    """Take somebody on as a mentor.

    Raises:
        Refused: when her level has fallen below the cohort's minimum, she has left, or it is about herself.
        Stale: when her profile does not wait for a decision.
    """
    mentor = lock_mentor(mentor)
    require_other(by, mentor.participation)
    employee = mentor.participation.user.employee
    if employee is None:
        raise Refused(_("%(name)s is no longer in the directory.") % {"name": mentor})
    require_transition(mentor, MentorState.CONFIRMED)
    if mentor.state == MentorState.PAUSED:
        raise Refused(_("Whoever pauses ends the pause herself."))
    _require_suitable(mentor.participation.cohort, employee)
    _decide(mentor, MentorState.CONFIRMED, by=by, now=now)
    outbox.queue(
        "mentor-confirmed",
        f"{mentor.pk}",
        recipient=mentor.participation.user,
        scope=f"cohort:{mentor.participation.cohort_id}",
        mentor=mentor.pk,
    )


@transaction.atomic
def decline(mentor: Mentor, *, by: User, now: datetime) -> None:
    """Do not take somebody on. She is told by a person, not by the application.

    Raises:
        Refused: when it is about herself.
        Stale: when her profile does not wait for a decision.
    """
    require_other(by, mentor.participation)
    _decide(mentor, MentorState.DECLINED, by=by, now=now)


@transaction.atomic
def pause(mentor: Mentor) -> None:
    """Take no new tandem for a while. Live tandems go on."""
    _change_own(mentor, MentorState.PAUSED, "mentor.paused")


@transaction.atomic
def end_pause(mentor: Mentor) -> None:
    """Take tandems again.

    Raises:
        Stale: when she does not pause.
    """
    mentor = lock_mentor(mentor)
    if mentor.state != MentorState.PAUSED:
        raise Refused(_("You are not pausing."))
    _change_own(mentor, MentorState.CONFIRMED, "mentor.pause_ended")


def _change_own(mentor: Mentor, state: MentorState, action: str) -> None:
    mentor = lock_mentor(mentor)
    require_transition(mentor, state)
    mentor.state = state
    mentor.save(update_fields=["state"])
    audit.record_own(action, mentor)


def _decide(mentor: Mentor, state: MentorState, *, by: User, now: datetime) -> None:
    mentor = lock_mentor(mentor)
    require_transition(mentor, state)
    mentor.state, mentor.decided_at, mentor.decided_by = state, now, by
    mentor.save(update_fields=["state", "decided_at", "decided_by"])
    audit.record(f"mentor.{state}", mentor, by=by)

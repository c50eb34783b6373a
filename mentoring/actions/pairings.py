"""The life of a tandem: proposed, approved, announced, active, and how it ends.

Locks are taken in one order everywhere: mentor, mentee, pairing. Whatever the team does is `Refused` to
whoever is one of the two, and before the announcement to whoever takes part in the year (`impartial`).
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Refused, Stale
from accounts.models import User
from accounts.transitions import require_transition
from mentoring import access, meeting_news, rules
from mentoring.actions import goals
from mentoring.actions.impartial import require_pairing_in, require_steering
from mentoring.checks import broken_tandems
from mentoring.models import (
    Agreement,
    AgreementText,
    Meeting,
    MeetingState,
    Mentee,
    MenteeState,
    Mentor,
    MentorState,
    Pairing,
    PairingState,
)
from notifications import outbox
from notifications.models import Message


def _lock(pairing: Pairing) -> Pairing:
    """Return the pairing and its two partners as the database has them now, all three locked.

    Raises:
        Stale: when one of the two was erased meanwhile, and the pairing with her.
    """
    try:
        mentor = _lock_mentor(pairing.mentor_id)
        mentee = _lock_mentee(pairing.mentee_id)
        pairing = Pairing.objects.select_for_update().get(pk=pairing.pk)
    except ObjectDoesNotExist as error:
        raise Stale from error
    pairing.mentor, pairing.mentee = mentor, mentee
    return pairing


def _lock_mentor(pk: int) -> Mentor:
    return Mentor.objects.select_for_update(of=("self",)).select_related("participation__user").get(pk=pk)


def _lock_mentee(pk: int) -> Mentee:
    return (
        Mentee.objects.select_for_update(of=("self",))
        .select_related("participation__user", "participation__cohort__minimum_mentor_level")
        .get(pk=pk)
    )


def lock_mentors(mentor_ids: Iterable[int]) -> None:
    """Lock several mentors in one order, before anything else is locked that depends on them."""
    list(Mentor.objects.select_for_update(of=("self",)).filter(pk__in=set(mentor_ids)).order_by("pk"))


@transaction.atomic
def propose(
    mentee: Mentee,
    mentor: Mentor,
    *,
    by: User,
    now: datetime,
    override_reason: str = "",
    overriding: Iterable[str] = tuple(rules.OVERRIDABLE),
) -> Pairing:
    """Put a tandem forward. Nobody but the team learns of it.

    With a reason, the rules of R4 in `overriding`, by default all that the team may override, are set
    aside and noted.

    Raises:
        RuleBroken: with every rule that speaks against it.
        Refused: when the two are not ready to be paired or already are, or the year is over.
    """
    mentor, mentee = _lock_mentor(mentor.pk), _lock_mentee(mentee.pk)
    require_pairing_in(by, mentee.participation.cohort_id)
    _require_ready(mentee, mentor, today=timezone.localdate(now))
    if Pairing.objects.filter(mentee=mentee, mentor=mentor, state=PairingState.PROPOSED).exists():
        raise Refused(_("This tandem is already proposed."))
    reasons = rules.reasons_against(mentee, mentor)
    excused = {rules.Rule(code) for code in overriding} & rules.OVERRIDABLE
    if reasons and not (override_reason.strip() and all(reason.rule in excused for reason in reasons)):
        raise rules.RuleBroken(reasons)
    pairing = Pairing.objects.create(
        mentee=mentee,
        mentor=mentor,
        proposed_by=by,
        overridden_rules=[reason.code for reason in reasons],
        override_reason=override_reason.strip() if reasons else "",
    )
    audit.record("pairing.proposed", pairing, by=by, overridden=pairing.overridden_rules)
    return pairing


@transaction.atomic
def withdraw_proposal(pairing: Pairing, *, by: User, now: datetime) -> None:
    """Drop a proposal.

    Raises:
        Stale: when it is no longer only proposed.
    """
    pairing = _lock(pairing)
    require_steering(by, pairing)
    _close(pairing, PairingState.WITHDRAWN, by=by, now=now)


@transaction.atomic
def approve(pairing: Pairing, *, by: User, now: datetime) -> None:
    """Make a proposed pairing a tandem in waiting.

    Every rule is checked again. Sends nothing: the news go out when the team announces.

    Raises:
        RuleBroken: with every rule that speaks against it and was not overridden.
        Refused: when one of the two can no longer be paired or has a tandem already (R6), or the year is over.
        Stale: when the pairing is no longer proposed.
    """
    pairing = _lock(pairing)
    require_steering(by, pairing)
    require_transition(pairing, PairingState.APPROVED)
    _require_ready(pairing.mentee, pairing.mentor, today=timezone.localdate(now))
    rules.require_allowed(pairing.mentee, pairing.mentor, overridden=pairing.overridden_rules)
    pairing.seat = _free_seat(pairing.mentor)
    pairing.state = PairingState.APPROVED
    pairing.approved_by, pairing.approved_at = by, now
    pairing.save(update_fields=["state", "seat", "approved_by", "approved_at"])
    audit.record("pairing.approved", pairing, by=by, overridden=pairing.overridden_rules)


@transaction.atomic
def keep_by_exception(pairing: Pairing, *, reason: str, by: User) -> None:
    """Let a live tandem go on although rules that the team may override speak against it by now (R4).

    Notes the rules and the reason, after those that were noted before.

    Raises:
        RuleBroken: when a rule speaks against it that nobody may override.
        Refused: without a reason, or when no rule speaks against it.
        Stale: when it is no longer live.
    """
    pairing = _lock(pairing)
    require_steering(by, pairing)
    if not pairing.is_live:
        raise Stale
    broken = [one for found in broken_tandems([pairing]) for one in found.reasons]
    if not broken:
        raise Refused(_("This tandem breaks no rule."))
    if not all(one.is_overridable for one in broken):
        raise rules.RuleBroken(broken)
    if not reason.strip():
        raise Refused(_("Please say why this exception is right."))
    pairing.overridden_rules = [*pairing.overridden_rules, *sorted({one.code for one in broken})]
    pairing.override_reason = "\n".join(filter(None, [pairing.override_reason, reason.strip()]))
    pairing.save(update_fields=["overridden_rules", "override_reason"])
    audit.record("pairing.kept_by_exception", pairing, by=by, overridden=pairing.overridden_rules)


def _require_ready(mentee: Mentee, mentor: Mentor, *, today: date) -> None:
    names = {"mentee": mentee, "mentor": mentor}
    if mentee.participation.cohort.ends_on < today:
        raise Refused(_("This year is over."))
    if mentee.participation.cohort_id != mentor.participation.cohort_id:
        raise Refused(_("%(mentee)s and %(mentor)s belong to different cohorts.") % names)
    if mentee.state != MenteeState.ACCEPTED:
        raise Refused(_("The application of %(mentee)s is not accepted.") % names)
    if mentor.state not in (MentorState.CONFIRMED, MentorState.PAUSED):
        raise Refused(_("%(mentor)s is not confirmed as a mentor.") % names)
    if Pairing.objects.live().filter(mentee=mentee).exists():
        raise Refused(_("%(mentee)s already has a tandem.") % names)


def _free_seat(mentor: Mentor) -> int:
    taken = set(Pairing.objects.live().filter(mentor=mentor).values_list("seat", flat=True))
    return min(seat for seat in range(1, mentor.capacity + 1) if seat not in taken)


@transaction.atomic
def undo_approval(pairing: Pairing, *, by: User) -> None:
    """Make an approved pairing a proposal again, as long as nobody was told.

    Raises:
        Stale: when it was announced, or is no longer approved.
    """
    pairing = _lock(pairing)
    require_steering(by, pairing)
    if pairing.state != PairingState.APPROVED or pairing.announced_at:
        raise Stale
    pairing.state, pairing.seat = PairingState.PROPOSED, None
    pairing.approved_by = pairing.approved_at = None
    pairing.save(update_fields=["state", "seat", "approved_by", "approved_at"])
    audit.record("pairing.approval_undone", pairing, by=by)


@transaction.atomic
def announce(pairings: Iterable[Pairing], *, by: User, now: datetime) -> list[Pairing]:
    """Tell the partners of approved tandems, and return the tandems that were announced now.

    Opens an agreement for each and queues the news to both partners; the mentee's acceptance counts
    as told with it. What was announced before, or is no longer approved, is left alone.
    """
    announced, news = [], []
    for given in sorted(pairings, key=lambda pairing: (pairing.mentor_id, pairing.mentee_id)):
        pairing = _lock(given)
        if pairing.state != PairingState.APPROVED or pairing.announced_at:
            continue
        require_steering(by, pairing)
        pairing.announced_at = now
        pairing.save(update_fields=["announced_at"])
        if pairing.mentee.waits_for_announcement:
            pairing.mentee.tell(now)
            pairing.mentee.save(update_fields=["announced_state", "announced_criterion", "announced_at"])
        cohort = pairing.mentee.participation.cohort
        agreement = Agreement.objects.create(pairing=pairing, rhythm_weeks=cohort.rhythm_weeks)
        AgreementText.objects.create(agreement=agreement, place=_shared_place(pairing))
        audit.record("pairing.announced", pairing, by=by)
        news += [_news(pairing, side) for side in (pairing.mentee, pairing.mentor)]
        announced.append(pairing)
    outbox.queue_many(news)
    return announced


def _news(pairing: Pairing, side: Mentee | Mentor) -> Message:
    return outbox.draft(
        "tandem-announced",
        f"{pairing.pk}:{side.pk}",
        recipient=side.participation.user_id,
        scope=f"cohort:{side.participation.cohort_id}",
        pairing=pairing.pk,
    )


def _shared_place(pairing: Pairing) -> str:
    """Return the place that both named, as a start for their agreement."""
    return pairing.mentee.place if pairing.mentee.place == pairing.mentor.place else ""


@transaction.atomic
def step_back(pairing: Pairing, *, by: User, now: datetime, today: date) -> None:
    """Let a partner leave the tandem within the acquaintance period.

    Planned meetings are cancelled. The team is told at once, and the other partner that the team
    will be in touch, no more. The log does not keep which of the two it was.

    Raises:
        Refused: when the user is not a partner, or the period is over.
    """
    pairing = _lock(pairing)
    if not access.may_step_back(by, pairing, today):
        raise Refused(_("You can no longer step back here. Please write to the project team."))
    _close(pairing, PairingState.DECLINED, by=by, now=now)
    for side in (pairing.mentee, pairing.mentor):
        if side.participation.user_id != by.pk:
            _tell_of_step_back("partner-step-back", pairing, recipient=side.participation.user)
    _tell_of_step_back("step-back", pairing, recipient=None)


def _tell_of_step_back(kind: str, pairing: Pairing, *, recipient: User | None) -> None:
    scope = f"cohort:{pairing.mentee.participation.cohort_id}"
    outbox.queue(kind, f"{pairing.pk}", recipient=recipient, scope=scope, pairing=pairing.pk)


@transaction.atomic
def end(pairing: Pairing, *, by: User | None, now: datetime) -> None:
    """End a live tandem; a resting one wakes for it. Planned meetings are cancelled.

    Without `by` the application does it, because one of the two was erased.

    Raises:
        Stale: when it is not live.
    """
    pairing = _lock(pairing)
    if by is not None:
        require_steering(by, pairing)
    _wake(pairing)
    _close(pairing, PairingState.ENDED, by=by, now=now)


@transaction.atomic
def complete_due(*, now: datetime, today: date) -> int:
    """Close the live tandems of cohorts that have ended, and return how many.

    Active and resting ones are completed. One whose agreement was never confirmed by both is ended.
    Safe to run again.
    """
    due = Pairing.objects.live().filter(mentee__participation__cohort__ends_on__lt=today)
    closed = 0
    for found in due.order_by("mentor_id", "mentee_id"):
        pairing = _lock(found)
        if not pairing.is_live:
            continue
        _wake(pairing)
        state = PairingState.COMPLETED if pairing.state == PairingState.ACTIVE else PairingState.ENDED
        _close(pairing, state, by=None, now=now)
        closed += 1
    return closed


def _wake(pairing: Pairing) -> None:
    """Let a resting tandem be active again, as a step to another state."""
    if pairing.state == PairingState.RESTING:
        pairing.state = PairingState.ACTIVE


def _close(pairing: Pairing, state: PairingState, *, by: User | None, now: datetime) -> None:
    """Leave the live states for good: free the mentor's place, cancel what was planned ahead and tell of that.

    What the mentee shares stays readable to the mentor as it is now.
    """
    require_transition(pairing, state)
    pairing.state, pairing.seat, pairing.closed_at = state, None, now
    pairing.save(update_fields=["state", "seat", "closed_at"])
    goals.keep_shared_words(pairing)
    ahead = Meeting.objects.select_for_update().filter(pairing=pairing, state=MeetingState.PLANNED, starts_at__gt=now)
    for meeting in ahead:
        meeting.state = MeetingState.CANCELLED
        meeting.change_entry()
        meeting.save(update_fields=["state", "sequence", "entry_changed_at"])
        meeting.pairing = pairing
        meeting_news.tell_of_cancellation(meeting, by=by)
    if state == PairingState.DECLINED:
        # One of the two stepped back.
        audit.record_own(f"pairing.{state}", pairing)
    else:
        audit.record(f"pairing.{state}", pairing, by=by)


@transaction.atomic
def rest(pairing: Pairing, *, by: User) -> None:
    """Let an active tandem rest, for a long absence for instance.

    Raises:
        Stale: when it is not active.
    """
    pairing = _lock(pairing)
    require_steering(by, pairing)
    _change(pairing, PairingState.RESTING, by=by)


@transaction.atomic
def resume(pairing: Pairing, *, by: User, now: datetime) -> None:
    """Wake a resting tandem.

    Raises:
        Stale: when it does not rest.
    """
    pairing = _lock(pairing)
    require_steering(by, pairing)
    if pairing.state != PairingState.RESTING:
        raise Stale
    pairing.resumed_at = now
    _change(pairing, PairingState.ACTIVE, by=by)


def _change(pairing: Pairing, state: PairingState, *, by: User) -> None:
    require_transition(pairing, state)
    pairing.state = state
    pairing.save(update_fields=["state", "resumed_at"])
    audit.record(f"pairing.{state}", pairing, by=by)

"""What the team decides about applications, and when it tells (R15)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Refused, Stale
from accounts.models import AuditEntry, User
from accounts.transitions import require_transition
from mentoring.actions.applications import lock_mentee
from mentoring.actions.impartial import require_other, require_pairing_in
from mentoring.models import LIVE, Criterion, Mentee, MenteeState, Pairing, PairingState
from notifications import outbox
from notifications.models import Message

# Decisions beside which there is, or could have been, a tandem: whoever takes part in the year leaves them alone.
OF_TANDEMS = (MenteeState.ACCEPTED, MenteeState.NO_TANDEM)
# News that a person brings in a talk before the application does.
TURNED_DOWN = (MenteeState.DECLINED, MenteeState.NO_TANDEM)


@transaction.atomic
def note_reading(mentee: Mentee, *, by: User) -> None:
    """Record that somebody of the team opened an application."""
    audit.record("application.read", mentee, by=by)


@transaction.atomic
def accept(mentee: Mentee, criterion: Criterion, *, by: User, now: datetime) -> None:
    """Accept an application. Nobody is told before the announcement.

    Raises:
        Refused: when the criterion is another cohort's, or it is about herself.
        Stale: when the application does not wait for this decision.
    """
    _decide(mentee, MenteeState.ACCEPTED, criterion, by=by, now=now)


@transaction.atomic
def waitlist(mentee: Mentee, criterion: Criterion, *, by: User, now: datetime) -> None:
    """Put an application on the waiting list. As `accept`."""
    _decide(mentee, MenteeState.WAITLISTED, criterion, by=by, now=now)


@transaction.atomic
def decline(mentee: Mentee, criterion: Criterion, *, by: User, now: datetime) -> None:
    """Decline an application. As `accept`."""
    _decide(mentee, MenteeState.DECLINED, criterion, by=by, now=now)


@transaction.atomic
def leave_without_tandem(mentee: Mentee, criterion: Criterion, *, by: User, now: datetime) -> None:
    """Decide that an accepted mentee gets no tandem this year: a proper outcome, with a talk.

    Proposals for her are withdrawn.

    Raises:
        Refused: while she has a tandem, or when it is about herself or a year in which whoever decides takes part.
        Stale: when she is not accepted.
    """
    mentee = lock_mentee(mentee)
    require_other(by, mentee.participation)
    # Before any tandem is looked at: the refusal would tell of it, and so would what it withdraws.
    require_pairing_in(by, mentee.participation.cohort_id)
    pairings = list(Pairing.objects.select_for_update().filter(mentee=mentee))
    if any(pairing.state in LIVE for pairing in pairings):
        raise Refused(_("%(name)s has a tandem.") % {"name": mentee})
    for pairing in pairings:
        if pairing.state == PairingState.PROPOSED:
            pairing.state, pairing.closed_at = PairingState.WITHDRAWN, now
            pairing.save(update_fields=["state", "closed_at"])
            audit.record("pairing.withdrawn", pairing, by=by)
    _decide(mentee, MenteeState.NO_TANDEM, criterion, by=by, now=now)


def _decide(mentee: Mentee, state: MenteeState, criterion: Criterion, *, by: User, now: datetime) -> None:
    mentee = lock_mentee(mentee)
    require_other(by, mentee.participation)
    require_transition(mentee, state)
    if criterion.cohort_id != mentee.participation.cohort_id:
        raise Refused(_("This criterion belongs to another cohort."))
    mentee.state, mentee.criterion = state, criterion
    mentee.decided_at, mentee.decided_by = now, by
    mentee.save(update_fields=["state", "criterion", "decided_at", "decided_by"])
    audit.record(f"application.{state}", mentee, by=by, criterion=criterion.pk)


@transaction.atomic
def undo(mentee: Mentee, *, by: User) -> None:
    """Take a decision back, as long as she was not told: to what she knows, and "no tandem" to the acceptance.

    Raises:
        Refused: while the team has proposed or approved a tandem for her, or when it is about herself; an acceptance
            and "no tandem" also to whoever takes part in the year, or the refusal would tell of the tandem.
        Stale: when it was announced, or there is no decision.
    """
    mentee = lock_mentee(mentee)
    require_other(by, mentee.participation)
    if mentee.state in OF_TANDEMS:
        require_pairing_in(by, mentee.participation.cohort_id)
    if not mentee.waits_for_announcement:
        raise Stale
    if Pairing.objects.filter(mentee=mentee, state__in=[PairingState.PROPOSED, *LIVE]).exists():
        raise Refused(_("There is a tandem for %(name)s. Please withdraw it first.") % {"name": mentee})
    if mentee.announced_state:
        mentee.state, mentee.criterion = MenteeState(mentee.announced_state), mentee.announced_criterion
    elif mentee.state == MenteeState.NO_TANDEM:
        mentee.state, mentee.criterion = MenteeState.ACCEPTED, _criterion_of_acceptance(mentee)
    else:
        mentee.state, mentee.criterion = MenteeState.SUBMITTED, None
        mentee.decided_at = mentee.decided_by = None
    mentee.save(update_fields=["state", "criterion", "decided_at", "decided_by"])
    audit.record("application.decision_undone", mentee, by=by)


def _criterion_of_acceptance(mentee: Mentee) -> Criterion | None:
    """Return by what she was accepted; what stands there now where that criterion is gone."""
    accepted = AuditEntry.objects.filter(
        action="application.accepted", subject_type=Mentee._meta.label_lower, subject_id=mentee.pk
    )
    latest = accepted.order_by("-pk").first()
    found = Criterion.objects.filter(pk=latest.details["criterion"]).first() if latest else None
    return found or mentee.criterion


@transaction.atomic
def announce(mentees: Iterable[Mentee], *, by: User, now: datetime, talk_was_offered: bool = False) -> list[Mentee]:
    """Tell applicants what was decided, and return those who were told now.

    Queues the news to each. Who was told before, or is undecided, is left alone.

    Raises:
        Refused: when one of them is turned down and nobody offered her a talk before, or is who announces it; when
            one is accepted in a year in which that person takes part.
    """
    told, news = [], []
    for given in sorted(mentees, key=lambda mentee: mentee.pk):
        mentee = lock_mentee(given)
        if not mentee.waits_for_announcement:
            continue
        require_other(by, mentee.participation)
        if mentee.state == MenteeState.ACCEPTED:
            require_pairing_in(by, mentee.participation.cohort_id)
        if mentee.state in TURNED_DOWN and not talk_was_offered:
            raise Refused(_("Please offer %(name)s a talk first, and confirm it here.") % {"name": mentee})
        mentee.tell(now)
        mentee.save(update_fields=["announced_state", "announced_criterion", "announced_at"])
        audit.record("application.announced", mentee, by=by)
        news.append(_news(mentee))
        told.append(mentee)
    outbox.queue_many(news)
    return told


def _news(mentee: Mentee) -> Message:
    return outbox.draft(
        "decision",
        f"{mentee.pk}:{mentee.state}",
        recipient=mentee.participation.user_id,
        scope=f"cohort:{mentee.participation.cohort_id}",
        mentee=mentee.pk,
    )

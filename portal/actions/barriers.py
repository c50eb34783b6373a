"""Reporting a barrier, and what the team does about it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Refused
from accounts.models import User
from accounts.transitions import require_transition
from notifications import outbox
from portal import access
from portal.messages import BarrierReported
from portal.models import BarrierReport, BarrierState


@transaction.atomic
def report(text: str, *, where: str = "", reply_to: str = "") -> BarrierReport:
    """Keep what is in somebody's way, and tell the team's mailbox that there is something to read.

    Raises:
        Refused: when the text is empty.
    """
    if not text.strip():
        raise Refused(_("Please write what is in your way."))
    reported = BarrierReport.objects.create(text=text, where=where, reply_to=reply_to)
    outbox.queue(BarrierReported.code, f"{reported.pk}", recipient=None, report=reported.pk)
    return reported


@transaction.atomic
def note_reading(reported: BarrierReport, *, by: User) -> None:
    """Record that somebody opened a report: it can tell of somebody's health."""
    audit.record("barrier.read", reported, by=by)


@transaction.atomic
def settle(reported: BarrierReport, *, by: User, now: datetime) -> None:
    """Note that the barrier is gone or was answered for. The report is deleted a year later (R14).

    Raises:
        Refused: when somebody else than the team asks for it.
        Stale: when that is noted already.
    """
    reported = BarrierReport.objects.select_for_update().get(pk=reported.pk)
    if not access.may_answer_barriers(by):
        raise Refused(_("This is for the project team."))
    require_transition(reported, BarrierState.SETTLED)
    reported.state, reported.settled_at = BarrierState.SETTLED, now
    reported.save(update_fields=["state", "settled_at"])
    audit.record("barrier.settled", reported, by=by)

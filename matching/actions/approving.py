"""From a proposal to a tandem: through the same actions as everywhere else (R15)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Refused, Stale
from accounts.models import User
from matching.actions.locking import lock_run
from matching.models import Proposal
from mentoring.actions import pairings
from mentoring.models import Pairing, PairingState


@transaction.atomic
def approve(proposal: Proposal, *, revision: int, by: User, now: datetime) -> Pairing:
    """Make a proposal a tandem in waiting. Nobody is told before the announcement.

    Every rule is checked again; what the team had set aside for the two stays set aside. Other open
    proposals for the mentee are dropped. Whether the facts behind the run are still the same is the
    caller's question, once for many proposals (`locking.require_current`).

    Raises:
        RuleBroken: with every rule that speaks against the two now.
        Refused: when one of them can no longer be paired, or has a tandem already.
        OutOfDate, Stale: when the run is another one by now, or is being computed.
    """
    if proposal.mentor is None:
        raise Refused(_("Nobody is proposed for %(name)s.") % {"name": proposal.mentee})
    mentee, mentor = proposal.mentee, proposal.mentor
    open_ones = list(Pairing.objects.filter(mentee=mentee, state=PairingState.PROPOSED))
    run = lock_run(proposal.run, revision=revision, mentors=[mentor.pk, *(one.mentor_id for one in open_ones)])
    if not Proposal.objects.filter(pk=proposal.pk, mentor=mentor).exists():
        raise Stale
    if Pairing.objects.live().filter(mentee=mentee).exists():
        # Said before the rules are asked: her own tandem takes a place of the mentor.
        # Without her name, so that a report on many names each of them once.
        raise Refused(_("There is a tandem already."))
    pairing = next((one for one in open_ones if one.mentor_id == mentor.pk), None)
    if pairing is None:
        reason, rules = proposal.override_reason, proposal.overridden_rules
        pairing = pairings.propose(mentee, mentor, by=by, now=now, override_reason=reason, overriding=rules)
    pairings.approve(pairing, by=by, now=now)
    for other in open_ones:
        if other.pk != pairing.pk:
            pairings.withdraw_proposal(other, by=by, now=now)
    audit.record("matching.approved", pairing, by=by, run=run.pk)
    return pairing

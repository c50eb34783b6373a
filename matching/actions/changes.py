"""What the team changes in a run: move, hold fast, keep apart, take out; and how it takes that back.

A change is made from the price list that the worker has stored: exactly those move whom the list
named. Then the worker proves the result and finds new prices. What is settled holds in later runs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Refused, Stale
from accounts.models import User
from accounts.transitions import require_transition
from matching import explaining
from matching.actions import results, runs
from matching.actions.locking import OutOfDate, lock_run, require_current
from matching.facts import Facts
from matching.models import Change, Instruction, InstructionKind, PriceList, Proposal, Run, RunState, Stage
from matching.staleness import settled_since
from mentoring import rules
from mentoring.actions import pairings
from mentoring.actions.impartial import require_pairing_in
from mentoring.models import Mentor, Pairing, PairingState


@transaction.atomic
def move(
    proposal: Proposal, mentor: Mentor, *, revision: int, by: User, now: datetime, override_reason: str = ""
) -> None:
    """Give a mentee another mentor, and hold the two fast. Whoever the price list names moves along.

    Raises:
        RuleBroken: when rules speak against the two and were not set aside with a reason.
        Refused: when the price list has no such mentor.
        OutOfDate, Stale: when the run is no longer the one that was looked at.
    """
    locked = _lock(proposal, revision, mentor, by=by, now=now)
    entry = _entry(proposal, mentor)
    reason = override_reason.strip()
    against = [one for one in rules.reasons_against(proposal.mentee, mentor) if one.rule != rules.Rule.CAPACITY]
    if against and not (reason and all(one.is_overridable for one in against)):
        raise rules.RuleBroken(against)
    instruction = Instruction(
        kind=InstructionKind.LOCK,
        mentor=mentor,
        overridden_rules=sorted(one.code for one in against),
        override_reason=reason if against else "",
    )
    _settle(proposal, instruction, by=by, now=now)
    _apply(locked, [[proposal.mentee_id, proposal.mentor_id, mentor.pk], *entry["moves"]], chosen=proposal)
    overridden = instruction.overridden_rules
    _record("matching.moved", proposal, by=by, before=proposal.mentor_id, mentor=mentor.pk, overridden=overridden)
    _ask_for_prices(locked.run)


@transaction.atomic
def hold(proposal: Proposal, *, revision: int, by: User, now: datetime) -> None:
    """Hold two people fast as they are proposed. Nobody moves.

    Raises:
        Refused: when nobody is proposed for her.
        OutOfDate, Stale: when the run is no longer the one that was looked at.
    """
    locked = _lock(proposal, revision, proposal.mentor, by=by, now=now)
    if proposal.mentor is None:
        raise Refused(_("Nobody is proposed for %(name)s.") % {"name": proposal.mentee})
    instruction = Instruction(
        kind=InstructionKind.LOCK,
        mentor=proposal.mentor,
        overridden_rules=proposal.overridden_rules,
        override_reason=proposal.override_reason,
    )
    _settle(proposal, instruction, by=by, now=now)
    _record("matching.locked", proposal, by=by, mentor=proposal.mentor_id)
    _ask_for_prices(locked.run)


@transaction.atomic
def keep_apart(proposal: Proposal, *, revision: int, by: User, now: datetime) -> None:
    """Keep the two of a proposal apart: in this run and every later one. She gets her alternative.

    Raises:
        Refused: when nobody is proposed for her.
        OutOfDate, Stale: when the run is no longer the one that was looked at.
    """
    locked = _lock(proposal, revision, proposal.mentor, by=by, now=now)
    change = _price_list(proposal).without_mentor
    if proposal.mentor is None or change is None:
        raise Refused(_("Nobody is proposed for %(name)s.") % {"name": proposal.mentee})
    _settle(proposal, Instruction(kind=InstructionKind.FORBID, mentor=proposal.mentor), by=by, now=now)
    _apply(locked, change["moves"], chosen=proposal)
    _record("matching.kept_apart", proposal, by=by, mentor=proposal.mentor_id)
    _ask_for_prices(locked.run)


@transaction.atomic
def take_out(proposal: Proposal, *, revision: int, by: User, now: datetime) -> None:
    """Take a mentee out of the matching; her place goes to whom it helps most.

    Raises:
        OutOfDate, Stale: when the run is no longer the one that was looked at.
    """
    locked = _lock(proposal, revision, by=by, now=now)
    change = _price_list(proposal).none
    _settle(proposal, Instruction(kind=InstructionKind.LEAVE_OUT), by=by, now=now)
    if proposal.mentor_id is not None and change is not None:
        _apply(locked, [[proposal.mentee_id, proposal.mentor_id, None], *change["moves"]], chosen=proposal)
    _record("matching.taken_out", proposal, by=by, before=proposal.mentor_id)
    _ask_for_prices(locked.run)


@transaction.atomic
def withdraw(instruction: Instruction, *, by: User) -> None:
    """Take back what was settled. Runs that were computed with it say that they are out of date."""
    found = Instruction.objects.select_for_update().filter(pk=instruction.pk).first()
    if found is None:
        raise Stale
    require_pairing_in(by, found.mentee.participation.cohort_id)
    audit.record("matching.instruction_withdrawn", found.mentee, by=by, instruction=found.kind, mentor=found.mentor_id)
    found.delete()


def _record(action: str, proposal: Proposal, *, by: User, **details: Any) -> None:
    """Note a change under the mentee: the proposal's row is written anew with each computation."""
    audit.record(action, proposal.mentee, by=by, run=proposal.run_id, **details)


@dataclass(frozen=True)
class _Locked:
    """A run that nobody else changes now, with the facts behind it."""

    run: Run
    facts: Facts
    # Who can no longer be moved by the prices that the run has.
    settled: frozenset[int]


def _lock(proposal: Proposal, revision: int, *mentors: Mentor | None, by: User, now: datetime) -> _Locked:
    """Lock the run that somebody looked at, and read the facts behind it. Whoever takes part is refused (R15)."""
    require_pairing_in(by, proposal.run.cohort_id)
    open_ones = Pairing.objects.filter(mentee=proposal.mentee, state=PairingState.PROPOSED)
    concerned = [*open_ones.values_list("mentor_id", flat=True), *(one.pk for one in mentors if one is not None)]
    run = lock_run(proposal.run, revision=revision, mentors=concerned)
    found = require_current(run, now=now)
    if proposal.mentee_id not in {one.mentee.pk for one in found.mentees}:
        raise Refused(_("%(mentee)s already has a tandem.") % {"mentee": proposal.mentee})
    return _Locked(run, found, settled_since(run, found))


def _entry(proposal: Proposal, mentor: Mentor) -> dict[str, Any]:
    for entry in _price_list(proposal).mentors:
        if entry["mentor"] == mentor.pk:
            return entry
    raise Refused(_("%(mentor)s is not possible for %(mentee)s.") % {"mentor": mentor, "mentee": proposal.mentee})


def _price_list(proposal: Proposal) -> PriceList:
    found = PriceList.objects.filter(proposal=proposal).first()
    if found is None:
        raise OutOfDate([_("There are no prices for it any more.")])
    return found


def _settle(proposal: Proposal, instruction: Instruction, *, by: User, now: datetime) -> None:
    """Keep an instruction in place of what it contradicts, open proposals made by hand included."""
    mentee = proposal.mentee
    if instruction.kind != InstructionKind.FORBID:
        Instruction.objects.filter(mentee=mentee).exclude(kind=InstructionKind.FORBID).delete()
    if instruction.mentor is not None:
        Instruction.objects.filter(mentee=mentee, mentor=instruction.mentor).delete()
    for pairing in Pairing.objects.filter(mentee=mentee, state=PairingState.PROPOSED):
        is_same = pairing.mentor_id == instruction.mentor_id
        # Held with this one means not proposed with another; kept apart from this one, not proposed with her.
        if is_same == (instruction.kind == InstructionKind.FORBID):
            pairings.withdraw_proposal(pairing, by=by, now=now)
    instruction.mentee, instruction.given_by, instruction.given_at = mentee, by, now
    instruction.save()


def _apply(locked: _Locked, moves: Iterable[list[Any]], *, chosen: Proposal) -> None:
    """Move people as the price list says, each from where she is to where she goes; one of them was chosen."""
    mentees = {one.mentee.pk: one for one in locked.facts.mentees}
    mentors = {one.mentor.pk: one for one in locked.facts.mentors}
    for mentee_id, before, after in moves:
        proposal = Proposal.objects.select_related("mentee__participation__user").get(run=locked.run, mentee=mentee_id)
        if mentee_id in locked.settled:
            text = _("%(mentee)s would have to move, whose tandem is settled already. Please start a new run.")
            raise Refused(text % {"mentee": proposal.mentee})
        if proposal.mentor_id != before:
            raise Stale
        described = (
            explaining.nobody()
            if after is None
            else explaining.describe(locked.facts, mentees[mentee_id], mentors[after])
        )
        for name, value in described.items():
            setattr(proposal, name, value)
        proposal.mentor_id, proposal.alternative_id = after, None
        proposal.change = Change.BY_HAND if mentee_id == chosen.mentee_id else Change.IN_TURN
        proposal.overridden_rules, proposal.override_reason = [], ""
        proposal.save()


def _ask_for_prices(run: Run) -> None:
    """Let the worker prove what was changed, and find what further changes would cost."""
    require_transition(run, RunState.QUEUED)
    for name, value in results.figures(run).items():
        setattr(run, name, value)
    run.state, run.stage, run.progress = RunState.QUEUED, Stage.WAITING, 0
    run.revision += 1
    run.save()
    runs.nudge(run)

"""What the team changes in a run: move, hold fast, keep apart, take out; and how it takes that back.

A change is made from the price list that the worker has stored: exactly those move whom the list
named. Then the worker proves the result and finds new prices. What is settled holds in later runs.

Locks are taken in one order everywhere: the year, mentor, mentee, tandem, the run.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Refused, Stale
from accounts.models import User
from accounts.transitions import require_transition
from matching import explaining, facts
from matching.actions import results, runs
from matching.facts import Facts
from matching.models import Instruction, InstructionKind, Proposal, Run, RunState, Stage
from matching.staleness import changes_since
from mentoring import rules
from mentoring.actions import pairings
from mentoring.models import Mentor, Pairing, PairingState


class OutOfDate(Refused):
    """Something that the run was computed from has changed. `changes` says what, a sentence each."""

    def __init__(self, changes: list[str]) -> None:
        self.changes = changes
        sentence = _("This run is out of date. %(changes)s Please start a new one.")
        super().__init__(sentence % {"changes": " ".join(changes)})


def require_current(run: Run) -> Facts:
    """Let the newest run of its year pass, if nothing has changed since; return what was read.

    Raises:
        OutOfDate: with what has changed.
        Stale: while it is being computed.
    """
    if run.state != RunState.READY:
        raise Stale(_("This run is being computed. Please wait a moment."))
    newest = Run.objects.matchings().filter(cohort=run.cohort_id).exclude(state=RunState.FAILED).first()
    if newest is not None and newest.pk != run.pk:
        raise OutOfDate([_("There is a newer run.")])
    found = facts.read(run.cohort)
    if changes := changes_since(run, found):
        raise OutOfDate(changes)
    return found


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
    run, found = _lock_run(proposal, revision, by=by, now=now)
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
    _apply(run, found, [[proposal.mentee_id, proposal.mentor_id, mentor.pk], *entry["moves"]])
    audit.record("matching.moved", proposal, by=by, overridden=instruction.overridden_rules)
    _ask_for_prices(run)


@transaction.atomic
def hold(proposal: Proposal, *, revision: int, by: User, now: datetime) -> None:
    """Hold two people fast as they are proposed. Nobody moves.

    Raises:
        Refused: when nobody is proposed for her.
        OutOfDate, Stale: when the run is no longer the one that was looked at.
    """
    run, _found = _lock_run(proposal, revision, by=by, now=now)
    if proposal.mentor is None:
        raise Refused(_("Nobody is proposed for %(name)s.") % {"name": proposal.mentee})
    instruction = Instruction(
        kind=InstructionKind.LOCK,
        mentor=proposal.mentor,
        overridden_rules=proposal.overridden_rules,
        override_reason=proposal.override_reason,
    )
    _settle(proposal, instruction, by=by, now=now)
    audit.record("matching.locked", proposal, by=by)
    _ask_for_prices(run)


@transaction.atomic
def keep_apart(proposal: Proposal, *, revision: int, by: User, now: datetime) -> None:
    """Keep the two of a proposal apart: in this run and every later one. She gets her alternative.

    Raises:
        Refused: when nobody is proposed for her.
        OutOfDate, Stale: when the run is no longer the one that was looked at.
    """
    run, found = _lock_run(proposal, revision, by=by, now=now)
    change = proposal.price_list.without_mentor
    if proposal.mentor is None or change is None:
        raise Refused(_("Nobody is proposed for %(name)s.") % {"name": proposal.mentee})
    _settle(proposal, Instruction(kind=InstructionKind.FORBID, mentor=proposal.mentor), by=by, now=now)
    _apply(run, found, change["moves"])
    audit.record("matching.kept_apart", proposal, by=by)
    _ask_for_prices(run)


@transaction.atomic
def take_out(proposal: Proposal, *, revision: int, by: User, now: datetime) -> None:
    """Take a mentee out of the matching; her place goes to whom it helps most.

    Raises:
        OutOfDate, Stale: when the run is no longer the one that was looked at.
    """
    run, found = _lock_run(proposal, revision, by=by, now=now)
    _settle(proposal, Instruction(kind=InstructionKind.LEAVE_OUT), by=by, now=now)
    if proposal.mentor_id is not None and proposal.price_list.none is not None:
        _apply(run, found, [[proposal.mentee_id, proposal.mentor_id, None], *proposal.price_list.none["moves"]])
    audit.record("matching.taken_out", proposal, by=by)
    _ask_for_prices(run)


@transaction.atomic
def withdraw(instruction: Instruction, *, by: User) -> None:
    """Take back what was settled. Runs that were computed with it say that they are out of date."""
    found = Instruction.objects.select_for_update().filter(pk=instruction.pk).first()
    if found is None:
        raise Stale
    audit.record("matching.instruction_withdrawn", found.mentee, by=by)
    found.delete()


def _lock_run(proposal: Proposal, revision: int, *, by: User, now: datetime) -> tuple[Run, Facts]:
    """Lock the run that somebody looked at, and read the facts behind it."""
    run = Run.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=proposal.run_id)
    pairing = proposal.pairing
    if run.revision != revision or (pairing is not None and pairing.is_live):
        raise Stale
    return run, require_current(run)


def _entry(proposal: Proposal, mentor: Mentor) -> dict[str, Any]:
    for entry in proposal.price_list.mentors:
        if entry["mentor"] == mentor.pk:
            return entry
    raise Refused(_("%(mentor)s is not possible for %(mentee)s.") % {"mentor": mentor, "mentee": proposal.mentee})


def _settle(proposal: Proposal, instruction: Instruction, *, by: User, now: datetime) -> None:
    """Keep an instruction in place of what it contradicts, open proposals made by hand included."""
    mentee = proposal.mentee
    if instruction.kind != InstructionKind.FORBID:
        Instruction.objects.filter(mentee=mentee).exclude(kind=InstructionKind.FORBID).delete()
    if instruction.mentor is not None:
        Instruction.objects.filter(mentee=mentee, mentor=instruction.mentor).delete()
    for pairing in Pairing.objects.filter(mentee=mentee, state=PairingState.PROPOSED):
        if instruction.kind != InstructionKind.LOCK or pairing.mentor_id != instruction.mentor_id:
            pairings.withdraw_proposal(pairing, by=by, now=now)
    instruction.mentee, instruction.given_by, instruction.given_at = mentee, by, now
    instruction.save()


def _apply(run: Run, found: Facts, moves: Iterable[list[Any]]) -> None:
    """Move people as the price list says, each from where she is to where she goes."""
    mentees = {one.mentee.pk: one for one in found.mentees}
    mentors = {one.mentor.pk: one for one in found.mentors}
    for mentee_id, before, after in moves:
        proposal = Proposal.objects.get(run=run, mentee=mentee_id)
        if proposal.mentor_id != before:
            raise Stale
        described = (
            explaining.nobody() if after is None else explaining.describe(found, mentees[mentee_id], mentors[after])
        )
        for name, value in described.items():
            setattr(proposal, name, value)
        proposal.mentor_id, proposal.alternative_id, proposal.is_moved = after, None, True
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

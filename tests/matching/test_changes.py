"""What the team changes in a run, and what is refused."""

import pytest

from accounts.errors import Refused, Stale
from accounts.models import AuditEntry
from matching.actions import approving, changes
from matching.actions.locking import OutOfDate
from matching.models import Change, Instruction, InstructionKind, RunState
from mentoring.actions import pairings
from mentoring.models import Mentor, PairingState
from mentoring.rules import RuleBroken
from tests.factories import NOW, OrgUnitFactory, PairingFactory
from tests.matching.years import computed, proposal_for, proposed

pytestmark = pytest.mark.django_db


@pytest.fixture
def change(team_member):
    """Make a change as the team, with the revision that the page showed."""

    def make(act, proposal, *arguments, **options):
        return act(proposal, *arguments, revision=proposal.run.revision, by=team_member, now=NOW, **options)

    return make


def proposal_of(proposal):
    return proposal_for(proposal.run, proposal.mentee)


def with_and_other(run):
    """Return a proposal, the other one, and both mentors."""
    first, second = run.proposals.order_by("pk")
    return proposal_for(run, first.mentee), proposal_for(run, second.mentee)


def test_moving_one_moves_exactly_those_whom_the_price_named(run, change):
    proposal, other = with_and_other(run)
    named = proposal.price_list.mentors[0]["moves"]

    change(changes.move, proposal, other.mentor)

    assert named == [[other.mentee.pk, other.mentor.pk, proposal.mentor.pk]]
    assert proposed(run) == {proposal.mentee: other.mentor, other.mentee: proposal.mentor}


def test_after_a_move_the_worker_keeps_everybody_and_finds_new_prices(run, change):
    proposal, other = with_and_other(run)
    change(changes.move, proposal, other.mentor)
    moved = proposed(run)

    run = computed(run)

    assert run.state == RunState.READY
    assert proposed(run) == moved
    assert proposal_for(run, proposal.mentee).price_list.mentors


def test_a_move_is_held_fast_in_the_next_run(run, year, change):
    proposal, other = with_and_other(run)
    change(changes.move, proposal, other.mentor)
    computed(run)

    assert proposed(year.run())[proposal.mentee] == other.mentor


def test_the_explanation_moves_along(run, change):
    proposal, other = with_and_other(run)
    change(changes.move, proposal, other.mentor)

    swapped = proposal_for(run, proposal.mentee)
    assert swapped.parts == other.parts


def test_who_was_chosen_is_told_apart_from_who_moved_along(run, change):
    proposal, other = with_and_other(run)
    change(changes.move, proposal, other.mentor)
    run = computed(run)

    assert proposal_for(run, proposal.mentee).change == Change.BY_HAND
    assert proposal_for(run, other.mentee).change == Change.IN_TURN


def test_while_prices_are_found_nothing_else_is_changed(run, change):
    proposal, other = with_and_other(run)
    change(changes.move, proposal, other.mentor)

    with pytest.raises(Stale):
        change(changes.hold, proposal_for(run, other.mentee))


def test_a_change_from_a_page_that_is_too_old_is_refused(run, team_member):
    proposal, other = with_and_other(run)

    with pytest.raises(Stale):
        changes.move(proposal, other.mentor, revision=run.revision - 1, by=team_member, now=NOW)
    assert not Instruction.objects.exists()


def test_a_run_that_is_out_of_date_says_so_instead_of_moving(run, year, change):
    newcomer = year.mentee(1)
    proposal, other = with_and_other(run)

    with pytest.raises(OutOfDate) as refusal:
        change(changes.move, proposal, other.mentor)

    assert str(newcomer) in str(refusal.value)


def test_an_older_run_cannot_be_changed(run, year, change):
    year.run()
    proposal = run.proposals.first()

    with pytest.raises(OutOfDate):
        change(changes.take_out, proposal)


def test_a_mentor_without_a_price_cannot_be_chosen(run, year, change):
    proposal, other = with_and_other(run)
    year.exclude(proposal.mentee, other.mentor)
    run = year.run()

    with pytest.raises(Refused):
        change(changes.move, proposal_for(run, proposal.mentee), other.mentor)


def test_an_exception_needs_a_reason_and_keeps_it(year, change):
    office = OrgUnitFactory(is_department=True)
    mentee = year.mentee(0, unit=office)
    near = year.mentor(0, unit=office)
    year.mentor(1)
    run = year.run()

    with pytest.raises(RuleBroken):
        change(changes.move, proposal_for(run, mentee), near, override_reason="  ")
    change(changes.move, proposal_for(run, mentee), near, override_reason="Beide wünschen es.")

    proposal = proposal_for(computed(run), mentee)
    assert (proposal.overridden_rules, proposal.override_reason) == (["too_near"], "Beide wünschen es.")


def test_holding_fast_moves_nobody_and_lasts(run, year, change):
    proposal, _other = with_and_other(run)
    before = proposed(run)

    change(changes.hold, proposal)

    assert proposed(computed(run)) == before
    assert proposed(year.run())[proposal.mentee] == proposal.mentor


def test_two_who_are_kept_apart_are_not_proposed_again(run, year, change):
    proposal, other = with_and_other(run)
    change(changes.keep_apart, proposal)

    run = computed(run)
    assert proposed(run)[proposal.mentee] == other.mentor
    assert proposed(run)[other.mentee] == proposal.mentor
    assert proposed(year.run())[proposal.mentee] != proposal.mentor


def test_who_is_taken_out_gets_no_proposal_and_frees_her_place(year, change):
    year.mentee(0), year.mentee(0)
    mentor = year.mentor(0)
    run = year.run()
    lucky = run.proposals.get(mentor=mentor).mentee
    other = run.proposals.get(mentor=None).mentee

    change(changes.take_out, proposal_for(run, lucky))

    assert proposed(computed(run)) == {lucky: None, other: mentor}
    assert proposed(year.run()) == {lucky: None, other: mentor}


def test_somebody_without_a_proposal_cannot_be_held(year, change):
    mentee = year.mentee(0)
    run = year.run()

    for act in (changes.hold, changes.keep_apart):
        with pytest.raises(Refused):
            change(act, proposal_for(run, mentee))


def test_a_later_instruction_replaces_what_it_contradicts(run, change):
    proposal, _other = with_and_other(run)
    change(changes.hold, proposal)
    run = computed(run)
    change(changes.take_out, proposal_for(run, proposal.mentee))

    assert [one.kind for one in Instruction.objects.filter(mentee=proposal.mentee)] == [InstructionKind.LEAVE_OUT]


def test_a_move_drops_the_proposal_that_was_made_by_hand(year, change):
    mentee, by_hand, other = year.mentee(0), year.mentor(1), year.mentor(0)
    pairing = PairingFactory(mentee=mentee, mentor=by_hand)
    run = year.run()

    change(changes.move, proposal_for(run, mentee), other)

    pairing.refresh_from_db()
    assert pairing.state == PairingState.WITHDRAWN
    assert proposed(computed(run)) == {mentee: other}


def test_what_is_taken_back_is_gone_and_a_second_time_refused(run, change, team_member):
    proposal, _other = with_and_other(run)
    change(changes.hold, proposal)
    instruction = Instruction.objects.get()

    changes.withdraw(instruction, by=team_member)

    assert not Instruction.objects.exists()
    with pytest.raises(Stale):
        changes.withdraw(instruction, by=team_member)


def test_every_change_stands_in_the_decision_log_without_words(run, year, change, team_member):
    proposal, other = with_and_other(run)
    change(changes.move, proposal, other.mentor)
    run = computed(run)
    change(changes.keep_apart, proposal_for(run, other.mentee))
    run = computed(run)
    change(changes.take_out, proposal_for(run, other.mentee))
    changes.withdraw(Instruction.objects.filter(kind=InstructionKind.LEAVE_OUT).get(), by=team_member)

    actions = set(AuditEntry.objects.filter(action__startswith="matching.").values_list("action", flat=True))
    assert actions >= {
        "matching.moved",
        "matching.kept_apart",
        "matching.taken_out",
        "matching.instruction_withdrawn",
    }


# --- beside approvals ----------------------------------------------------------------------------


def test_who_has_a_tandem_by_now_is_not_moved_by_an_old_price(run, change, team_member):
    first, second = with_and_other(run)
    approving.approve(second, revision=run.revision, by=team_member, now=NOW)

    with pytest.raises(Refused, match=str(second.mentee)):
        change(changes.move, first, second.mentor)
    with pytest.raises(Refused):
        change(changes.take_out, second)
    assert proposed(run) == {first.mentee: first.mentor, second.mentee: second.mentor}


def test_after_an_approval_a_change_of_somebody_else_leaves_the_tandem_alone(year, change, team_member):
    approved, other = year.mentee(0), year.mentee(1)
    year.mentor(0), year.mentor(1), year.mentor(2)
    run = year.run()
    tandem = proposal_for(run, approved)
    approving.approve(tandem, revision=run.revision, by=team_member, now=NOW)

    free = next(entry for entry in proposal_for(run, other).price_list.mentors if not entry["moves"])
    change(changes.move, proposal_for(run, other), Mentor.objects.get(pk=free["mentor"]))

    run = computed(run)
    assert proposed(run) == {approved: tandem.mentor, other: Mentor.objects.get(pk=free["mentor"])}
    assert run.matched == 2


def test_an_approval_that_was_taken_back_is_held_in_the_next_computation(run, change, team_member):
    first, second = with_and_other(run)
    pairing = approving.approve(first, revision=run.revision, by=team_member, now=NOW)
    pairings.undo_approval(pairing, by=team_member)

    with pytest.raises(Refused):
        change(changes.move, second, first.mentor)
    change(changes.hold, second)

    run = computed(run)
    assert proposed(run)[first.mentee] == first.mentor
    assert proposal_for(run, first.mentee).price_list.none


def test_what_is_held_fast_comes_before_a_proposal_made_by_hand(year, change):
    by_hand, held = year.mentee(0), year.mentee(0)
    mentor = year.mentor(0)
    year.mentor(1)
    run = year.run()
    if proposed(run)[held] != mentor:
        change(changes.move, proposal_for(run, held), mentor)
    else:
        change(changes.hold, proposal_for(run, held))
    computed(run)
    PairingFactory(mentee=by_hand, mentor=mentor)

    assert proposed(year.run())[held] == mentor


def test_keeping_two_apart_leaves_her_proposal_with_somebody_else(year, change):
    mentee, first, second = year.mentee(0), year.mentor(0), year.mentor(1)
    kept = PairingFactory(mentee=mentee, mentor=first)
    run = year.run()
    PairingFactory(mentee=mentee, mentor=second)
    run = year.run()
    change(changes.keep_apart, proposal_for(run, mentee))

    kept.refresh_from_db()
    assert kept.state == PairingState.PROPOSED


def test_a_year_that_is_over_is_not_changed(run, team_member, clock):
    after = NOW.replace(year=run.cohort.ends_on.year + 1)
    proposal, _other = with_and_other(run)

    with pytest.raises(Refused):
        changes.hold(proposal, revision=run.revision, by=team_member, now=after)


def test_who_was_approved_from_this_run_is_not_changed_any_more(run, change, team_member):
    proposal, _other = with_and_other(run)
    approving.approve(proposal, revision=proposal.run.revision, by=team_member, now=NOW)

    with pytest.raises(Refused, match="hat bereits ein Tandem"):
        change(changes.take_out, proposal)


def test_without_prices_nobody_is_moved(run, change):
    proposal, _other = with_and_other(run)
    proposal.price_list.delete()

    with pytest.raises(OutOfDate, match="keine Berechnung der Folgen"):
        change(changes.keep_apart, proposal_of(proposal))


def test_a_price_that_moves_somebody_from_where_she_is_not_is_refused(run, change):
    proposal, other = with_and_other(run)
    proposal.price_list.none = {"moves": [[other.mentee_id, proposal.mentor_id, None]]}
    proposal.price_list.save()

    with pytest.raises(Stale):
        change(changes.take_out, proposal_of(proposal))

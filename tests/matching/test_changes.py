"""What the team changes in a run, and what is refused."""

import pytest

from accounts.errors import Refused, Stale
from accounts.models import AuditEntry
from matching.actions import changes
from matching.models import Instruction, InstructionKind, RunState
from mentoring.models import PairingState
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


@pytest.fixture
def two(year):
    """Two mentees who both want what one of two mentors offers."""
    year.mentee(0), year.mentee(0)
    year.mentor(0), year.mentor(1)
    return year.run()


def with_and_other(run):
    """Return a proposal, the other one, and both mentors."""
    first, second = run.proposals.order_by("pk")
    return proposal_for(run, first.mentee), proposal_for(run, second.mentee)


def test_moving_one_moves_exactly_those_whom_the_price_named(two, change):
    proposal, other = with_and_other(two)
    named = proposal.price_list.mentors[0]["moves"]

    change(changes.move, proposal, other.mentor)

    assert named == [[other.mentee.pk, other.mentor.pk, proposal.mentor.pk]]
    assert proposed(two) == {proposal.mentee: other.mentor, other.mentee: proposal.mentor}


def test_after_a_move_the_worker_keeps_everybody_and_finds_new_prices(two, change):
    proposal, other = with_and_other(two)
    change(changes.move, proposal, other.mentor)
    moved = proposed(two)

    run = computed(two)

    assert run.state == RunState.READY
    assert proposed(run) == moved
    assert proposal_for(run, proposal.mentee).price_list.mentors


def test_a_move_is_held_fast_in_the_next_run(two, year, change):
    proposal, other = with_and_other(two)
    change(changes.move, proposal, other.mentor)
    computed(two)

    assert proposed(year.run())[proposal.mentee] == other.mentor


def test_the_explanation_moves_along(two, change):
    proposal, other = with_and_other(two)
    change(changes.move, proposal, other.mentor)

    swapped = proposal_for(two, proposal.mentee)
    assert (swapped.parts, swapped.is_moved) == (other.parts, True)


def test_while_prices_are_found_nothing_else_is_changed(two, change):
    proposal, other = with_and_other(two)
    change(changes.move, proposal, other.mentor)

    with pytest.raises(Stale):
        change(changes.hold, proposal_for(two, other.mentee))


def test_a_change_from_a_page_that_is_too_old_is_refused(two, team_member):
    proposal, other = with_and_other(two)

    with pytest.raises(Stale):
        changes.move(proposal, other.mentor, revision=two.revision - 1, by=team_member, now=NOW)
    assert not Instruction.objects.exists()


def test_a_run_that_is_out_of_date_says_so_instead_of_moving(two, year, change):
    newcomer = year.mentee(1)
    proposal, other = with_and_other(two)

    with pytest.raises(changes.OutOfDate) as refusal:
        change(changes.move, proposal, other.mentor)

    assert str(newcomer) in str(refusal.value)


def test_an_older_run_cannot_be_changed(two, year, change):
    year.run()
    proposal = two.proposals.first()

    with pytest.raises(changes.OutOfDate):
        change(changes.take_out, proposal)


def test_a_mentor_without_a_price_cannot_be_chosen(two, year, change):
    proposal, other = with_and_other(two)
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


def test_holding_fast_moves_nobody_and_lasts(two, year, change):
    proposal, _other = with_and_other(two)
    before = proposed(two)

    change(changes.hold, proposal)

    assert proposed(computed(two)) == before
    assert proposed(year.run())[proposal.mentee] == proposal.mentor


def test_two_who_are_kept_apart_are_not_proposed_again(two, year, change):
    proposal, other = with_and_other(two)
    change(changes.keep_apart, proposal)

    run = computed(two)
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


def test_a_later_instruction_replaces_what_it_contradicts(two, change):
    proposal, _other = with_and_other(two)
    change(changes.hold, proposal)
    run = computed(two)
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


def test_what_is_taken_back_is_gone_and_a_second_time_refused(two, change, team_member):
    proposal, _other = with_and_other(two)
    change(changes.hold, proposal)
    instruction = Instruction.objects.get()

    changes.withdraw(instruction, by=team_member)

    assert not Instruction.objects.exists()
    with pytest.raises(Stale):
        changes.withdraw(instruction, by=team_member)


def test_every_change_stands_in_the_decision_log_without_words(two, year, change, team_member):
    proposal, other = with_and_other(two)
    change(changes.move, proposal, other.mentor)
    run = computed(two)
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

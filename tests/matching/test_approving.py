"""From a proposal to a tandem, through the same rules as everywhere else."""

import pytest

from accounts.errors import Refused, Stale
from matching.actions import approving, changes
from matching.models import Proposal
from mentoring.actions import pairings, review
from mentoring.models import MenteeState, Pairing, PairingState
from mentoring.rules import RuleBroken
from notifications.models import Message
from tests.factories import NOW, CriterionFactory, OrgUnitFactory, PairingFactory
from tests.matching.factories import ProposalFactory
from tests.matching.years import computed, proposal_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(year):
    mentee = year.mentee(0)
    year.mentor(0)
    return proposal_for(year.run(), mentee)


@pytest.fixture
def approve(team_member):
    """Approve as the team, with the revision that the page showed."""
    return lambda proposal: approving.approve(proposal, revision=proposal.run.revision, by=team_member, now=NOW)


def test_an_approved_proposal_is_a_tandem_of_which_nobody_is_told(proposal, team_member, approve):
    pairing = approve(proposal)

    pairing.refresh_from_db()
    assert (pairing.state, pairing.approved_by) == (PairingState.APPROVED, team_member)
    assert not Message.objects.exists()
    assert list(Proposal.objects.decided()) == [proposal]
    assert not Proposal.objects.undecided()


def test_approving_twice_makes_one_tandem(proposal, approve):
    approve(proposal)

    with pytest.raises(Refused):
        approve(proposal)
    assert Pairing.objects.count() == 1


def test_a_rule_that_speaks_against_them_by_now_is_respected(proposal, year, approve):
    year.exclude(proposal.mentor, proposal.mentee)

    with pytest.raises(RuleBroken):
        approve(proposal)
    assert not Pairing.objects.exists()


def test_the_exception_goes_with_the_tandem(year, team_member, approve):
    office = OrgUnitFactory(is_department=True)
    mentee, near = year.mentee(0, unit=office), year.mentor(0, unit=office)
    year.mentor(1)
    run = year.run()
    changes.move(
        proposal_for(run, mentee), near, revision=run.revision, by=team_member, now=NOW, override_reason="Wunsch beider"
    )
    proposal = proposal_for(computed(run), mentee)

    pairing = approve(proposal)

    assert (pairing.overridden_rules, pairing.override_reason) == (["too_near"], "Wunsch beider")


def test_an_exception_from_one_rule_is_none_from_another(year, team_member, approve):
    office = OrgUnitFactory(is_department=True)
    mentee, near = year.mentee(0, unit=office), year.mentor(0, unit=office)
    year.mentor(1)
    run = year.run()
    changes.move(
        proposal_for(run, mentee), near, revision=run.revision, by=team_member, now=NOW, override_reason="Wunsch beider"
    )
    proposal = proposal_for(computed(run), mentee)
    PairingFactory(mentee=mentee, mentor=near, state=PairingState.ENDED)

    with pytest.raises(RuleBroken):
        approve(proposal)


def test_a_proposal_made_by_hand_becomes_that_tandem(year, approve):
    mentee, mentor = year.mentee(0), year.mentor(0)
    by_hand = PairingFactory(mentee=mentee, mentor=mentor)

    pairing = approve(proposal_for(year.run(), mentee))

    assert pairing == by_hand


def test_other_open_proposals_for_her_are_dropped(year, approve):
    mentee, mentor, other = year.mentee(0), year.mentor(0), year.mentor(0)
    dropped = PairingFactory(mentee=mentee, mentor=other)
    PairingFactory(mentee=mentee, mentor=mentor)

    approve(proposal_for(year.run(), mentee))

    dropped.refresh_from_db()
    assert dropped.state == PairingState.WITHDRAWN


def test_a_tandem_that_was_taken_back_and_dropped_can_be_approved_again(proposal, team_member, approve):
    pairing = approve(proposal)
    pairings.undo_approval(pairing, by=team_member)
    pairings.withdraw_proposal(pairing, by=team_member, now=NOW)

    again = approve(proposal)

    assert again != pairing


def test_who_is_left_over_can_be_told_no_tandem_only_without_one(proposal, team_member, approve):
    criterion = CriterionFactory(cohort=proposal.run.cohort)
    approve(proposal)

    with pytest.raises(Refused):
        review.leave_without_tandem(proposal.mentee, criterion, by=team_member, now=NOW)
    proposal.mentee.refresh_from_db()
    assert proposal.mentee.state == MenteeState.ACCEPTED


def test_without_a_mentor_there_is_nothing_to_approve(year, approve):
    mentee = year.mentee(0)

    with pytest.raises(Refused):
        approve(proposal_for(year.run(), mentee))


def test_who_has_another_mentor_by_now_is_not_approved_with_the_old_one(approve):
    """Even where nobody has noticed that the run is another one by now."""
    shown = ProposalFactory()
    other = ProposalFactory(run=shown.run)
    Proposal.objects.filter(pk=other.pk).update(mentor=shown.mentor)
    Proposal.objects.filter(pk=shown.pk).update(mentor=other.mentor)

    with pytest.raises(Stale):
        approve(shown)

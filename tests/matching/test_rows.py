"""What a list of proposals says of each, in an older run too."""

import pytest

from matching.costs import cost_of
from matching.models import Change, Instruction, InstructionKind, Proposal
from matching.rows import rows_of
from mentoring.models import MenteeState
from tests.factories import NOW, CriterionFactory, MentorFactory, PairingFactory
from tests.matching.factories import ProposalFactory
from tests.matching.pages import url

pytestmark = pytest.mark.django_db


def row_of(proposal):
    return rows_of(proposal.run, [Proposal.objects.get(pk=proposal.pk)])[0]


@pytest.fixture
def proposal():
    return ProposalFactory(change=Change.IN_TURN)


@pytest.fixture
def another_mentor(proposal):
    return MentorFactory(cohort=proposal.run.cohort)


def settle(proposal, kind, mentor=None):
    Instruction.objects.create(kind=kind, mentee=proposal.mentee, mentor=mentor, given_at=NOW)


def test_a_proposal_that_became_a_tandem_is_approved(proposal):
    PairingFactory(mentee=proposal.mentee, mentor=proposal.mentor, state="approved")

    assert row_of(proposal).is_approved
    assert row_of(proposal).status == "freigegeben"
    assert list(Proposal.objects.approved()) == [proposal]


def test_a_proposal_whose_mentee_has_another_tandem_says_so_and_is_not_approved(proposal, another_mentor):
    PairingFactory(mentee=proposal.mentee, mentor=another_mentor, state="approved")

    assert not row_of(proposal).is_approved
    assert row_of(proposal).status == f"inzwischen mit {another_mentor} freigegeben"
    assert row_of(proposal).changed_words == ""
    assert not Proposal.objects.approved()


def test_no_tandem_this_year_is_a_decision(proposal):
    mentee = proposal.mentee
    mentee.state, mentee.criterion = MenteeState.NO_TANDEM, CriterionFactory(cohort=proposal.run.cohort)
    mentee.decided_at = NOW
    mentee.save()

    assert row_of(proposal).is_decided
    assert row_of(proposal).status == "kein Tandem"


def test_held_fast_names_the_mentor_when_it_is_another_one(proposal, another_mentor):
    settle(proposal, InstructionKind.LOCK, proposal.mentor)
    assert (row_of(proposal).settled_words, row_of(proposal).changed_words) == ("festgehalten", "dadurch geändert")

    Instruction.objects.update(mentor=another_mentor)
    assert row_of(proposal).settled_words == f"festgehalten mit {another_mentor}"


def test_a_proposal_by_hand_names_the_mentor_when_it_is_another_one(proposal, another_mentor):
    PairingFactory(mentee=proposal.mentee, mentor=another_mentor, state="proposed")

    assert row_of(proposal).settled_words == f"von Hand vorgeschlagen mit {another_mentor}"


def test_the_filter_for_approved_ones_leaves_out_other_tandems(team, proposal, another_mentor):
    PairingFactory(mentee=proposal.mentee, mentor=another_mentor, state="approved")

    listed = f'href="{url("proposal", proposal.pk)}"'

    assert listed in team.get(url("run", proposal.run_id)).content.decode()
    assert listed not in team.get(url("run", proposal.run_id) + "?show=approved").content.decode()


NAMES = {1: "Katja Adler", 2: "Leyla Junker"}, {7: "Greta Becker", 8: "Birgit Decker"}


@pytest.mark.parametrize(
    ("moves", "points", "words"),
    [
        ([], 0, "ohne Nachteil"),
        ([[2, 7, None]], 900, "Leyla Junker verliert ihren Platz"),
        ([[1, None, 7]], -900, "Katja Adler bekommt einen Platz"),
        (
            [[2, 8, None], [1, None, 8]],
            30,
            "Leyla Junker verliert ihren Platz; Katja Adler bekommt einen Platz; insgesamt: kleiner Nachteil",
        ),
        ([[1, 7, None], [2, 8, None]], 0, "Katja Adler und Leyla Junker verlieren ihren Platz"),
    ],
)
def test_what_a_change_costs_names_who_loses_and_who_gains(moves, points, words):
    change = {"mentees_lost": 0, "points_lost": points, "moves": moves}

    assert cost_of(change, average=1000, mentees=NAMES[0], mentors=NAMES[1]).words == words

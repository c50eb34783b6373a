"""What a run says of the changes since it was computed."""

import pytest

from accounts.models import Employee
from matching import facts
from matching.actions import approving, changes
from matching.models import Importance, Proposal, Weighting
from matching.staleness import changes_since
from mentoring.actions import pairings
from mentoring.models import Goal, MenteeState, MentorState, OrganisationRule
from tests.factories import NOW, EmployeeFactory, LevelFactory, MenteeFactory, OrgUnitFactory, PairingFactory
from tests.matching.years import computed, proposal_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(year):
    """Two mentees and two mentors who fit, matched."""
    year.mentee(0), year.mentee(1)
    year.mentor(0), year.mentor(1)
    return year.run()


def told(run) -> str:
    return " ".join(changes_since(run, facts.read(run.cohort)))


def some_proposal(run):
    return proposal_for(run, run.proposals.first().mentee)


def test_a_run_is_current_while_nothing_changes(run):
    assert told(run) == ""


def test_a_new_mentee_is_named(run, year):
    assert str(year.mentee(0)) in told(run)


def test_a_mentee_who_withdrew_is_named(run):
    mentee = some_proposal(run).mentee
    mentee.state = MenteeState.WITHDRAWN
    mentee.save()

    assert str(mentee) in told(run)


def test_other_topics_are_noticed(run):
    mentee = some_proposal(run).mentee
    Goal.objects.filter(mentee=mentee).delete()

    assert str(mentee) in told(run)


def test_a_mentor_who_pauses_is_named(run):
    mentor = some_proposal(run).mentor
    mentor.state = MentorState.PAUSED
    mentor.save()

    assert str(mentor) in told(run)


def test_a_change_in_the_directory_is_noticed(run):
    mentor = some_proposal(run).mentor
    Employee.objects.filter(user__participations=mentor.participation).update(level=LevelFactory(rank=6))

    assert str(mentor) in told(run)


def test_another_head_of_her_unit_is_told_as_what_it_is(run, year):
    unit = some_proposal(run).mentee.participation.user.employee.unit
    unit.head = EmployeeFactory()
    unit.save()

    assert changes_since(run, facts.read(year.cohort)) == [
        f"Zuständigkeiten im Dienstweg oder das Amt dieser Mentees geändert: {some_proposal(run).mentee}."
    ]


def test_her_own_move_to_another_unit_is_told_once(run, year):
    mentee = some_proposal(run).mentee
    Employee.objects.filter(user__participations=mentee.participation).update(unit=OrgUnitFactory(with_head=True))

    (sentence,) = changes_since(run, facts.read(year.cohort))
    assert "Verzeichniseintrag" in sentence


def test_a_new_exclusion_is_noticed_and_names_nobody(run, year):
    proposal = some_proposal(run)
    year.exclude(proposal.mentor, proposal.mentee)

    sentence = told(run)
    assert "das für die Paarung zählt" in sentence
    assert "schluss" not in sentence
    assert not any(str(one) in sentence for one in (proposal.mentor, proposal.mentee))


def test_other_weights_and_rules_are_noticed(run, year):
    Weighting.objects.create(cohort=year.cohort, topics=Importance.LOW)
    assert len(changes_since(run, facts.read(year.cohort))) == 1

    year.cohort.organisation_rule = OrganisationRule.SAME
    year.cohort.save()
    assert len(changes_since(run, facts.read(year.cohort))) == 2


def test_approving_from_the_run_is_no_change(run, team_member):
    approving.approve(some_proposal(run), revision=run.revision, by=team_member, now=NOW)

    assert told(run) == ""


def test_approving_what_was_held_fast_is_no_change(run, team_member):
    proposal = some_proposal(run)
    changes.hold(proposal, revision=run.revision, by=team_member, now=NOW)
    run = computed(run)
    approving.approve(proposal, revision=run.revision, by=team_member, now=NOW)

    assert told(run) == ""


def test_taking_that_approval_back_is_no_change(run, team_member):
    pairing = approving.approve(some_proposal(run), revision=run.revision, by=team_member, now=NOW)
    pairings.undo_approval(pairing, by=team_member)

    assert told(run) == ""


def test_a_tandem_that_was_decided_elsewhere_is_a_change(run, year, team_member):
    proposal = some_proposal(run)
    other = next(one.mentor for one in run.proposals.exclude(pk=proposal.pk))
    pairing = pairings.propose(proposal.mentee, other, by=team_member, now=NOW)
    assert told(run)

    pairings.approve(pairing, by=team_member, now=NOW)
    assert str(proposal.mentee) in told(run)


def test_leaving_somebody_without_a_proposal_out_is_no_change(year):
    year.mentee(0), year.mentee(0)
    year.mentor(0)
    run = year.run()
    left_over = run.proposals.get(mentor=None).mentee
    left_over.state = MenteeState.NO_TANDEM
    left_over.save()

    assert told(run) == ""


def test_an_instruction_that_is_taken_back_is_a_change(run, team_member):
    changes.hold(some_proposal(run), revision=run.revision, by=team_member, now=NOW)
    run = computed(run)
    assert told(run) == ""

    changes.withdraw(some_proposal(run).mentee.instructions.get(), by=team_member)
    assert told(run)


def test_an_ended_tandem_frees_a_place_and_is_a_change(year):
    mentor = year.mentor(0, capacity=2)
    tandem = PairingFactory(mentee=year.mentee(0), mentor=mentor, state="active")
    year.mentee(0)
    run = year.run()

    tandem.state, tandem.seat, tandem.closed_at = "ended", None, NOW
    tandem.save()

    assert str(tandem.mentee) in told(run)


def test_a_tandem_with_somebody_outside_the_run_takes_a_place_and_is_a_change(run, year):
    mentor = some_proposal(run).mentor
    PairingFactory(mentee=year.mentee(0), mentor=mentor, state="approved")

    assert told(run)


def test_a_place_that_became_free_is_a_change_although_its_mentee_withdrew(year):
    mentor = year.mentor(0, capacity=2)
    tandem = PairingFactory(mentee=year.mentee(0), mentor=mentor, state="active")
    year.mentee(0)
    run = year.run()

    tandem.state, tandem.seat, tandem.closed_at = "ended", None, NOW
    tandem.save()
    tandem.mentee.state = MenteeState.WITHDRAWN
    tandem.mentee.save()

    assert told(run)


def test_a_tandem_that_was_announced_and_fell_apart_is_a_change(run, team_member):
    proposal = some_proposal(run)
    pairing = approving.approve(proposal, revision=run.revision, by=team_member, now=NOW)
    pairings.announce([pairing], by=team_member, now=NOW)
    assert told(run) == ""

    pairings.step_back(pairing, by=proposal.mentee.participation.user, now=NOW, today=NOW.date())

    assert str(proposal.mentee) in told(run)
    assert proposal not in Proposal.objects.undecided()


def test_an_exclusion_that_was_there_already_from_the_other_side_is_no_change(year):
    mentee, mentor = year.mentee(0), year.mentor(0)
    year.mentor(1)
    year.exclude(mentor, mentee)
    run = year.run()

    year.exclude(mentee, mentor)
    assert told(run) == ""

    mentor.participation.exclusions.all().delete()
    assert told(run) == ""


def test_an_exclusion_of_somebody_outside_the_run_is_no_change(run, year):
    year.exclude(some_proposal(run).mentor, MenteeFactory())

    assert told(run) == ""

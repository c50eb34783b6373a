"""Who sees runs and proposals, asked of `access.py` itself."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Role, User
from matching import access
from matching.models import Proposal, Run, RunState
from mentoring.models import PairingState
from tests import factories
from tests.matching.factories import InstructionFactory, ProposalFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.mark.parametrize("role", [*Role.values, "superuser", "nobody", "anonymous"])
def test_the_team_alone_sees_anything_of_it(role):
    proposal = ProposalFactory()
    InstructionFactory(mentee=proposal.mentee, mentor=proposal.mentor, given_by=factories.UserFactory())
    factories.PairingFactory(cohort=proposal.run.cohort, state=PairingState.APPROVED)
    user: User | AnonymousUser = AnonymousUser()
    if role in Role.values:
        user = factories.RoleAssignmentFactory(role=role).user
    elif role != "anonymous":
        user = factories.UserFactory(is_superuser=role == "superuser")
    seen = [
        access.may_match(user),
        access.cohorts_to_match(user).exists(),
        access.runs_visible_to(user).exists(),
        access.proposals_visible_to(user).exists(),
        access.instructions_visible_to(user).exists(),
        access.tandems_to_announce(user, proposal.run.cohort_id).exists(),
    ]
    assert seen == [role == Role.TEAM] * len(seen)


def test_of_a_year_of_her_own_somebody_of_the_team_sees_nothing(cohort):
    herself = factories.RoleAssignmentFactory(role=Role.TEAM).user
    for year in (cohort, factories.CohortFactory()):
        proposal = ProposalFactory(run__cohort=year)
        InstructionFactory(mentee=proposal.mentee, mentor=proposal.mentor, given_by=factories.UserFactory())
    # After the run was computed, which does not know her.
    factories.MenteeFactory(cohort=cohort, user=herself, state="accepted")

    seen = (
        access.proposals_visible_to(herself).values_list("run__cohort", flat=True),
        access.instructions_visible_to(herself).values_list("mentee__participation__cohort", flat=True),
        access.mentees_to_pair(herself).values_list("participation__cohort", flat=True),
    )
    assert [set(years) for years in seen] == [{proposal.run.cohort_id}] * 3
    assert access.takes_part_in(herself, cohort.pk)
    assert not access.takes_part_in(herself, proposal.run.cohort_id)


def test_topics_are_told_of_her_whose_they_still_read(cohort, team_member):
    closed, told = ProposalFactory(run__cohort=cohort), ProposalFactory(run__cohort=cohort)
    factories.PairingFactory(mentee=closed.mentee, state=PairingState.ACTIVE)

    found = access.with_topics(access.proposals_visible_to(team_member), team_member, factories.TODAY)

    assert {proposal.pk: proposal.tells_topics for proposal in found} == {closed.pk: False, told.pk: True}


def test_what_a_run_on_its_way_has_written_is_no_proposal_yet(team_member):
    proposal = ProposalFactory()
    Run.objects.filter(pk=proposal.run_id).update(state=RunState.RUNNING, finished_at=None)
    assert not access.proposals_visible_to(team_member).exists()
    assert Proposal.objects.exists()


@pytest.mark.parametrize("state", PairingState)
@pytest.mark.parametrize("announced", [True, False])
def test_approved_tandems_of_the_year_that_nobody_was_told_of_are_to_be_announced(
    cohort, team_member, state, announced
):
    if announced == (state in (PairingState.PROPOSED, PairingState.WITHDRAWN)):
        announced = False
    pairing = factories.PairingFactory(cohort=cohort, state=state, **({"announced": True} if announced else {}))
    factories.PairingFactory(state=PairingState.APPROVED)
    found = access.tandems_to_announce(team_member, cohort.pk)
    assert list(found) == ([pairing] if state == PairingState.APPROVED and not announced else [])

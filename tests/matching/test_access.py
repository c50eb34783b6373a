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

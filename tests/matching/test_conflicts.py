"""Whoever takes part in a year neither computes nor changes its tandems (R15)."""

import pytest

from accounts.errors import Refused
from accounts.models import Role
from matching.actions import approving, changes, runs, weights
from matching.models import Instruction, Run, RunKind
from mentoring.models import Pairing
from tests.factories import RoleAssignmentFactory
from tests.matching.factories import InstructionFactory
from tests.matching.years import proposal_for

pytestmark = pytest.mark.django_db

REFUSAL = "an diesem Jahrgang selbst teil"


def test_nothing_is_decided_by_whoever_takes_part(run, year, now):
    proposal = proposal_for(run, run.proposals.first().mentee)
    other = run.proposals.exclude(mentor=proposal.mentor).first().mentor
    settled = InstructionFactory(mentee=proposal.mentee, mentor=other)
    herself = RoleAssignmentFactory(role=Role.TEAM, user=proposal.mentor.participation.user).user
    given = {"revision": run.revision, "by": herself, "now": now}

    for act in (
        lambda: runs.start(year.cohort, RunKind.MATCHING, by=herself, now=now),
        lambda: changes.move(proposal, other, **given),
        lambda: changes.hold(proposal, **given),
        lambda: changes.keep_apart(proposal, **given),
        lambda: changes.take_out(proposal, **given),
        lambda: changes.withdraw(settled, by=herself),
        lambda: approving.approve(proposal, **given),
        lambda: weights.change(year.cohort, {}, version=1, by=herself),
    ):
        with pytest.raises(Refused, match=REFUSAL):
            act()

    assert list(Run.objects.all()) == [run]
    assert list(Instruction.objects.all()) == [settled]
    assert not Pairing.objects.exists()

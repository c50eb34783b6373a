"""Whoever takes part in a year neither computes nor changes its tandems (R15)."""

import pytest

from accounts.access import TEAM_MAILBOX
from accounts.errors import Refused
from accounts.models import Role
from matching import access
from matching.actions import approving, changes, runs, weights
from matching.models import Instruction, Run, RunKind
from mentoring.actions import pairings
from mentoring.models import Mentor, Pairing
from tests.factories import RoleAssignmentFactory
from tests.matching.factories import InstructionFactory
from tests.matching.pages import url
from tests.matching.years import computed, proposal_for

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


class TestAfterwards:
    """Once she takes part no longer, the year opens to her again; what was computed with her does not."""

    @pytest.fixture
    def herself(self, year):
        def of_team(side):
            return RoleAssignmentFactory(role=Role.TEAM, user=side.participation.user).user

        return of_team

    @pytest.mark.parametrize("with_proposal", [True, False])
    @pytest.mark.parametrize("side", ["mentee", "mentor"])
    def test_she_reads_no_run_that_knows_her(self, client, run, year, herself, side, with_proposal):
        proposal = run.proposals.filter(mentor__isnull=False).first()
        InstructionFactory(mentee=proposal.mentee, mentor=proposal.mentor)
        left = getattr(proposal, side)
        user = herself(left)
        type(left).objects.filter(pk=left.pk).update(state="withdrawn")
        if not with_proposal:
            # Whoever is nobody's proposal may still be an alternative, or a way out.
            run.proposals.filter(**{side: left}).delete()

        assert access.cohorts_to_match(user).filter(pk=year.cohort.pk).exists()
        assert not access.runs_visible_to(user).exists()
        assert not access.proposals_visible_to(user).exists()
        assert not access.instructions_visible_to(user).exists()
        assert access.runs_visible_to(year.team).exists()
        assert access.instructions_visible_to(year.team).exists()
        client.force_login(user)
        for name in ("run", "sheet", "export", "compare"):
            assert client.get(url(name, run.pk)).status_code == 404
        assert client.get(url("proposal", proposal.pk)).status_code == 404

    def test_she_reads_what_was_computed_without_her(self, client, run, year, herself):
        mentor = run.proposals.filter(mentor__isnull=False).first().mentor
        user = herself(mentor)
        type(mentor).objects.filter(pk=mentor.pk).update(state="withdrawn")
        client.force_login(user)
        seen = client.get(url("cohort", year.cohort.pk)).context["seen"]
        answer = client.post(url("start", year.cohort.pk), {"seen": seen})
        newer = Run.objects.latest("pk")
        assert newer != run
        assert answer.url == url("run", newer.pk)
        computed(newer)
        assert list(access.runs_visible_to(user)) == [newer]
        assert set(access.proposals_visible_to(user)) == set(newer.proposals.all())
        assert client.get(url("compare", newer.pk)).context["comparison"] is None

    def test_a_run_of_hers_is_not_what_a_click_leads_her_to(self, client, run, year, herself):
        mentor = run.proposals.filter(mentor__isnull=False).first().mentor
        user = herself(mentor)
        type(mentor).objects.filter(pk=mentor.pk).update(state="withdrawn")
        client.force_login(user)
        answer = client.post(url("start", year.cohort.pk), {"seen": 0})
        assert answer.url == url("cohort", year.cohort.pk)

    def test_no_open_proposal_of_hers_is_listed(self, client, run, year, herself, now):
        first, second = run.proposals.filter(mentor__isnull=False)[:2]
        for one in (first, second):
            pairings.propose(one.mentee, one.mentor, by=year.team, now=now)
        user = herself(first.mentor)
        Mentor.objects.filter(pk=first.mentor_id).update(state="withdrawn")
        client.force_login(user)
        listed = client.get(url("cohort", year.cohort.pk)).context["open_proposals"]
        assert [one.mentor for one in listed] == [second.mentor]

    def test_the_mailbox_of_the_team_reads_also_who_is_left_over(self, run):
        run.proposals.update(mentor=None, quality="", score=0)
        assert access.proposals_visible_to(TEAM_MAILBOX).count() == run.proposals.count()
        InstructionFactory(mentee=run.proposals.first().mentee, kind="leave_out", mentor=None)
        assert access.instructions_visible_to(TEAM_MAILBOX).count() == 1

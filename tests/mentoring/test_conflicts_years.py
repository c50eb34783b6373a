"""A year in which somebody of the team takes part is matched by somebody else (R15)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Role
from matching import access as matching
from mentoring import conflict_access
from mentoring.models import Mentee, MenteeState, Mentor, MentorState
from reporting import cockpit
from tests import factories
from tests.factories import MenteeFactory, MentorFactory
from tests.matching.factories import InstructionFactory, ProposalFactory, RunFactory
from tests.mentoring.conflicts import OF_HER_YEAR, of_team

pytestmark = pytest.mark.django_db

NEEDS_ANOTHER = "braucht es eine andere Person mit der Rolle Projektteam"


@pytest.fixture
def criterion(cohort):
    return factories.CriterionFactory(cohort=cohort)


class TestAYearOfHers:
    def test_counts_from_what_she_knows(self, cohort, criterion, now):
        """If a decision that nobody told her of opened a page, the page would tell her."""
        user = MenteeFactory(cohort=cohort).participation.user
        for state, announced, takes_part in (
            ("draft", "", False),
            ("submitted", "", True),
            ("waitlisted", "", True),
            ("accepted", "", True),
            ("accepted", "accepted", True),
            ("declined", "", True),
            ("declined", "waitlisted", True),
            ("declined", "declined", False),
            ("no_tandem", "accepted", True),
            ("no_tandem", "no_tandem", False),
            ("withdrawn", "", False),
        ):
            told = {"announced_criterion": criterion, "announced_at": now} if announced else {}
            told = told or {"announced_criterion": None, "announced_at": None}
            Mentee.objects.update(
                state=state,
                announced_state=announced,
                criterion=criterion,
                decided_at=now,
                submitted_at=None if state == "draft" else now,
                **told,
            )
            assert conflict_access.may_pair_in(user, cohort.pk) is not takes_part, (state, announced)

    @pytest.mark.parametrize("state", MentorState.values)
    def test_counts_for_a_mentor_from_her_profile_on(self, cohort, state):
        mentor = MentorFactory(cohort=cohort)
        Mentor.objects.update(state=state)
        takes_part = state in ("submitted", "confirmed", "paused")
        assert conflict_access.may_pair_in(mentor.participation.user, cohort.pk) is not takes_part

    def test_is_matched_by_somebody_else(self, client, cohort, team_member):
        run = RunFactory(cohort=cohort)
        proposal = ProposalFactory(run=run)
        instruction = InstructionFactory(mentee=proposal.mentee, mentor=proposal.mentor)
        herself = of_team(MentorFactory(cohort=cohort))
        for visible in (matching.runs_visible_to, matching.proposals_visible_to, matching.instructions_visible_to):
            assert visible(team_member).exists()
            assert not visible(herself).exists()
        client.force_login(herself)
        pages = {
            "cohort": cohort.pk,
            "start": cohort.pk,
            "weights": cohort.pk,
            "supply": cohort.pk,
            "run": run.pk,
            "approve": run.pk,
            "sheet": run.pk,
            "export": run.pk,
            "compare": run.pk,
            "proposal": proposal.pk,
            "hold": proposal.pk,
            "take_out": proposal.pk,
            "keep_apart": proposal.pk,
            "withdraw_instruction": instruction.pk,
            "candidates": proposal.mentee_id,
        }
        for name, pk in pages.items():
            url = reverse(f"admin:matching_{name}", args=[pk])
            assert client.get(url).status_code == (302 if name == "cohort" else 404), name
            assert client.post(url).status_code == (302 if name == "cohort" else 404), name
        page = client.get(reverse("admin:matching_cohort", args=[cohort.pk]), follow=True).content.decode()
        assert OF_HER_YEAR in page
        assert not client.get(reverse("admin:matching_choose")).context["mentees"]
        elsewhere = factories.CohortFactory()
        assert client.get(reverse("admin:matching_cohort", args=[elsewhere.pk])).status_code == 200

    def test_has_her_own_places_among_those_in_sight_and_not_herself_to_confirm(self, cohort, team_member, now):
        MenteeFactory(cohort=cohort)
        for state, to_confirm in ((MentorState.CONFIRMED, 0), (MentorState.SUBMITTED, 1)):
            mentor = MentorFactory(cohort=cohort, state=state)
            herself = of_team(mentor)
            for user, waiting in ((herself, 0), (team_member, to_confirm)):
                buttons = [task.button for year in cockpit.for_user(user, now=now).years for task in year.tasks]
                assert "Mentor:innen einladen" not in buttons
                assert len([one for one in buttons if "Mentor:in bestätigen" in one]) == waiting
            mentor.delete()

    def test_says_on_her_entry_whose_it_is(self, client, cohort, now):
        MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED, announced=True)
        herself = of_team(MentorFactory(cohort=cohort))
        elsewhere = factories.CohortFactory(starts_on=cohort.starts_on + timedelta(days=1))
        client.force_login(herself)
        alone = client.get(reverse("admin:index")).content.decode()
        assert NEEDS_ANOTHER in alone
        assert "Matching starten" not in alone
        colleague = factories.RoleAssignmentFactory(role=Role.TEAM).user
        assert (
            "ist Sache einer anderen Person aus dem Projektteam" in client.get(reverse("admin:index")).content.decode()
        )
        notes = {year.cohort: bool(year.note) for year in cockpit.for_user(herself, now=now).years}
        assert notes == {cohort: True, elsewhere: False}
        shown = cockpit.for_user(colleague, now=now)
        assert not any(year.note for year in shown.years)
        assert "Matching starten" in [task.button for year in shown.years for task in year.tasks]

    def test_needs_somebody_who_could_really_do_it(self, cohort, now):
        """Two participants would only refer to one another; who has left, or is locked out, does nothing."""
        herself = of_team(MentorFactory(cohort=cohort))
        applicant = MenteeFactory(cohort=cohort)
        colleague = of_team(applicant)
        has_left = factories.RoleAssignmentFactory(role=Role.TEAM, user=factories.UserFactory()).user
        has_left.employee.is_active = False
        has_left.employee.save()
        closed = factories.RoleAssignmentFactory(role=Role.TEAM).user
        closed.is_active = False
        closed.save()

        def notes():
            return [cockpit.for_user(user, now=now).years[0].note for user in (herself, colleague)]

        assert all(NEEDS_ANOTHER in note for note in notes())
        Mentee.objects.filter(pk=applicant.pk).update(state=MenteeState.WITHDRAWN)
        assert [NEEDS_ANOTHER in note for note in notes()] == [False, False]
        Mentee.objects.filter(pk=applicant.pk).update(state=MenteeState.SUBMITTED)
        factories.RoleAssignmentFactory(role=Role.TEAM)
        assert not any(NEEDS_ANOTHER in note for note in notes())


def test_a_colleague_who_takes_part_in_another_year_may_help_with_this_one(cohort, team_member):
    here, elsewhere = of_team(MentorFactory(cohort=cohort)), of_team(MentorFactory())

    assert set(conflict_access.others_who_may_pair_in(here, cohort.pk)) == {team_member, elsewhere}

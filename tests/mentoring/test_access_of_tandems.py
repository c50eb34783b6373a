"""Who sees and does what within a tandem, asked of `access.py` itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from mentoring import access
from mentoring.models import (
    GoalText,
    KeptGoalText,
    Meeting,
    MeetingNote,
    Mentee,
    MenteeState,
    Pairing,
    PairingState,
    SupportRequest,
)
from tests import factories
from tests.mentoring.tandems import announced_tandem, meeting_of

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

DAY = timedelta(days=1)


@pytest.fixture
def mentee(tandem: Pairing) -> User:
    return tandem.mentee.participation.user


@pytest.fixture
def mentor(tandem: Pairing) -> User:
    return tandem.mentor.participation.user


class TestATandem:
    def test_is_seen_by_its_two_once_it_is_announced(self, tandem, mentee, mentor, team_member):
        untold = factories.PairingFactory(state=PairingState.APPROVED)
        for user in (mentee, mentor):
            assert access.pairings_visible_to(user).get() == tandem
            assert access.agreements_visible_to(user).get() == tandem.agreement
            assert access.is_partner(user, tandem)
        for side in (untold.mentee, untold.mentor):
            assert not access.pairings_visible_to(side.participation.user).exists()
            assert not access.is_partner(side.participation.user, untold)
        for user in (team_member, AnonymousUser()):
            assert not access.pairings_visible_to(user).exists()
            assert not access.is_partner(user, tandem)

    def test_knows_its_sides(self, tandem, mentee, mentor):
        assert [access.is_mentee_of(user, tandem) for user in (mentee, mentor)] == [True, False]
        assert [access.is_mentor_of(user, tandem) for user in (mentee, mentor)] == [False, True]
        assert access.own_participation_in(mentee, tandem) == tandem.mentee.participation
        assert access.own_participation_in(mentor, tandem) == tandem.mentor.participation
        for other in (factories.UserFactory(), AnonymousUser()):
            assert access.own_participation_in(other, tandem) is None

    @pytest.mark.parametrize("state", ["approved", "active", "resting", "completed", "declined", "ended"])
    def test_is_worked_in_while_it_is_live_and_does_not_rest(self, cohort, state):
        tandem = announced_tandem(PairingState(state), cohort=cohort)
        user = tandem.mentor.participation.user
        assert access.may_work_in(user, tandem) is (state in ("approved", "active"))
        assert access.live_pairings_of(user).exists() is (state in ("approved", "active", "resting"))
        assert not access.may_work_in(factories.UserFactory(), tandem)

    @pytest.mark.parametrize("state", ["approved", "active", "resting", "completed", "declined", "ended"])
    def test_is_left_within_the_time_of_acquaintance(self, cohort, state):
        tandem = announced_tandem(PairingState(state), cohort=cohort)
        user, last = tandem.mentor.participation.user, cohort.acquaintance_ends_on
        assert access.may_step_back(user, tandem, last) is (state == "approved")
        assert not access.may_step_back(user, tandem, last + DAY)
        assert not access.may_step_back(factories.UserFactory(), tandem, last)


class TestGoals:
    @pytest.fixture
    def goal(self, tandem: Pairing) -> Any:
        return factories.GoalFactory(mentee=tandem.mentee)

    def test_are_seen_by_her_and_the_mentor_of_a_live_tandem(self, tandem, goal, mentee, mentor):
        stranger = announced_tandem(PairingState.ACTIVE).mentor.participation.user
        assert [access.goals_visible_to(user).exists() for user in (mentee, mentor, stranger)] == [True, True, False]
        Pairing.objects.filter(pk=tandem.pk).update(state="ended", seat=None, closed_at=factories.CLOSED_AT)
        assert [access.goals_visible_to(user).exists() for user in (mentee, mentor)] == [True, False]

    def test_are_not_seen_by_a_mentor_whom_nobody_told(self, cohort):
        untold = factories.PairingFactory(cohort=cohort, state=PairingState.APPROVED)
        factories.GoalFactory(mentee=untold.mentee)
        assert not access.goals_visible_to(untold.mentor.participation.user).exists()

    def test_words_are_seen_by_their_author_and_whom_they_were_shared_with(self, tandem, goal, mentee, mentor):
        hers = GoalText.objects.create(goal=goal, author=tandem.mentee.participation, text="ihre")
        his = GoalText.objects.create(goal=goal, author=tandem.mentor.participation, text="seine")
        assert set(access.goal_texts_visible_to(mentee)) == {hers, his}
        assert set(access.goal_texts_visible_to(mentor)) == {his}
        goal.shares.create(pairing=tandem)
        assert set(access.goal_texts_visible_to(mentor)) == {hers, his}
        Pairing.objects.filter(pk=tandem.pk).update(state="ended", seat=None, closed_at=factories.CLOSED_AT)
        assert set(access.goal_texts_visible_to(mentor)) == {his}

    def test_words_that_were_kept_are_seen_by_the_two_of_that_tandem(self, tandem, goal, mentee, mentor, team_member):
        kept = KeptGoalText.objects.create(share=goal.shares.create(pairing=tandem), text="damals")
        later = announced_tandem(PairingState.ENDED, mentee=tandem.mentee).mentor.participation.user
        for user in (mentee, mentor):
            assert access.kept_words_visible_to(user).get() == kept
        for user in (later, team_member, AnonymousUser()):
            assert not access.kept_words_visible_to(user).exists()

    @pytest.mark.parametrize("state", MenteeState)
    @pytest.mark.parametrize("announced", [True, False])
    def test_are_hers_to_change_while_she_applies_and_once_she_knows(self, cohort, state, announced):
        told = announced and state in Mentee.DECIDED
        goal = factories.GoalFactory(mentee=factories.MenteeFactory(cohort=cohort, state=state, announced=told))
        user = goal.mentee.participation.user
        works = state in (MenteeState.DRAFT, MenteeState.SUBMITTED) or (state == MenteeState.ACCEPTED and told)
        assert access.may_edit_goal(user, goal) is works
        assert access.may_add_goal(user, goal.mentee) is works
        for other in (factories.UserFactory(), AnonymousUser()):
            assert not access.may_edit_goal(other, goal)
            assert not access.may_add_goal(other, goal.mentee)

    def test_are_added_by_the_mentor_of_a_live_tandem_and_not_changed(self, tandem, goal, mentor):
        assert access.may_add_goal(mentor, tandem.mentee)
        assert not access.may_edit_goal(mentor, goal)
        other = announced_tandem(PairingState.ACTIVE, cohort=tandem.mentee.participation.cohort)
        assert not access.may_add_goal(mentor, other.mentee)
        assert not access.may_add_goal(other.mentee.participation.user, tandem.mentee)


class TestMeetings:
    def test_are_seen_by_the_two_also_when_the_tandem_is_over(self, cohort, mentee, mentor, team_member):
        former = announced_tandem(PairingState.ENDED, cohort=cohort)
        meeting = meeting_of(former)
        for side in (former.mentee, former.mentor):
            assert access.meetings_visible_to(side.participation.user).get() == meeting
        for user in (mentee, mentor, team_member):
            assert not access.meetings_visible_to(user).exists()
        Pairing.objects.filter(pk=former.pk).update(announced_at=None)
        assert not access.meetings_visible_to(former.mentee.participation.user).exists()
        assert Meeting.objects.exists()

    def test_notes_are_their_authors(self, tandem, mentee, mentor):
        MeetingNote.objects.create(meeting=meeting_of(tandem), author=tandem.mentee.participation, text="Worte")
        assert [access.notes_visible_to(user).count() for user in (mentee, mentor)] == [1, 0]

    def test_requests_are_read_by_their_sender(self, mentee, mentor):
        SupportRequest.objects.create(sender=mentee, recipient="team", kind="question", text="Worte")
        assert [access.own_requests(user).count() for user in (mentee, mentor)] == [1, 0]

"""Who sees and does what in the programme, asked of `access.py` itself: roles, and one's own."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Employee, Role, User
from mentoring import access, request_access, topic_access
from mentoring.models import (
    Cohort,
    Exclusion,
    MeetingNote,
    Mentee,
    MenteeState,
    Mentor,
    MentorState,
    Origin,
    Pairing,
    PairingState,
    SupportRequest,
    Wish,
)
from mentoring.models.requests import RequestRecipient
from tests import factories
from tests.factories import NOW, TODAY
from tests.mentoring.tandems import meeting_of

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

DAY = timedelta(days=1)
DATES = ("applications_open_on", "applications_close_on", "starts_on", "acquaintance_ends_on", "ends_on")
ROLES = [*Role.values, "superuser", "nobody", "anonymous"]


# Each state in which a tandem may be, told to its two and not.
TANDEMS = [
    *((state, True) for state in PairingState if state not in (PairingState.PROPOSED, PairingState.WITHDRAWN)),
    *((state, False) for state in ("proposed", "approved", "withdrawn", "declined", "ended")),
]


def somebody(role: str) -> User | AnonymousUser:
    """Return an account with one role, or one of those that have none."""
    if role == "anonymous":
        return AnonymousUser()
    if role == "nobody":
        return factories.UserFactory()
    if role == "superuser":
        return factories.UserFactory(is_superuser=True)
    return factories.RoleAssignmentFactory(role=role).user


def earlier(*, years: int) -> Cohort:
    """Return the year that began so many years before the one that takes applications today."""
    present = factories.CohortFactory.build()
    dates = {name: getattr(present, name) for name in DATES}
    return factories.CohortFactory(**{name: day.replace(year=day.year - years) for name, day in dates.items()})


@pytest.fixture
def mentee(tandem: Pairing) -> User:
    return tandem.mentee.participation.user


@pytest.fixture
def mentor(tandem: Pairing) -> User:
    return tandem.mentor.participation.user


class TestRoles:
    @pytest.mark.parametrize("role", ROLES)
    def test_what_the_team_may(self, role):
        user = somebody(role)
        assert access.may_run_programme(user) is (role == Role.TEAM)
        assert access.may_answer_requests(user) is (role == Role.TEAM)
        assert access.may_invite_mentors(user) is (role in (Role.TEAM, Role.HR))

    @pytest.mark.parametrize("role", ROLES)
    def test_lists_of_the_team(self, tandem, role):
        Mentor.objects.update(origin=Origin.HR)
        user = somebody(role)
        expected = {
            access.applications_for_review: role == Role.TEAM,
            access.mentors_for_team: role in (Role.TEAM, Role.HR),
            access.pairings_for_team: role == Role.TEAM,
        }
        assert {rows: rows(user).exists() for rows in expected} == expected

    @pytest.mark.parametrize("origin", [Origin.EQUALITY_OFFICE, Origin.SELF])
    def test_hr_sees_whom_it_asked_itself(self, tandem, origin, hr_member, team_member):
        Mentor.objects.update(origin=origin)
        assert not access.mentors_for_team(hr_member).exists()
        assert access.mentors_for_team(team_member).exists()

    def test_a_draft_is_nobodys_but_its_authors(self, cohort, team_member):
        draft = factories.MenteeFactory(cohort=cohort, state=MenteeState.DRAFT)
        assert not access.applications_for_review(team_member).exists()
        assert access.own_applications(draft.participation.user).get() == draft

    def test_nameless_people_are_in_no_list(self, tandem, mentee, mentor, team_member):
        User.objects.filter(pk__in=[mentee.pk, mentor.pk]).update(erased_at=NOW)
        assert not access.applications_for_review(team_member).exists()
        assert not access.mentors_for_team(team_member).exists()

    @pytest.mark.parametrize("role", ROLES)
    def test_a_request_goes_to_whom_it_was_sent(self, role):
        sender = factories.UserFactory()
        for recipient in RequestRecipient:
            SupportRequest.objects.create(sender=sender, recipient=recipient, kind="question", text="Worte")
        user = somebody(role)
        to_team, to_adviser = request_access.requests_to_team(user), request_access.requests_to_adviser(user)
        assert [one.recipient for one in to_team] == ([RequestRecipient.TEAM] if role == Role.TEAM else [])
        assert [one.recipient for one in to_adviser] == ([RequestRecipient.ADVISER] if role == Role.ADVISER else [])


class TestTopicsOfAnApplication:
    @pytest.fixture
    def applicant(self, cohort: Any) -> Mentee:
        return factories.GoalFactory(mentee=factories.MenteeFactory(cohort=cohort)).mentee

    @pytest.mark.parametrize("role", ROLES)
    def test_are_read_by_the_team(self, applicant, role):
        assert topic_access.topics_of_application(somebody(role), applicant, TODAY).exists() is (role == Role.TEAM)

    def test_are_hers_alone(self, applicant, team_member):
        factories.GoalFactory()
        assert topic_access.topics_of_application(team_member, applicant, TODAY).get().mentee == applicant

    def test_not_of_a_draft(self, applicant, team_member):
        Mentee.objects.update(state=MenteeState.DRAFT, submitted_at=None)
        assert not topic_access.topics_of_application(team_member, applicant, TODAY).exists()

    def test_not_of_an_erased_person(self, applicant, team_member):
        User.objects.filter(pk=applicant.participation.user_id).update(erased_at=NOW)
        assert not topic_access.topics_of_application(team_member, applicant, TODAY).exists()

    @pytest.mark.parametrize(("state", "announced"), TANDEMS)
    def test_until_she_was_told_of_a_tandem_whatever_became_of_it(self, applicant, team_member, state, announced):
        factories.PairingFactory(mentee=applicant, state=state, announced=announced)
        assert topic_access.topics_of_application(team_member, applicant, TODAY).exists() is not announced

    def test_until_the_year_ends(self, applicant, team_member):
        last = applicant.participation.cohort.ends_on
        assert topic_access.topics_of_application(team_member, applicant, last).exists()
        assert not topic_access.topics_of_application(team_member, applicant, last + DAY).exists()

    def test_a_tandem_of_somebody_else_closes_nothing(self, applicant, tandem, team_member):
        assert topic_access.topics_of_application(team_member, applicant, TODAY).exists()


class TestWhatIsComputed:
    @pytest.mark.parametrize(("state", "announced"), TANDEMS)
    def test_proposals_live_and_former_tandems_are_respected(self, cohort, state, announced):
        pairing = factories.PairingFactory(cohort=cohort, state=state, announced=announced)
        factories.PairingFactory()
        counts = announced or state in ("proposed", "approved", "active", "resting")
        assert list(access.pairings_to_respect(cohort)) == ([pairing] if counts else [])

    def test_topics_that_are_not_done(self, cohort):
        goal = factories.GoalFactory(mentee=factories.MenteeFactory(cohort=cohort))
        factories.GoalFactory(mentee=goal.mentee, state="settled")
        factories.GoalFactory()
        assert list(access.topics_for_matching([goal.mentee_id])) == [goal]


class TestJoining:
    def test_is_for_active_people_of_a_town_that_takes_part_once(self, cohort):
        user = factories.UserFactory()
        factories.MentorFactory(cohort=cohort)
        assert access.obstacle_to_joining(user, cohort) is None
        assert access.may_apply(user, cohort, TODAY)
        assert access.may_nominate_herself(user, cohort, TODAY)
        assert access.cohorts_to_apply_for(user, TODAY) == [cohort]
        assert access.cohorts_to_mentor_in(user, TODAY) == [cohort]

    @pytest.mark.parametrize("why", ["anonymous", "no entry", "left", "elsewhere", "takes part"])
    def test_is_refused(self, cohort, why):
        user: Any = factories.UserFactory(employee=None) if why == "no entry" else factories.UserFactory()
        obstacle = access.Obstacle.NOT_IN_DIRECTORY
        if why == "anonymous":
            user = AnonymousUser()
        elif why == "left":
            Employee.objects.filter(pk=user.employee_id).update(is_active=False, left_on=TODAY)
            user = User.objects.get(pk=user.pk)
        elif why == "elsewhere":
            user = factories.UserFactory(employee__unit=factories.OrganisationFactory())
            obstacle = access.Obstacle.OTHER_ORGANISATION
        elif why == "takes part":
            user = factories.MentorFactory(cohort=cohort).participation.user
            obstacle = access.Obstacle.TAKES_PART
        assert access.obstacle_to_joining(user, cohort) == obstacle
        assert not access.may_apply(user, cohort, TODAY)
        assert not access.may_nominate_herself(user, cohort, TODAY)
        assert access.cohorts_to_apply_for(user, TODAY) == []
        assert access.cohorts_to_mentor_in(user, TODAY) == []

    def test_has_its_days(self, cohort):
        user = factories.UserFactory()
        before, late = cohort.applications_open_on - DAY, cohort.applications_close_on + DAY
        assert [access.may_apply(user, cohort, day) for day in (before, late)] == [False, False]
        assert [access.may_nominate_herself(user, cohort, day) for day in (late, cohort.starts_on)] == [True, False]

    def test_in_one_year_does_not_keep_out_of_another(self, cohort):
        user = factories.MentorFactory().participation.user
        assert access.obstacle_to_joining(user, cohort) is None


class TestOnesOwn:
    def test_nothing_of_anybody_for_the_anonymous(self, tandem, mentee):
        Exclusion.objects.create(author=tandem.mentee.participation, other_hash="x", email="a@b.example")
        meeting = meeting_of(tandem)
        MeetingNote.objects.create(meeting=meeting, author=tandem.mentee.participation, text="Worte")
        SupportRequest.objects.create(sender=mentee, recipient="team", kind="question", text="Worte")
        rows = (
            access.participations_of,
            access.own_applications,
            access.own_mentor_profiles,
            access.exclusions_of,
            access.pairings_visible_to,
            access.live_pairings_of,
            access.agreements_visible_to,
            access.goals_visible_to,
            access.goal_texts_visible_to,
            access.kept_words_visible_to,
            access.meetings_visible_to,
            access.notes_visible_to,
            access.own_requests,
        )
        assert not any(of(AnonymousUser()).exists() for of in rows)
        # As seen by the mentee there is something in each but the mentor's and the words of goals.
        assert [of.__name__ for of in rows if not of(mentee).exists()] == [
            "own_mentor_profiles",
            "goals_visible_to",
            "goal_texts_visible_to",
            "kept_words_visible_to",
        ]
        assert not any(of(factories.UserFactory()).exists() for of in rows)
        assert not access.may_write_to_adviser(AnonymousUser())

    def test_mentors_may_write_to_the_adviser(self, mentee, mentor):
        assert access.may_write_to_adviser(mentor)
        assert not access.may_write_to_adviser(mentee)

    def test_exclusions_are_read_by_their_author(self, tandem, mentee, mentor):
        Exclusion.objects.create(author=tandem.mentee.participation, other_hash="x", email="a@b.example")
        assert [access.exclusions_of(user).count() for user in (mentee, mentor)] == [1, 0]

    def test_the_application_of_the_year_that_runs_comes_first(self, cohort):
        user = factories.UserFactory()
        assert access.current_application(user, TODAY) is None
        old = factories.MenteeFactory(user=user, cohort=earlier(years=2))
        assert access.current_application(user, TODAY) == old
        older = factories.MenteeFactory(user=user, cohort=earlier(years=3))
        assert access.current_application(user, TODAY) == old
        present = factories.MenteeFactory(user=user, cohort=cohort)
        assert access.current_application(user, TODAY) == present
        assert access.current_application(user, cohort.ends_on) == present
        assert older in access.own_applications(user)

    def test_a_year_that_runs_comes_before_a_shorter_one_that_began_later(self):
        user = factories.UserFactory()
        running = factories.MenteeFactory(user=user, cohort=earlier(years=1))
        short = {name: TODAY - days * DAY for name, days in zip(DATES, (150, 120, 90, 60, 1), strict=True)}
        factories.MenteeFactory(user=user, cohort=factories.CohortFactory(**short))
        assert access.current_application(user, TODAY) == running

    def test_goals_of_the_running_year_come_before_a_new_draft(self, cohort):
        user = factories.UserFactory()
        running = earlier(years=1)
        day = running.ends_on
        accepted = factories.MenteeFactory(user=user, cohort=running, state=MenteeState.ACCEPTED, announced=True)
        draft = factories.MenteeFactory(user=user, cohort=cohort, state=MenteeState.DRAFT)
        assert access.mentee_with_goals(user, day) == accepted
        assert access.mentee_with_goals(user, day + DAY) == draft

    @pytest.mark.parametrize("state", MenteeState)
    def test_an_application_is_changed_until_it_is_decided(self, cohort, state):
        mentee = factories.MenteeFactory(cohort=cohort, state=state)
        is_open = state in (MenteeState.DRAFT, MenteeState.SUBMITTED)
        assert access.may_edit_application(mentee.participation.user, mentee) is is_open
        for other in (factories.UserFactory(), AnonymousUser()):
            assert not access.may_edit_application(other, mentee)

    @pytest.mark.parametrize("state", MenteeState)
    def test_withdrawing_and_excluding_go_by_what_she_was_told(self, cohort, state):
        told = factories.MenteeFactory(cohort=cohort, state=state, announced=state in Mentee.DECIDED)
        user = told.participation.user
        may_withdraw = state in (MenteeState.SUBMITTED, MenteeState.WAITLISTED, MenteeState.ACCEPTED)
        assert access.may_withdraw(user, told, TODAY) is may_withdraw
        assert access.may_withdraw(user, told, cohort.ends_on) is may_withdraw
        assert not access.may_withdraw(user, told, cohort.ends_on + DAY)
        assert access.may_exclude(user, told) is (may_withdraw or state == MenteeState.DRAFT)
        for other in (factories.UserFactory(), AnonymousUser()):
            assert not access.may_withdraw(other, told, TODAY)
            assert not access.may_exclude(other, told)

    def test_nobody_withdraws_from_a_tandem_that_she_knows_of(self, tandem, mentee):
        assert not access.may_withdraw(mentee, tandem.mentee, TODAY)
        next_year = factories.MenteeFactory(user=mentee)
        assert access.may_withdraw(mentee, next_year, TODAY)
        untold = factories.PairingFactory(cohort=tandem.mentee.participation.cohort, state=PairingState.APPROVED)
        assert access.may_withdraw(untold.mentee.participation.user, untold.mentee, TODAY)


class TestWishing:
    def test_for_confirmed_mentors_of_the_year_who_agreed(self, cohort):
        mentee = factories.MenteeFactory(cohort=cohort)
        shown = factories.MentorFactory(cohort=cohort, is_shown_to_applicants=True)
        factories.MentorFactory(cohort=cohort, is_shown_to_applicants=False)
        factories.MentorFactory(cohort=cohort, is_shown_to_applicants=True, state=MentorState.PAUSED)
        factories.MentorFactory(is_shown_to_applicants=True)
        assert list(access.mentors_to_wish_for(mentee)) == [shown]

    def test_not_for_who_stands_above_her(self, cohort):
        mentor = factories.MentorFactory(cohort=cohort, is_shown_to_applicants=True)
        below = factories.EmployeeFactory(superior=mentor.participation.user.employee)
        mentee = factories.MenteeFactory(cohort=cohort, employee=below)
        assert not access.mentors_to_wish_for(mentee).exists()

    def test_also_by_who_stands_in_no_directory_any_more(self, cohort):
        mentor = factories.MentorFactory(cohort=cohort, is_shown_to_applicants=True)
        mentee = factories.MenteeFactory(cohort=cohort)
        User.objects.filter(pk=mentee.participation.user_id).update(employee=None)
        mentee = Mentee.objects.get(pk=mentee.pk)
        assert list(access.mentors_to_wish_for(mentee)) == [mentor]
        assert not Wish.objects.exists()

    def test_at_places_of_active_people_of_the_towns(self, cohort):
        town = cohort.organisations.get()
        for unit, site, is_active in (
            (factories.OrgUnitFactory(parent=town), "Rathaus", True),
            (town, "Jahnplatz", True),
            (town, "Rathaus", True),
            (town, "", True),
            (town, "Altbau", False),
            (factories.OrganisationFactory(), "Anderswo", True),
        ):
            left_on = None if is_active else TODAY
            factories.EmployeeFactory(unit=unit, site=site, is_active=is_active, left_on=left_on)
        assert access.known_sites(cohort) == ["Jahnplatz", "Rathaus"]

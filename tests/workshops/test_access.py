"""Who sees which workshop."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Role, User
from mentoring.models import Cohort
from tests.factories import CohortFactory, MenteeFactory, PairingFactory, RoleAssignmentFactory, UserFactory
from tests.workshops.factories import RegistrationFactory, WorkshopFactory, a_participant
from workshops import access
from workshops.models import Audience, RegistrationState, WorkshopState

pytestmark = pytest.mark.django_db


def sees(user: User) -> list[str]:
    return [workshop.title for workshop in access.workshops_visible_to(user)]


def test_partners_see_the_open_workshops_for_their_role(cohort):
    for audience in Audience.values:
        WorkshopFactory(cohort=cohort, audience=audience, title=audience)
    WorkshopFactory(cohort=CohortFactory(), title="other cohort")
    pairing = PairingFactory(cohort=cohort, state="active")

    assert sorted(sees(pairing.mentee.participation.user)) == ["all", "mentees"]
    assert sorted(sees(pairing.mentor.participation.user)) == ["all", "mentors"]


@pytest.mark.parametrize("state", [WorkshopState.PLANNED, WorkshopState.CANCELLED])
def test_what_was_never_published_stays_hidden(cohort, state):
    WorkshopFactory(cohort=cohort, state=state)

    assert sees(a_participant(cohort).user) == []


def test_without_an_announced_tandem_nothing_is_seen(cohort):
    WorkshopFactory(cohort=cohort)

    assert sees(MenteeFactory(cohort=cohort, state="accepted", announced=True).participation.user) == []
    assert sees(PairingFactory(cohort=cohort, state="approved").mentor.participation.user) == []


def test_whoever_was_invited_sees_that_it_was_called_off(cohort):
    workshop = WorkshopFactory(cohort=cohort, state=WorkshopState.CANCELLED)
    invited = RegistrationFactory(workshop=workshop, state=RegistrationState.INVITED)

    assert sees(invited.participation.user) == [workshop.title]


@pytest.mark.parametrize(
    ("state", "is_seen"),
    [
        (RegistrationState.INVITED, False),
        (RegistrationState.REGISTERED, True),
        (RegistrationState.WAITLISTED, True),
        (RegistrationState.CANCELLED, True),
    ],
)
def test_after_a_tandem_has_ended_only_what_was_answered_stays_visible(cohort, state, is_seen):
    ended = PairingFactory(cohort=cohort, state="ended")
    RegistrationFactory(workshop=WorkshopFactory(cohort=cohort), participation=ended.mentee.participation, state=state)

    assert bool(sees(ended.mentee.participation.user)) is is_seen


def test_the_year_that_is_over_stays_visible_to_who_was_registered(cohort):
    pairing = PairingFactory(cohort=cohort, state="completed")
    RegistrationFactory(workshop=WorkshopFactory(cohort=cohort), participation=pairing.mentee.participation)

    assert len(sees(pairing.mentee.participation.user)) == 1
    assert sees(pairing.mentor.participation.user) == []


@pytest.mark.parametrize("role", Role.values)
def test_roles_alone_make_nobody_a_participant(cohort, role):
    WorkshopFactory(cohort=cohort)

    assert sees(RoleAssignmentFactory(role=role, user__is_superuser=True).user) == []


def test_only_the_team_manages_workshops(team_member, hr_member, adviser, administrator):
    superuser = UserFactory(is_superuser=True)

    assert access.can_manage_workshops(team_member)
    for user in (hr_member, adviser, administrator, superuser, UserFactory(), AnonymousUser()):
        assert not access.can_manage_workshops(user)


def test_attendance_is_marked_by_the_team_and_by_the_adviser_who_hosts(cohort: Cohort, team_member, adviser, hr_member):
    hosted, other = WorkshopFactory(cohort=cohort, host=adviser), WorkshopFactory(cohort=cohort)

    assert access.can_mark_attendance(team_member, other)
    assert access.can_mark_attendance(adviser, hosted)
    assert not access.can_mark_attendance(adviser, other)
    assert not access.can_mark_attendance(hr_member, hosted)
    assert not access.can_mark_attendance(AnonymousUser(), other)


def test_hosts_are_advisers_and_the_team_with_open_accounts(team_member, adviser, hr_member, administrator):
    RoleAssignmentFactory(role=Role.ADVISER, user__is_active=False)

    assert set(access.possible_hosts()) == {team_member, adviser}


def test_the_pages_exist_for_participants_advisers_and_the_team(cohort, team_member, adviser, hr_member, administrator):
    assert access.can_open_workshop_pages(MenteeFactory(cohort=cohort, state="draft").participation.user)
    assert access.can_open_workshop_pages(team_member)
    assert access.can_open_workshop_pages(adviser)
    assert not access.can_open_workshop_pages(hr_member)
    assert not access.can_open_workshop_pages(administrator)
    assert not access.can_open_workshop_pages(UserFactory())


def test_an_adviser_sees_what_she_hosts_once_it_is_published(cohort, adviser):
    WorkshopFactory(cohort=cohort, host=adviser, state=WorkshopState.PLANNED)
    shown = WorkshopFactory(cohort=cohort, host=adviser)
    WorkshopFactory(cohort=cohort)

    assert list(access.workshops_hosted_by(adviser)) == [shown]
    adviser.roles.all().delete()
    assert not access.workshops_hosted_by(User.objects.get(pk=adviser.pk)).exists()


def test_an_answer_on_one_workshop_shows_no_other(cohort):
    answered = RegistrationFactory(workshop__cohort=cohort)
    WorkshopFactory(cohort=cohort, state=WorkshopState.CANCELLED, title="never heard of")

    assert sees(answered.participation.user) == [answered.workshop.title]


def test_she_takes_part_in_the_workshops_year(cohort):
    participation = a_participant(cohort)
    MenteeFactory(user=participation.user)

    assert list(access.participation_in(WorkshopFactory(cohort=cohort), participation.user)) == [participation]

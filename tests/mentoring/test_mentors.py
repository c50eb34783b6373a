"""How somebody becomes a mentor (R3), and pauses."""

import pytest

from accounts.errors import Conflict, Refused, Stale
from accounts.models import Employee, User
from mentoring.actions import mentors
from mentoring.models import MenteeState, Mentor, MentorState, Offer, Origin, PairingState
from notifications.models import Message
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader():
    return factories.EmployeeFactory(level__rank=4)


def test_an_invitation_opens_an_account_and_queues_one_mail(cohort, leader, team_member, now):
    mentor = mentors.invite(cohort, leader, origin=Origin.EQUALITY_OFFICE, by=team_member, now=now)
    assert (mentor.state, mentor.origin, mentor.invited_by) == (
        MentorState.INVITED,
        Origin.EQUALITY_OFFICE,
        team_member,
    )
    assert [message.recipient.employee for message in Message.objects.filter(kind="mentor-invitation")] == [leader]


def test_who_took_part_in_another_year_is_invited_whoever_else_takes_part_or_has_left(cohort, team_member, now):
    """Her account is open, another one is closed; she was in another year, another one is in this."""
    factories.UserFactory(is_active=False)
    factories.MentorFactory(cohort=cohort)
    before = factories.MentorFactory()

    mentor = mentors.invite(cohort, before.participation.user.employee, origin=Origin.HR, by=team_member, now=now)

    assert mentor.participation.user == before.participation.user


def test_nobody_is_invited_twice(cohort, leader, team_member, now):
    mentors.invite(cohort, leader, origin=Origin.HR, by=team_member, now=now)
    with pytest.raises(Refused):
        mentors.invite(cohort, leader, origin=Origin.HR, by=team_member, now=now)
    assert Mentor.objects.count() == 1


def test_the_level_of_a_mentor_is_a_hard_limit(cohort, team_member, now):
    low = factories.EmployeeFactory(level__rank=2)
    with pytest.raises(Refused):
        mentors.invite(cohort, low, origin=Origin.HR, by=team_member, now=now)
    assert not User.objects.filter(employee=low).exists()


def test_somebody_of_another_organisation_or_who_left_is_not_invited(cohort, team_member, now):
    elsewhere = factories.EmployeeFactory(unit=factories.OrganisationFactory(), level__rank=4)
    gone = factories.EmployeeFactory(level__rank=4, is_active=False)
    for employee in (elsewhere, gone):
        with pytest.raises(Refused):
            mentors.invite(cohort, employee, origin=Origin.HR, by=team_member, now=now)


def test_a_mentee_of_the_cohort_cannot_be_its_mentor(cohort, leader, team_member, now):
    factories.MenteeFactory(cohort=cohort, employee=leader)
    with pytest.raises(Refused):
        mentors.invite(cohort, leader, origin=Origin.HR, by=team_member, now=now)


def test_self_nomination_is_open_until_the_start(cohort, leader, today):
    user = factories.UserFactory(employee=leader)
    with pytest.raises(Refused):
        mentors.nominate_herself(user, cohort, today=cohort.starts_on)
    assert mentors.nominate_herself(user, cohort, today=today).state == MentorState.SELF_NOMINATED


def test_a_profile_is_submitted_with_topics_and_the_self_image(cohort, now):
    mentor = factories.MentorFactory(cohort=cohort, state=MentorState.INVITED)
    with pytest.raises(Refused):
        mentors.submit(mentor, confirms_self_image=True, now=now)
    mentor.topics.add(factories.some_topic())
    with pytest.raises(Refused):
        mentors.submit(mentor, confirms_self_image=False, now=now)
    assert mentors.submit(mentor, confirms_self_image=True, now=now).self_image_confirmed_at == now
    with pytest.raises(Stale):
        mentors.submit(mentor, confirms_self_image=True, now=now)


def test_editing_in_two_tabs_overwrites_nothing(cohort):
    mentor = factories.MentorFactory(cohort=cohort)
    profile = mentors.Profile(introduction="Neu", offers=[Offer.FEEDBACK], topics=[factories.some_topic()])
    mentors.save_profile(mentor, profile, version=1)
    with pytest.raises(Conflict):
        mentors.save_profile(mentor, mentors.Profile(introduction="Anders"), version=1)
    assert Mentor.objects.get().introduction == "Neu"


def test_places_that_are_taken_cannot_be_given_up(cohort):
    mentor = factories.MentorFactory(cohort=cohort, capacity=2)
    for _number in range(2):
        factories.PairingFactory(mentor=mentor, cohort=cohort, state=PairingState.APPROVED)
    with pytest.raises(Refused):
        mentors.save_profile(mentor, mentors.Profile(capacity=1), version=1)


def test_only_a_submitted_profile_is_confirmed(cohort, team_member, now):
    waiting = factories.MentorFactory(cohort=cohort, state=MentorState.SUBMITTED)
    mentors.confirm(waiting, by=team_member, now=now)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decided_by) == (MentorState.CONFIRMED, team_member)
    for state in (MentorState.INVITED, MentorState.DECLINED, MentorState.WITHDRAWN):
        with pytest.raises(Stale):
            mentors.confirm(factories.MentorFactory(cohort=cohort, state=state), by=team_member, now=now)


@pytest.mark.parametrize("state", [state for state in MentorState if state != MentorState.SUBMITTED])
def test_only_a_submitted_profile_is_declined(cohort, team_member, now, state):
    mentor = factories.MentorFactory(cohort=cohort, state=state)
    with pytest.raises(Stale):
        mentors.decline(mentor, by=team_member, now=now)
    assert Mentor.objects.get().state == state


def test_a_pause_begins_and_ends_with_the_mentor_herself(cohort, team_member, now):
    mentor = factories.MentorFactory(cohort=cohort)
    with pytest.raises(Refused):
        mentors.end_pause(mentor)
    mentors.pause(mentor)
    with pytest.raises(Refused):
        mentors.confirm(mentor, by=team_member, now=now)
    mentors.end_pause(mentor)
    mentor.refresh_from_db()
    assert mentor.state == MentorState.CONFIRMED


def test_saying_no_is_possible_until_the_team_decides(cohort):
    for state in (MentorState.INVITED, MentorState.SELF_NOMINATED, MentorState.SUBMITTED):
        mentor = factories.MentorFactory(cohort=cohort, state=state)
        mentors.withdraw(mentor)
    confirmed = factories.MentorFactory(cohort=cohort)
    with pytest.raises(Stale):
        mentors.withdraw(confirmed)


def test_the_minimum_level_itself_is_enough(cohort, team_member, now, today):
    lowest = cohort.minimum_mentor_level
    mentors.invite(cohort, factories.EmployeeFactory(level=lowest), origin=Origin.HR, by=team_member, now=now)
    mentors.nominate_herself(factories.UserFactory(employee__level=lowest), cohort, today=today)
    assert Mentor.objects.count() == 2


def test_the_same_words_say_that_somebody_applies_was_asked_or_has_a_closed_account(cohort, team_member, now):
    """That somebody applies as a mentee is nobody's business here."""
    asked, draft, applicant, closed = (factories.EmployeeFactory(level__rank=4) for _ in range(4))
    mentors.invite(cohort, asked, origin=Origin.EQUALITY_OFFICE, by=team_member, now=now)
    factories.MenteeFactory(cohort=cohort, employee=draft, state=MenteeState.DRAFT)
    factories.MenteeFactory(cohort=cohort, employee=applicant)
    factories.UserFactory(employee=closed, is_active=False)

    told = set()
    for employee in (asked, draft, applicant, closed):
        with pytest.raises(Refused) as refusal:
            mentors.invite(cohort, employee, origin=Origin.HR, by=team_member, now=now)
        told.add(str(refusal.value).replace(str(employee), "…"))
    assert told == {"… kann nicht angesprochen werden: schon angesprochen, schon dabei oder Konto geschlossen."}


def test_what_was_decided_is_said_before_anything_else(cohort, team_member, now):
    low = factories.EmployeeFactory(level__rank=1)
    declined = factories.MentorFactory(cohort=cohort, state=MentorState.DECLINED, employee=low)
    with pytest.raises(Stale):
        mentors.confirm(declined, by=team_member, now=now)


@pytest.mark.parametrize("is_left", [True, False])
def test_who_has_left_is_not_confirmed(cohort, team_member, now, is_left):
    mentor = factories.MentorFactory(cohort=cohort, state=MentorState.SUBMITTED)
    user = mentor.participation.user
    if is_left:
        Employee.objects.filter(pk=user.employee_id).update(is_active=False, left_on=now.date())
    else:
        User.objects.filter(pk=user.pk).update(employee=None)
    with pytest.raises(Refused, match="nicht mehr im Verzeichnis"):
        mentors.confirm(mentor, by=team_member, now=now)


@pytest.mark.parametrize("state", [MentorState.DECLINED, MentorState.WITHDRAWN])
def test_a_profile_that_is_closed_is_not_written(cohort, state):
    mentor = factories.MentorFactory(cohort=cohort, state=state)
    with pytest.raises(Refused):
        mentors.save_profile(mentor, mentors.Profile(), version=1)


def test_places_of_other_mentors_and_lower_ones_do_not_count(cohort):
    mentor = factories.MentorFactory(cohort=cohort, capacity=2)
    factories.PairingFactory(mentor=mentor, mentee__participation__cohort=cohort, state=PairingState.ACTIVE)
    busy = factories.MentorFactory(cohort=cohort, capacity=2)
    for _number in range(2):
        mentee = factories.MenteeFactory(cohort=cohort, state="accepted", announced=True)
        factories.PairingFactory(mentor=busy, mentee=mentee, state=PairingState.ACTIVE)
    assert mentors.save_profile(mentor, mentors.Profile(capacity=1), version=1).capacity == 1


def test_only_who_pauses_ends_a_pause(cohort):
    mentor = factories.MentorFactory(cohort=cohort)
    with pytest.raises(Refused, match="pausieren"):
        mentors.end_pause(mentor)

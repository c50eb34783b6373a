"""Who is invited, and that nobody is invited twice."""

import pytest

from notifications.models import Message
from tests.factories import CohortFactory, PairingFactory
from tests.workshops.factories import BEFORE, KICKOFF_AT, RegistrationFactory, WorkshopFactory, a_participant
from workshops import tasks
from workshops.actions.invitations import invite_newcomers
from workshops.models import Audience, Registration, RegistrationState, WorkshopState

pytestmark = pytest.mark.django_db


def invited() -> set[str]:
    return {message.recipient.email for message in Message.objects.filter(kind="workshop-invitation")}


def test_partners_of_tandems_announced_later_are_invited_once(cohort):
    workshop = WorkshopFactory(cohort=cohort)
    early = PairingFactory(cohort=cohort, state="approved", announced=True)
    invite_newcomers(now=BEFORE)
    late = PairingFactory(cohort=cohort, state="active")

    assert invite_newcomers(now=BEFORE) == 2
    assert invite_newcomers(now=BEFORE) == 0

    partners = [early.mentee, early.mentor, late.mentee, late.mentor]
    assert invited() == {partner.participation.user.email for partner in partners}
    assert Message.objects.count() == 4
    assert workshop.registrations.unanswered().count() == 4


def test_an_invitation_is_remembered_longer_than_its_message(cohort):
    WorkshopFactory(cohort=cohort)
    a_participant(cohort)
    invite_newcomers(now=BEFORE)
    Message.objects.all().delete()

    assert invite_newcomers(now=BEFORE) == 0


@pytest.mark.parametrize("state", ["proposed", "approved", "declined", "ended"])
def test_a_tandem_that_is_not_live_or_not_announced_is_not_invited(cohort, state):
    WorkshopFactory(cohort=cohort)
    PairingFactory(cohort=cohort, state=state)

    assert invite_newcomers(now=BEFORE) == 0


def test_a_mentor_who_pauses_is_invited_with_the_tandem_she_has(cohort):
    WorkshopFactory(cohort=cohort, audience=Audience.MENTORS)
    mentor = a_participant(cohort, "mentor").mentor
    mentor.state = "paused"
    mentor.save()

    assert invite_newcomers(now=BEFORE) == 1


def test_a_mentor_of_two_mentees_is_invited_once(cohort):
    WorkshopFactory(cohort=cohort, audience=Audience.MENTORS)
    first = PairingFactory(cohort=cohort, state="active")
    first.mentor.capacity = 2
    first.mentor.save()
    PairingFactory(cohort=cohort, state="active", mentor=first.mentor)

    assert invite_newcomers(now=BEFORE) == 1


def test_other_cohorts_and_closed_accounts_are_not_invited(cohort):
    WorkshopFactory(cohort=cohort, audience=Audience.MENTEES)
    a_participant(CohortFactory())
    gone = a_participant(cohort)
    gone.user.is_active = False
    gone.user.save()

    assert invite_newcomers(now=BEFORE) == 0


@pytest.mark.parametrize("state", [WorkshopState.PLANNED, WorkshopState.CANCELLED])
def test_only_an_open_workshop_invites(cohort, state):
    WorkshopFactory(cohort=cohort, state=state)
    a_participant(cohort)

    assert invite_newcomers(now=BEFORE) == 0


def test_once_it_has_begun_a_workshop_invites_nobody(cohort):
    WorkshopFactory(cohort=cohort)
    a_participant(cohort)

    assert invite_newcomers(now=KICKOFF_AT) == 0


def test_the_regular_scan_frees_seats_and_invites(cohort, clock):
    clock.move_to(BEFORE)
    workshop = WorkshopFactory(cohort=cohort, seats=1)
    gone = RegistrationFactory(workshop=workshop)
    gone.participation.user.is_active = False
    gone.participation.user.save()
    waits = RegistrationFactory(workshop=workshop, state=RegistrationState.WAITLISTED)

    tasks.keep_workshops_current()

    assert Registration.objects.get(pk=waits.pk).state == RegistrationState.REGISTERED
    # The mentors of the two, who had not been invited yet.
    assert len(invited()) == 2


def test_the_scan_looks_at_many_workshops_without_many_statements(cohort, django_assert_max_num_queries):
    a_participant(cohort)
    WorkshopFactory.create_batch(3, cohort=cohort)
    invite_newcomers(now=BEFORE)

    with django_assert_max_num_queries(4):
        assert invite_newcomers(now=BEFORE) == 0

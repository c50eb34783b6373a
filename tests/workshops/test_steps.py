"""What the start page is told."""

import pytest

from tests.factories import PairingFactory
from tests.workshops.factories import (
    AFTERWARDS,
    BEFORE,
    KICKOFF_AT,
    RegistrationFactory,
    WorkshopFactory,
    a_participant,
)
from workshops.appointments import appointments
from workshops.models import RegistrationState, WorkshopState
from workshops.steps import next_steps

pytestmark = pytest.mark.django_db


def test_an_open_invitation_is_a_step_until_it_is_answered(cohort):
    workshop = WorkshopFactory(cohort=cohort)
    mentee = a_participant(cohort)
    (step,) = next_steps(mentee.user, BEFORE)
    assert (step.url, step.button) == (f"/workshops/{workshop.pk}/", "Auf die Einladung antworten")

    registration = RegistrationFactory(workshop=workshop, participation=mentee, state=RegistrationState.INVITED)
    assert len(next_steps(mentee.user, BEFORE)) == 1

    for state in (RegistrationState.REGISTERED, RegistrationState.WAITLISTED, RegistrationState.CANCELLED):
        registration.state = state
        registration.save()
        assert next_steps(mentee.user, BEFORE) == []


def test_there_is_nothing_to_answer_once_it_has_begun_or_was_called_off(cohort):
    workshop = WorkshopFactory(cohort=cohort)
    mentee = a_participant(cohort)
    RegistrationFactory(workshop=workshop, participation=mentee, state=RegistrationState.INVITED)
    assert next_steps(mentee.user, KICKOFF_AT) == []

    workshop.state = WorkshopState.CANCELLED
    workshop.save()

    assert next_steps(mentee.user, BEFORE) == []


def test_the_host_enters_who_was_there_once_it_has_begun(cohort, adviser):
    workshop = WorkshopFactory(cohort=cohort, host=adviser)
    registration = RegistrationFactory(workshop=workshop)
    assert next_steps(adviser, BEFORE) == []

    (step,) = next_steps(adviser, AFTERWARDS)

    assert step.url == f"/workshops/{workshop.pk}/teilnahme/"
    registration.attended = False
    registration.save()
    assert next_steps(adviser, AFTERWARDS) == []


def test_appointments_are_what_one_is_registered_for_or_hosts(cohort, adviser):
    workshop = WorkshopFactory(cohort=cohort, host=adviser)
    registered = RegistrationFactory(workshop=workshop).participation.user
    waits = RegistrationFactory(workshop=workshop, state=RegistrationState.WAITLISTED).participation.user

    (own,) = appointments(registered, BEFORE)
    (hosted,) = appointments(adviser, BEFORE)

    assert (own.starts_at, own.ends_at, own.place) == (workshop.starts_at, workshop.ends_at, workshop.place)
    assert own.calendar_url == f"/workshops/{workshop.pk}/termin.ics"
    assert (hosted.url, hosted.calendar_url) == (f"/workshops/{workshop.pk}/teilnahme/", "")
    assert appointments(waits, BEFORE) == []
    assert appointments(registered, AFTERWARDS) == []


def test_an_appointment_stays_when_the_tandem_has_ended(cohort):
    ended = PairingFactory(cohort=cohort, state="ended")
    RegistrationFactory(workshop=WorkshopFactory(cohort=cohort), participation=ended.mentee.participation)

    assert len(appointments(ended.mentee.participation.user, BEFORE)) == 1

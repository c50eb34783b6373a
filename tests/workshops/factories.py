"""Builds workshops and registrations for tests. The usual one takes place on `KICKOFF_AT`."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from factory import LazyAttribute, LazyFunction, Sequence, SubFactory
from factory.django import DjangoModelFactory

from mentoring.models import Cohort, Participation, ParticipationRole
from tests.factories import CohortFactory, PairingFactory
from workshops.models import Registration, RegistrationState, Workshop, WorkshopState
from workshops.rules import Details

# While registration runs, on the morning of the workshop, and the day after.
BEFORE = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
KICKOFF_AT = datetime(2027, 3, 18, 9, 0, tzinfo=UTC)
THAT_MORNING = datetime(2027, 3, 18, 6, 0, tzinfo=UTC)
AFTERWARDS = datetime(2027, 3, 19, 9, 0, tzinfo=UTC)


class WorkshopFactory(DjangoModelFactory[Workshop]):
    """A kickoff with open registration and no limit of seats."""

    class Meta:
        model = Workshop

    cohort = SubFactory(CohortFactory)
    title = "Einführungsworkshop"
    starts_at = KICKOFF_AT
    ends_at = LazyAttribute(lambda workshop: workshop.starts_at + timedelta(hours=3))
    place = "Rathaus, Saal 1"
    state = WorkshopState.OPEN
    entry_changed_at = LazyFunction(lambda: timezone.now() - timedelta(days=7))


class RegistrationFactory(DjangoModelFactory[Registration]):
    """A registration of somebody in an announced tandem of the workshop's cohort."""

    class Meta:
        model = Registration

    workshop = SubFactory(WorkshopFactory)
    participation = LazyAttribute(lambda registration: a_participant(registration.workshop.cohort))
    state = RegistrationState.REGISTERED
    # One after the other, and never noticeably later, however many came before in the same process.
    since = Sequence(lambda n: BEFORE + timedelta(microseconds=n))


def a_participant(cohort: Cohort, role: str = ParticipationRole.MENTEE) -> Participation:
    """Return one partner of a new tandem of the cohort that was announced."""
    pairing = PairingFactory(cohort=cohort, state="approved", announced=True)
    return pairing.mentee.participation if role == ParticipationRole.MENTEE else pairing.mentor.participation


def details_of(workshop: Workshop, **changes: Any) -> Details:
    """Return what the team would send when it changes only what is named."""
    return Details(**{name: changes.get(name, getattr(workshop, name)) for name in Details.names()})

"""Many people click at once. Threads with a connection each, on PostgreSQL."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.errors import Stale
from mentoring.models import Participation
from notifications.models import Message
from tests.factories import RoleAssignmentFactory
from tests.support.races import at_once, refusals
from tests.workshops.factories import BEFORE, RegistrationFactory, WorkshopFactory, a_participant, details_of
from workshops.actions import invitations, planning, registrations
from workshops.models import Registration, RegistrationState, Workshop, WorkshopState

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def no_delivery(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who gets a seat is decided without the mail server."""
    monkeypatch.setattr("notifications.outbox.nudge", lambda: None)


def register(workshop: Workshop, participation: Participation, second: int = 0) -> Callable[[], object]:
    return lambda: registrations.register(workshop, participation, now=BEFORE + timedelta(seconds=second))


def cancel(registration: Registration) -> Callable[[], object]:
    return lambda: registrations.cancel_registration(registration.workshop, registration.participation, now=BEFORE)


def count(workshop: Workshop, state: RegistrationState) -> int:
    return workshop.registrations.filter(state=state).count()


def test_twenty_register_at_once_for_five_seats():
    workshop = WorkshopFactory(seats=5)
    people = [a_participant(workshop.cohort) for _ in range(20)]

    # Clocks that run against the order of the threads.
    assert not refusals(at_once(register(workshop, person, second=-number) for number, person in enumerate(people)))

    assert count(workshop, RegistrationState.REGISTERED) == 5
    waiting = list(workshop.registrations.waiting())
    assert len(waiting) == 15
    assert len({registration.since for registration in waiting}) == 15
    # Nobody who got the lock later was put in front of somebody who already waited.
    assert [registration.pk for registration in waiting] == sorted(registration.pk for registration in waiting)
    assert Message.objects.filter(kind="workshop-registered").count() == 5


def test_one_person_who_clicks_ten_times_gets_one_seat_and_one_message():
    workshop = WorkshopFactory(seats=5)
    person = a_participant(workshop.cohort)

    assert not refusals(at_once(register(workshop, person) for _ in range(10)))

    assert Registration.objects.get().state == RegistrationState.REGISTERED
    assert Message.objects.count() == 1


def test_cancelling_while_others_register_leaves_no_seat_empty_and_fills_none_twice():
    workshop = WorkshopFactory(seats=6)
    leaving = RegistrationFactory.create_batch(6, workshop=workshop)
    waiting = RegistrationFactory.create_batch(2, workshop=workshop, state=RegistrationState.WAITLISTED)
    coming = [a_participant(workshop.cohort) for _ in range(8)]

    assert not refusals(
        at_once([*map(cancel, leaving[:4]), *(register(workshop, person) for person in coming), cancel(waiting[0])])
    )

    assert count(workshop, RegistrationState.REGISTERED) == 6
    # 6 and 2 were there, 8 came, 5 left.
    assert count(workshop, RegistrationState.WAITLISTED) == 5


def test_two_of_the_team_change_the_seats_while_people_register():
    workshop = WorkshopFactory(seats=2)
    team_member = RoleAssignmentFactory().user
    people = [a_participant(workshop.cohort) for _ in range(8)]

    def set_seats(seats: int) -> Callable[[], object]:
        return lambda: planning.update(
            workshop, details_of(workshop, seats=seats), version=1, by=team_member, now=BEFORE
        )

    assert not refusals(at_once([*(register(workshop, person) for person in people), set_seats(4)]))

    assert count(workshop, RegistrationState.REGISTERED) == 4
    assert count(workshop, RegistrationState.WAITLISTED) == 4


def test_newcomers_are_invited_once_by_many_scans_at_once():
    workshop = WorkshopFactory()
    person = a_participant(workshop.cohort)

    assert not refusals(at_once([lambda: invitations.invite_newcomers(now=BEFORE)] * 6 + [register(workshop, person)]))

    assert Registration.objects.filter(participation=person).count() == 1
    mentor = person.mentee.pairings.get().mentor.participation
    assert Message.objects.filter(kind="workshop-invitation", recipient=mentor.user).count() == 1


def test_opening_at_once_by_two_of_the_team_happens_once():
    workshop = WorkshopFactory(state=WorkshopState.PLANNED)
    team_member = RoleAssignmentFactory().user
    a_participant(workshop.cohort)

    def open_it() -> None:
        try:
            planning.open_registration(workshop, by=team_member, now=BEFORE)
        except Stale:
            refused.append(True)

    refused: list[bool] = []
    assert not refusals(at_once([open_it] * 4))

    assert len(refused) == 3
    assert Message.objects.count() == 2


def test_the_last_seat_goes_to_one_of_ten_and_the_others_read_that_they_wait():
    workshop = WorkshopFactory(seats=3)
    RegistrationFactory.create_batch(2, workshop=workshop)
    clients = [Client() for _number in range(10)]
    for client in clients:
        client.force_login(a_participant(workshop.cohort).user)
    url = reverse("workshops:register", args=[workshop.pk])

    answers = at_once([lambda client=client: client.post(url, follow=True) for client in clients])

    assert count(workshop, RegistrationState.REGISTERED) == 3
    assert count(workshop, RegistrationState.WAITLISTED) == 9
    assert sum("Sie sind angemeldet" in answer.text for answer in answers) == 1
    assert sum("Warteliste" in answer.text for answer in answers) == 9

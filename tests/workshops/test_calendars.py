"""Workshops in calendars: in the file of a seat, in mails, and in the feeds of those who come."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from notifications import feeds, kinds
from notifications.models import Message
from tests import factories
from tests.notifications.reading import Calendar, Entry, read
from tests.workshops.factories import BEFORE, KICKOFF_AT, RegistrationFactory, WorkshopFactory, details_of
from workshops.actions import planning, registrations
from workshops.calendars import seat_file
from workshops.models import Registration, RegistrationState, Workshop

pytestmark = pytest.mark.django_db

MAILBOX = "termine@kerpen.example"
LINK = "https://treffen.example/raum-7"


@pytest.fixture(autouse=True)
def registration_runs(clock: Any) -> None:
    clock.move_to(BEFORE)


@pytest.fixture
def seat() -> Registration:
    return RegistrationFactory(workshop__link=LINK)


@pytest.fixture
def workshop(seat: Registration) -> Workshop:
    return seat.workshop


@pytest.fixture
def user(seat: Registration) -> User:
    return seat.participation.user


def in_feed(user: User, now: datetime = BEFORE) -> list[Entry]:
    return list(read(feeds.content_of(user, now)).entries)


def test_whoever_has_a_seat_finds_the_workshop_with_place_and_neutral_title(user, workshop):
    [entry] = in_feed(user)

    assert (entry.starts_at, entry.ends_at) == (workshop.starts_at, workshop.ends_at)
    assert (entry.title, entry.place) == ("Termin Mentoring", "Rathaus, Saal 1 oder online")
    assert entry.page.endswith(f"/workshops/{workshop.pk}/")


def test_title_link_and_other_participants_of_a_workshop_are_not_in_the_feed(user, workshop):
    other = RegistrationFactory(workshop=workshop).participation.user

    text = feeds.content_of(user, BEFORE).decode().replace("\r\n ", "")

    assert [word for word in (workshop.title, LINK, other.last_name, other.email) if word in text] == []


def test_the_entry_in_the_feed_is_the_one_of_the_file(user, seat):
    assert in_feed(user) == [read(seat_file(seat).content).entry]


@pytest.mark.parametrize("state", sorted(set(RegistrationState) - {RegistrationState.REGISTERED}))
def test_a_workshop_without_a_seat_is_not_in_the_feed(state):
    registration = RegistrationFactory(state=state)

    assert in_feed(registration.participation.user) == []


def test_a_seat_that_is_given_back_leaves_and_is_newer_when_it_is_taken_again(user, seat, workshop, clock):
    [before] = in_feed(user)
    registrations.cancel_registration(workshop, seat.participation, now=BEFORE + timedelta(hours=1))
    assert in_feed(user) == []
    registrations.register(workshop, seat.participation, now=BEFORE + timedelta(hours=2))

    [after] = in_feed(user)

    assert (after.uid, after.stamp > before.stamp) == (before.uid, True)


def test_a_moved_workshop_is_the_same_entry_with_a_higher_number(user, workshop, team_member, clock):
    [before] = in_feed(user)
    details = details_of(workshop, ends_at=workshop.ends_at + timedelta(hours=1))
    clock.move_to(workshop.registrations.get().since + timedelta(hours=1))
    planning.update(workshop, details, version=workshop.version, by=team_member, now=BEFORE)

    [after] = in_feed(user)

    assert (after.uid, after.sequence) == (before.uid, before.sequence + 1)
    assert after.ends_at == before.ends_at + timedelta(hours=1)
    assert after.stamp > before.stamp


def test_what_does_not_touch_the_appointment_leaves_the_feed_as_it_was(user, workshop, team_member, clock):
    before = feeds.content_of(user, BEFORE)
    clock.shift(timedelta(hours=1))
    details = details_of(workshop, title="Auftakt", description="Bitte bringen Sie etwas zu schreiben mit.")
    planning.update(workshop, details, version=workshop.version, by=team_member, now=BEFORE)

    assert feeds.content_of(user, BEFORE) == before


def test_a_workshop_that_is_called_off_leaves(user, seat, workshop, team_member):
    planning.cancel(workshop, by=team_member, now=BEFORE)

    seat.refresh_from_db()
    entry = read(seat_file(seat).content).entry
    assert in_feed(user) == []
    assert (entry.status, entry.sequence) == ("CANCELLED", 1)


def test_a_workshop_leaves_after_twelve_months(user):
    assert in_feed(user, KICKOFF_AT + timedelta(days=365))
    assert in_feed(user, KICKOFF_AT + timedelta(days=366)) == []


def test_the_host_finds_hers_with_the_list_of_who_comes(adviser):
    workshop = WorkshopFactory(host=adviser)

    assert [entry.page for entry in in_feed(adviser)] == [f"http://testserver/workshops/{workshop.pk}/teilnahme/"]


def test_a_host_who_hosts_no_longer_for_the_programme_finds_nothing():
    workshop = WorkshopFactory(host=factories.UserFactory())

    assert in_feed(workshop.host) == []


def test_a_feed_of_many_workshops_takes_three_statements(user, seat, django_assert_max_num_queries):
    for _ in range(10):
        workshop = WorkshopFactory(cohort=seat.workshop.cohort)
        RegistrationFactory(workshop=workshop, participation=seat.participation)

    with django_assert_max_num_queries(3):
        assert len(in_feed(user)) == 11


def test_a_participant_is_asked_alone_and_told_alone_that_it_is_called_off(workshop, team_member, settings):
    settings.CALENDAR_MAILBOX = MAILBOX
    newcomer = RegistrationFactory(workshop=workshop, state=RegistrationState.INVITED).participation
    registrations.register(workshop, newcomer, now=BEFORE)
    asked = calendar_in("workshop-registered", newcomer.user)
    planning.cancel(workshop, by=team_member, now=BEFORE)

    cancelled = calendar_in("workshop-cancelled", newcomer.user)

    assert (asked.method, cancelled.method) == ("REQUEST", "CANCEL")
    assert asked.entry.attendees == ((f"mailto:{newcomer.user.email}", True, "NEEDS-ACTION"),)
    assert cancelled.entry.attendees == ((f"mailto:{newcomer.user.email}", False, ""),)
    assert (cancelled.entry.uid, cancelled.entry.organizer) == (asked.entry.uid, f"mailto:{MAILBOX}")
    assert cancelled.entry.sequence == asked.entry.sequence + 1


def calendar_in(kind: str, recipient: User) -> Calendar:
    """Return what the mail of one kind to one person puts into her calendar."""
    message = Message.objects.get(kind=kind, recipient=recipient)
    [file] = kinds.get(kind).attachments(message)
    return read(file.content)

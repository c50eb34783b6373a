"""Seats and the waiting list."""

from datetime import timedelta

import pytest

from accounts.errors import Refused, Stale
from mentoring.models import Cohort, MenteeState, ParticipationRole
from notifications.models import Message
from tests.factories import CohortFactory, MenteeFactory, MentorFactory, PairingFactory
from tests.workshops.factories import BEFORE, KICKOFF_AT, RegistrationFactory, WorkshopFactory, a_participant
from workshops.actions import registrations
from workshops.actions.invitations import invite_newcomers
from workshops.actions.locks import lock_workshop
from workshops.models import Audience, Registration, RegistrationState, Workshop, WorkshopState

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(cohort: Cohort) -> Workshop:
    """A workshop with one seat."""
    return WorkshopFactory(cohort=cohort, seats=1)


def kinds_told() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


def waiting(workshop: Workshop) -> list[Registration]:
    return list(workshop.registrations.waiting())


def test_a_partner_of_an_announced_tandem_gets_a_seat_and_a_confirmation(cohort):
    workshop = WorkshopFactory(cohort=cohort)
    mentor = a_participant(cohort, ParticipationRole.MENTOR)

    registration = registrations.register(workshop, mentor, now=BEFORE)

    assert registration.state == RegistrationState.REGISTERED
    assert registration.since == BEFORE
    message = Message.objects.get()
    assert (message.kind, message.recipient) == ("workshop-registered", mentor.user)


def test_registering_twice_changes_nothing_and_tells_nothing(cohort, small):
    mentee = a_participant(cohort)
    registrations.register(small, mentee, now=BEFORE)

    again = registrations.register(small, mentee, now=BEFORE + timedelta(hours=1))

    assert again.since == BEFORE
    assert kinds_told() == ["workshop-registered"]


def test_the_invited_answer_on_their_invitation(cohort, small):
    invited = RegistrationFactory(workshop=small, state=RegistrationState.INVITED)

    registrations.register(small, invited.participation, now=BEFORE)

    invited.refresh_from_db()
    assert invited.state == RegistrationState.REGISTERED


def test_whoever_comes_when_all_seats_are_taken_waits_and_gets_no_confirmation(cohort, small):
    RegistrationFactory(workshop=small)

    registration = registrations.register(small, a_participant(cohort), now=BEFORE)

    assert registration.state == RegistrationState.WAITLISTED
    assert kinds_told() == []


def test_whoever_waits_longest_stands_first_also_when_her_click_was_read_later(cohort, small):
    RegistrationFactory(workshop=small)
    first = registrations.register(small, a_participant(cohort), now=BEFORE + timedelta(seconds=1))

    second = registrations.register(small, a_participant(cohort), now=BEFORE)

    assert waiting(small) == [first, second]


def test_a_cancelled_seat_goes_to_the_first_who_waits_and_she_is_told(cohort, small):
    leaving = RegistrationFactory(workshop=small)
    first = RegistrationFactory(workshop=small, state=RegistrationState.WAITLISTED)
    second = RegistrationFactory(workshop=small, state=RegistrationState.WAITLISTED)

    registrations.cancel_registration(small, leaving.participation, now=BEFORE)

    first.refresh_from_db()
    assert first.state == RegistrationState.REGISTERED
    assert waiting(small) == [second]
    message = Message.objects.get()
    assert (message.kind, message.recipient) == ("workshop-seat", first.participation.user)


def test_leaving_the_waiting_list_lets_nobody_move_up(cohort, small):
    RegistrationFactory(workshop=small)
    leaving = RegistrationFactory(workshop=small, state=RegistrationState.WAITLISTED)
    other = RegistrationFactory(workshop=small, state=RegistrationState.WAITLISTED)

    registrations.cancel_registration(small, leaving.participation, now=BEFORE)

    assert waiting(small) == [other]
    assert kinds_told() == []


def test_whoever_comes_back_to_the_waiting_list_stands_last(cohort, small):
    RegistrationFactory(workshop=small)
    comes_back = RegistrationFactory(workshop=small, state=RegistrationState.WAITLISTED)
    stays = RegistrationFactory(workshop=small, state=RegistrationState.WAITLISTED)
    registrations.cancel_registration(small, comes_back.participation, now=BEFORE)

    registrations.register(small, comes_back.participation, now=BEFORE)

    assert waiting(small) == [stays, comes_back]


def test_registering_again_after_cancelling_is_confirmed_anew(cohort):
    workshop = WorkshopFactory(cohort=cohort)
    mentee = a_participant(cohort)
    registrations.register(workshop, mentee, now=BEFORE)
    registrations.cancel_registration(workshop, mentee, now=BEFORE + timedelta(minutes=1))

    registrations.register(workshop, mentee, now=BEFORE + timedelta(minutes=2))

    assert kinds_told() == ["workshop-registered", "workshop-registered"]


def test_the_invited_may_say_at_once_that_they_do_not_come(cohort, small):
    invited = RegistrationFactory(workshop=small, state=RegistrationState.INVITED)

    registrations.cancel_registration(small, invited.participation, now=BEFORE)

    invited.refresh_from_db()
    assert invited.state == RegistrationState.CANCELLED


def test_cancelling_twice_changes_nothing(cohort, small):
    cancelled = RegistrationFactory(workshop=small, state=RegistrationState.CANCELLED)

    registrations.cancel_registration(small, cancelled.participation, now=KICKOFF_AT - timedelta(hours=1))

    since = cancelled.since
    cancelled.refresh_from_db()
    assert cancelled.since == since


def test_who_hears_of_it_elsewhere_may_say_no_before_her_invitation_and_is_not_invited_any_more(cohort, small):
    mentee = a_participant(cohort)

    registrations.cancel_registration(small, mentee, now=BEFORE)
    invite_newcomers(now=BEFORE)

    assert Registration.objects.get(participation=mentee).state == RegistrationState.CANCELLED
    assert not Message.objects.filter(recipient=mentee.user).exists()


def test_whoever_is_not_of_the_audience_has_nothing_to_cancel(small):
    with pytest.raises(Refused):
        registrations.cancel_registration(small, a_participant(CohortFactory()), now=BEFORE)

    assert not Registration.objects.exists()


@pytest.mark.parametrize("state", [WorkshopState.PLANNED, WorkshopState.CANCELLED])
def test_registering_is_refused_unless_registration_is_open(cohort, state):
    workshop = WorkshopFactory(cohort=cohort, state=state)

    with pytest.raises(Refused):
        registrations.register(workshop, a_participant(cohort), now=BEFORE)

    assert not Registration.objects.exists()


def test_from_the_beginning_on_nobody_registers_or_cancels(cohort):
    workshop = WorkshopFactory(cohort=cohort)
    registered = RegistrationFactory(workshop=workshop)

    with pytest.raises(Refused):
        registrations.register(workshop, a_participant(cohort), now=KICKOFF_AT)
    with pytest.raises(Refused):
        registrations.cancel_registration(workshop, registered.participation, now=KICKOFF_AT)


@pytest.mark.parametrize(
    ("audience", "role", "is_refused"),
    [
        (Audience.ALL, ParticipationRole.MENTEE, False),
        (Audience.ALL, ParticipationRole.MENTOR, False),
        (Audience.MENTEES, ParticipationRole.MENTEE, False),
        (Audience.MENTEES, ParticipationRole.MENTOR, True),
        (Audience.MENTORS, ParticipationRole.MENTEE, True),
        (Audience.MENTORS, ParticipationRole.MENTOR, False),
    ],
)
def test_only_the_audience_registers(cohort, audience, role, is_refused):
    workshop = WorkshopFactory(cohort=cohort, audience=audience)
    participation = a_participant(cohort, role)

    if is_refused:
        with pytest.raises(Refused):
            registrations.register(workshop, participation, now=BEFORE)
    else:
        registrations.register(workshop, participation, now=BEFORE)


def test_partners_of_another_cohort_are_refused(cohort, small):
    with pytest.raises(Refused):
        registrations.register(small, a_participant(CohortFactory()), now=BEFORE)


@pytest.mark.parametrize(
    "make",
    [
        lambda cohort: MenteeFactory(cohort=cohort, state="accepted", announced=True),
        lambda cohort: MentorFactory(cohort=cohort),
        lambda cohort: PairingFactory(cohort=cohort, state="proposed").mentee,
        lambda cohort: PairingFactory(cohort=cohort, state="approved").mentee,
        lambda cohort: PairingFactory(cohort=cohort, state="declined").mentor,
        lambda cohort: PairingFactory(cohort=cohort, state="ended").mentee,
    ],
    ids=["accepted", "confirmed", "proposed", "approved, not announced", "stepped back", "ended"],
)
def test_without_an_announced_live_tandem_nobody_registers(cohort, small, make):
    with pytest.raises(Refused):
        registrations.register(small, make(cohort).participation, now=BEFORE)


def test_whoever_has_a_seat_keeps_it_when_her_tandem_ends(cohort, small):
    pairing = PairingFactory(cohort=cohort, state="declined")
    registered = RegistrationFactory(workshop=small, participation=pairing.mentee.participation)

    registrations.release_seats_of_leavers(now=BEFORE)

    registered.refresh_from_db()
    assert registered.state == RegistrationState.REGISTERED


def test_the_seat_of_a_mentee_who_withdrew_goes_to_the_waiting_list(cohort, small):
    gone = MenteeFactory(cohort=cohort, state=MenteeState.WITHDRAWN)
    seat = RegistrationFactory(workshop=small, participation=gone.participation)
    next_one = RegistrationFactory(workshop=small, state=RegistrationState.WAITLISTED)

    assert registrations.release_seats_of_leavers(now=BEFORE) == 1

    seat.refresh_from_db()
    next_one.refresh_from_db()
    assert (seat.state, next_one.state) == (RegistrationState.CANCELLED, RegistrationState.REGISTERED)
    assert registrations.release_seats_of_leavers(now=BEFORE) == 0


def test_the_seat_of_somebody_who_left_the_town_hall_is_freed(small):
    seat = RegistrationFactory(workshop=small)
    seat.participation.user.is_active = False
    seat.participation.user.save()

    registrations.release_seats_of_leavers(now=BEFORE)

    seat.refresh_from_db()
    assert seat.state == RegistrationState.CANCELLED


def test_a_workshop_called_off_meanwhile_is_left_alone(small, monkeypatch):
    seat = RegistrationFactory(workshop=small)
    seat.participation.user.is_active = False
    seat.participation.user.save()

    def lock_late(workshop: Workshop) -> Workshop:
        Workshop.objects.filter(pk=workshop.pk).update(state=WorkshopState.CANCELLED)
        return lock_workshop(workshop)

    monkeypatch.setattr(registrations, "lock_workshop", lock_late)

    assert registrations.release_seats_of_leavers(now=BEFORE) == 0


@pytest.mark.parametrize(("state", "words"), [("cancelled", "abgesagt"), ("planned", "nicht offen")])
def test_a_refusal_says_whether_a_workshop_was_called_off_or_is_not_open(cohort, state, words):
    workshop = WorkshopFactory(cohort=cohort, state=state)
    with pytest.raises(Refused, match=words):
        registrations.register(workshop, a_participant(cohort), now=BEFORE)


def test_a_decision_that_was_not_announced_does_not_show_in_a_lost_seat(cohort, small):
    undecided = MenteeFactory(cohort=cohort, state=MenteeState.NO_TANDEM)
    seat = RegistrationFactory(workshop=small, participation=undecided.participation)

    registrations.release_seats_of_leavers(now=BEFORE)

    seat.refresh_from_db()
    assert seat.state == RegistrationState.REGISTERED


def test_after_the_beginning_nobody_moves_up(small):
    gone = RegistrationFactory(workshop=small)
    waits = RegistrationFactory(workshop=small, state=RegistrationState.WAITLISTED)
    gone.participation.user.is_active = False
    gone.participation.user.save()

    registrations.release_seats_of_leavers(now=KICKOFF_AT)

    waits.refresh_from_db()
    assert waits.state == RegistrationState.WAITLISTED


def test_a_state_that_cannot_follow_is_refused(small):
    seat = RegistrationFactory(workshop=small)

    with pytest.raises(Stale):
        registrations._change(seat, RegistrationState.INVITED, since=BEFORE)

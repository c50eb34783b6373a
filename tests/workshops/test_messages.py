"""What is told, as it is sent, and that nothing is told that is no longer true."""

from datetime import datetime, timedelta
from typing import Any

import icalendar
import pytest

from accounts.models import User
from mentoring.models import Cohort
from notifications import kinds
from notifications.models import Message
from notifications.rendering import as_email, render
from tests.factories import PairingFactory
from tests.workshops.factories import (
    BEFORE,
    KICKOFF_AT,
    RegistrationFactory,
    WorkshopFactory,
    a_participant,
    details_of,
)
from workshops.actions import planning, registrations
from workshops.actions.invitations import invite_newcomers
from workshops.models import RegistrationState, Workshop

pytestmark = pytest.mark.django_db

LINK = "https://treffen.kerpen.example/geheim"


@pytest.fixture
def workshop(cohort: Cohort) -> Workshop:
    return WorkshopFactory(cohort=cohort, title="Führen & Fördern", seats=1, link=LINK)


def the(kind: str) -> Message:
    return Message.objects.get(kind=kind)


def is_true(message: Message, now: datetime = BEFORE) -> bool:
    return kinds.get(message.kind).is_still_true(message, now)


def event_of(message: Message) -> Any:
    (content,) = [content for name, content, kind in as_email(message).attachments if name == "termin.ics"]
    return icalendar.Calendar.from_ical(content)


def move(workshop: Workshop, by: User, **changes: Any) -> None:
    workshop.refresh_from_db()
    planning.update(workshop, details_of(workshop, **changes), version=workshop.version, by=by, now=BEFORE)


def test_every_mail_is_neutral_has_one_link_and_no_address_of_the_online_room(cohort, workshop, team_member):
    tandem = PairingFactory(cohort=cohort, state="approved", announced=True)
    mentee, mentor = tandem.mentee.participation, tandem.mentor.participation
    invite_newcomers(now=BEFORE)
    registrations.register(workshop, mentee, now=BEFORE)
    registrations.register(workshop, mentor, now=BEFORE)
    registrations.cancel_registration(workshop, mentee, now=BEFORE)
    move(workshop, team_member, place="Bürgerhaus")
    workshop.refresh_from_db()
    planning.cancel(workshop, by=team_member, now=BEFORE)

    messages = list(Message.objects.order_by("kind"))

    assert {message.kind for message in messages} == {
        "workshop-invitation",
        "workshop-registered",
        "workshop-seat",
        "workshop-change",
        "workshop-cancelled",
    }
    for message in messages:
        mail = render(message)
        partner = mentor.user if message.recipient == mentee.user else mentee.user
        assert mail.subject.startswith("Mentoringprogramm: ")
        assert "Führen" not in mail.subject
        assert "Führen & Fördern" in mail.text
        assert "Donnerstag, 18.03.2027, 10:00 bis 13:00\xa0Uhr" in mail.text
        for body in (mail.text, mail.html):
            assert body.count("http") == 1
            assert f"http://testserver/workshops/{workshop.pk}/" in body
            assert partner.last_name not in body.replace(message.recipient.full_name, "")
        attached = "".join(str(content) for _, content, _ in as_email(message).attachments)
        assert LINK not in attached


def test_the_confirmation_brings_a_neutral_entry_for_the_calendar(cohort, workshop):
    registrations.register(workshop, a_participant(cohort), now=BEFORE)

    calendar = event_of(the("workshop-registered"))

    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "PUBLISH"
    assert event["SUMMARY"] == "Termin Mentoring"
    assert str(workshop.uid) in event["UID"]
    assert event["DTSTART"].dt == KICKOFF_AT
    assert event["LOCATION"] == "Rathaus, Saal 1 oder online"
    assert event["SEQUENCE"] == 0


def test_a_move_brings_the_same_entry_with_a_higher_sequence(cohort, workshop, team_member):
    registrations.register(workshop, a_participant(cohort), now=BEFORE)
    move(workshop, team_member, starts_at=KICKOFF_AT + timedelta(hours=1))

    (event,) = event_of(the("workshop-change")).walk("VEVENT")

    assert str(workshop.uid) in event["UID"]
    assert (event["SEQUENCE"], event["DTSTART"].dt) == (1, KICKOFF_AT + timedelta(hours=1))


def test_calling_off_takes_the_entry_away(cohort, workshop, team_member):
    registrations.register(workshop, a_participant(cohort), now=BEFORE)
    planning.cancel(workshop, by=team_member, now=BEFORE)

    calendar = event_of(the("workshop-cancelled"))

    (event,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)


def test_whoever_waits_has_no_entry_to_change(cohort, workshop, team_member):
    RegistrationFactory(workshop=workshop)
    waits = RegistrationFactory(workshop=workshop, state=RegistrationState.WAITLISTED)
    move(workshop, team_member, place="Bürgerhaus")
    message = Message.objects.get(kind="workshop-change", recipient=waits.participation.user)

    assert not as_email(message).attachments
    assert "Warteliste" in render(message).text


# --- no longer true --------------------------------------------------------------------------


def test_an_invitation_is_not_sent_once_it_was_answered(cohort, workshop):
    mentee = a_participant(cohort)
    invite_newcomers(now=BEFORE)
    invitation = Message.objects.get(recipient=mentee.user)
    assert is_true(invitation)

    registrations.cancel_registration(workshop, mentee, now=BEFORE)

    assert not is_true(invitation)


def test_an_invitation_is_not_sent_when_the_tandem_is_over(cohort, workshop):
    pairing = PairingFactory(cohort=cohort, state="approved", announced=True)
    invite_newcomers(now=BEFORE)
    pairing.state, pairing.seat, pairing.closed_at = "declined", None, BEFORE
    pairing.save()

    assert not any(is_true(message) for message in Message.objects.all())


def test_an_invitation_is_not_sent_after_the_beginning_or_the_end_of_the_workshop(cohort, workshop, team_member):
    a_participant(cohort)
    invite_newcomers(now=BEFORE)
    invitation = Message.objects.first()
    assert not is_true(invitation, now=KICKOFF_AT)

    planning.cancel(workshop, by=team_member, now=BEFORE)

    assert not is_true(invitation)


def test_a_confirmation_is_not_sent_once_the_seat_was_given_back_and_taken_again(cohort, workshop):
    mentee = a_participant(cohort)
    registrations.register(workshop, mentee, now=BEFORE)
    first = the("workshop-registered")
    registrations.cancel_registration(workshop, mentee, now=BEFORE + timedelta(minutes=1))
    assert not is_true(first)

    registrations.register(workshop, mentee, now=BEFORE + timedelta(minutes=2))

    assert not is_true(first)
    assert is_true(Message.objects.exclude(pk=first.pk).get())


def test_only_the_latest_change_is_told(cohort, workshop, team_member):
    registrations.register(workshop, a_participant(cohort), now=BEFORE)
    move(workshop, team_member, place="Bürgerhaus")
    first = the("workshop-change")
    move(workshop, team_member, place="Feuerwache")
    second = Message.objects.filter(kind="workshop-change").latest("pk")

    assert (is_true(first), is_true(second)) == (False, True)
    assert not is_true(second, now=KICKOFF_AT + timedelta(days=1))


def test_a_change_is_not_told_to_somebody_who_has_cancelled_since(cohort, workshop, team_member):
    mentee = a_participant(cohort)
    registrations.register(workshop, mentee, now=BEFORE)
    move(workshop, team_member, place="Bürgerhaus")
    workshop.refresh_from_db()
    registrations.cancel_registration(workshop, mentee, now=BEFORE)

    assert not is_true(the("workshop-change"))


def test_a_cancellation_is_not_told_after_the_day(cohort, workshop, team_member):
    registrations.register(workshop, a_participant(cohort), now=BEFORE)
    planning.cancel(workshop, by=team_member, now=BEFORE)

    assert is_true(the("workshop-cancelled"))
    assert not is_true(the("workshop-cancelled"), now=KICKOFF_AT)


def test_messages_of_a_workshop_that_is_gone_are_not_sent(cohort, workshop):
    registrations.register(workshop, a_participant(cohort), now=BEFORE)
    message = the("workshop-registered")
    workshop.delete()

    assert not is_true(message)


def test_messages_belong_to_the_cohort(cohort, workshop):
    registrations.register(workshop, a_participant(cohort), now=BEFORE)

    assert the("workshop-registered").scope == f"cohort:{cohort.pk}"

"""Until when each message of the programme is true."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import resolve

from accounts.models import RoleAssignment, User
from mentoring.models import (
    MeetingState,
    MenteeState,
    MentorState,
    Pairing,
    PairingState,
    RequestState,
    SupportRequest,
)
from mentoring.models.requests import RequestRecipient
from notifications import kinds, outbox, preview
from notifications.models import Message
from tests import factories
from tests.factories import NOW
from tests.mentoring.tandems import announced_tandem, meeting_of

pytestmark = pytest.mark.django_db


def is_true(kind: str, recipient: User | None, now: datetime = NOW, **references: Any) -> bool:
    message = outbox.draft(kind, "1", recipient=recipient, **references)
    return kinds.get(kind).is_still_true(message, now)


def stranger() -> User:
    return factories.UserFactory()


@pytest.mark.parametrize("state", MentorState)
def test_an_invitation_is_true_until_it_is_answered(state: MentorState) -> None:
    mentor = factories.MentorFactory(state=state)

    truth = is_true("mentor-invitation", mentor.participation.user, mentor=mentor.pk)

    assert truth == (state == MentorState.INVITED)


def test_an_invitation_lets_its_reader_in_but_its_preview_lets_nobody_in() -> None:
    mentor = factories.MentorFactory(state=MentorState.INVITED)
    message = outbox.draft("mentor-invitation", "1", recipient=mentor.participation.user, mentor=mentor.pk)

    assert "/konto/einladung/" in kinds.get("mentor-invitation").link(message)
    assert "/konto/einladung/" not in preview.render(message).text


@pytest.mark.parametrize("state", [MentorState.CONFIRMED, MentorState.PAUSED, MentorState.DECLINED])
def test_a_mentor_is_told_that_she_is_one_while_she_is(state: MentorState) -> None:
    mentor = factories.MentorFactory(state=state)

    truth = is_true("mentor-confirmed", mentor.participation.user, mentor=mentor.pk)

    assert truth == (state != MentorState.DECLINED)


@pytest.mark.parametrize("state", [MenteeState.SUBMITTED, MenteeState.ACCEPTED, MenteeState.WITHDRAWN])
def test_the_receipt_of_an_application_is_true_unless_it_was_withdrawn(state: MenteeState) -> None:
    mentee = factories.MenteeFactory(state=state)

    truth = is_true("application-received", mentee.participation.user, mentee=mentee.pk)

    assert truth == (state != MenteeState.WITHDRAWN)


@pytest.mark.parametrize(
    ("state", "announced", "truth"),
    [
        (MenteeState.ACCEPTED, True, True),
        (MenteeState.DECLINED, True, True),
        (MenteeState.WAITLISTED, True, True),
        (MenteeState.NO_TANDEM, True, True),
        (MenteeState.ACCEPTED, False, False),
        (MenteeState.SUBMITTED, False, False),
    ],
)
def test_news_on_an_application_are_true_once_they_are_announced(
    state: MenteeState, announced: bool, truth: bool
) -> None:
    mentee = factories.MenteeFactory(state=state, announced=announced)

    assert is_true("decision", mentee.participation.user, mentee=mentee.pk) is truth


def test_all_decisions_read_the_same() -> None:
    mails = set()
    for state in (MenteeState.ACCEPTED, MenteeState.WAITLISTED, MenteeState.DECLINED, MenteeState.NO_TANDEM):
        mentee = factories.MenteeFactory(state=state, announced=True)
        mail = preview.render(outbox.draft("decision", "1", recipient=None, mentee=mentee.pk))
        mails.add((mail.subject, mail.text, mail.html))

    assert len(mails) == 1


# --- the tandem --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "announced", "truth"),
    [
        (PairingState.APPROVED, True, True),
        (PairingState.ACTIVE, True, True),
        (PairingState.APPROVED, False, False),
        (PairingState.DECLINED, True, False),
        (PairingState.ENDED, True, False),
    ],
)
def test_a_tandem_is_news_to_its_partners_while_it_lives(state: PairingState, announced: bool, truth: bool) -> None:
    tandem = factories.PairingFactory(state=state, announced=announced)

    for side in (tandem.mentee, tandem.mentor):
        assert is_true("tandem-announced", side.participation.user, pairing=tandem.pk) is truth
    assert not is_true("tandem-announced", stranger(), pairing=tandem.pk)


def test_the_agreement_waits_for_whoever_has_not_confirmed_its_present_version() -> None:
    tandem = announced_tandem()
    mentee, mentor = tandem.mentee.participation.user, tandem.mentor.participation.user

    def waits_for() -> list[User]:
        return [user for user in (mentee, mentor) if is_true("agreement-to-confirm", user, pairing=tandem.pk)]

    assert waits_for() == [mentee, mentor]
    tandem.agreement.mentee_confirmed_version, tandem.agreement.mentee_confirmed_at = 1, NOW
    tandem.agreement.save()
    assert waits_for() == [mentor]
    tandem.agreement.version = 2
    tandem.agreement.save()
    assert waits_for() == [mentee, mentor]
    assert not is_true("agreement-to-confirm", stranger(), pairing=tandem.pk)


@pytest.mark.parametrize("state", [PairingState.ENDED, PairingState.RESTING])
def test_the_agreement_of_a_tandem_that_is_over_or_rests_waits_for_nobody(state: PairingState) -> None:
    tandem = announced_tandem(state)

    assert not is_true("agreement-to-confirm", tandem.mentor.participation.user, pairing=tandem.pk)


def test_a_tandem_without_an_agreement_has_nothing_to_confirm() -> None:
    tandem = factories.PairingFactory(state=PairingState.APPROVED, announced=True)

    assert not is_true("agreement-to-confirm", tandem.mentor.participation.user, pairing=tandem.pk)


# --- meetings ----------------------------------------------------------------------------------

# 23:30 in Germany, 22:30 in UTC: local days decide.
LATE_EVENING = datetime(2027, 1, 15, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "truth"),
    [
        (datetime(2027, 1, 14, 22, 59, tzinfo=UTC), False),  # still the 14th
        (datetime(2027, 1, 14, 23, 0, tzinfo=UTC), True),  # the 15th begins
        (LATE_EVENING, True),
        (datetime(2027, 1, 15, 23, 0, tzinfo=UTC), False),  # the 16th: "tomorrow" is today
    ],
)
def test_tomorrow_is_the_next_local_day(now: datetime, truth: bool) -> None:
    tandem = announced_tandem()
    meeting = meeting_of(tandem, starts_at=datetime(2027, 1, 16, 8, 0, tzinfo=UTC))

    assert is_true("meeting-tomorrow", partner(tandem), now, meeting=meeting.pk, on="2027-01-16") is truth


def test_a_reminder_of_a_meeting_that_was_moved_is_not_true_any_more() -> None:
    tandem = announced_tandem()
    meeting = meeting_of(tandem, starts_at=NOW + timedelta(days=3))

    # On the day before the new date the old reminder is still in the outbox: only the new one is sent.
    day_before = NOW + timedelta(days=2)
    assert not is_true("meeting-tomorrow", partner(tandem), day_before, meeting=meeting.pk, on="2027-01-16")
    assert is_true("meeting-tomorrow", partner(tandem), day_before, meeting=meeting.pk, on="2027-01-18")


@pytest.mark.parametrize("state", [MeetingState.HELD, MeetingState.CANCELLED])
def test_a_meeting_that_was_cancelled_or_logged_is_not_announced(state: MeetingState) -> None:
    tandem = announced_tandem()
    meeting = meeting_of(tandem, starts_at=NOW + timedelta(days=1), state=state)

    assert not is_true("meeting-tomorrow", partner(tandem), meeting=meeting.pk, on="2027-01-16")


def test_nobody_but_the_partners_is_reminded() -> None:
    meeting = meeting_of(announced_tandem(), starts_at=NOW + timedelta(days=1))

    assert not is_true("meeting-tomorrow", stranger(), meeting=meeting.pk, on="2027-01-16")


@pytest.mark.parametrize("state", [PairingState.RESTING, PairingState.ENDED])
def test_a_tandem_that_rests_or_is_over_is_left_in_peace(state: PairingState) -> None:
    tandem = announced_tandem(state)
    ahead = meeting_of(tandem, starts_at=NOW + timedelta(days=1))
    past = meeting_of(tandem, starts_at=NOW - timedelta(days=3))

    assert not is_true("meeting-tomorrow", partner(tandem), meeting=ahead.pk, on="2027-01-16")
    assert not is_true("meeting-unanswered", partner(tandem), meeting=past.pk)


@pytest.mark.parametrize(
    ("age", "state", "truth"),
    [
        (timedelta(days=3), MeetingState.PLANNED, True),
        (timedelta(days=13), MeetingState.PLANNED, True),
        (timedelta(days=15), MeetingState.PLANNED, False),  # presumably held: nobody asks any more
        (-timedelta(days=1), MeetingState.PLANNED, False),
        (timedelta(days=3), MeetingState.HELD, False),
        (timedelta(days=3), MeetingState.CANCELLED, False),
    ],
)
def test_a_meeting_is_asked_about_while_nobody_has_said_anything(
    age: timedelta, state: MeetingState, truth: bool
) -> None:
    tandem = announced_tandem()
    meeting = meeting_of(tandem, starts_at=NOW - age, state=state)

    assert is_true("meeting-unanswered", partner(tandem), meeting=meeting.pk) is truth


def partner(tandem: Pairing) -> User:
    return tandem.mentor.participation.user


# --- requests and stepping back ----------------------------------------------------------------


def a_request(**fields: Any) -> SupportRequest:
    return SupportRequest.objects.create(sender=factories.UserFactory(), kind="change", text="Geheim", **fields)


def answered() -> dict[str, Any]:
    return {"state": RequestState.ANSWERED, "answer": "Geheim", "answered_at": NOW}


def test_a_request_is_news_until_it_is_answered() -> None:
    assert is_true("help-request", None, request=a_request().pk)
    assert not is_true("help-request", None, request=a_request(**answered()).pk)


def test_an_adviser_is_told_of_a_request_while_she_is_one(adviser: User) -> None:
    request = a_request(recipient=RequestRecipient.ADVISER)

    assert is_true("help-request", adviser, request=request.pk)
    RoleAssignment.objects.all().delete()
    assert not is_true("help-request", User.objects.get(pk=adviser.pk), request=request.pk)


def test_the_adviser_reads_a_request_on_the_site_and_the_team_in_the_admin(adviser: User) -> None:
    request = a_request()
    kind = kinds.get("help-request")

    def page_for(recipient: User | None) -> str:
        link = kind.link(outbox.draft("help-request", "1", recipient=recipient, request=request.pk))
        return resolve(link.removeprefix("http://testserver")).view_name

    assert page_for(adviser) == "mentoring:request_answer"
    assert page_for(None) == "admin:mentoring_supportrequest_change"


def test_an_answer_is_news_once_it_is_there() -> None:
    assert is_true("request-answered", stranger(), request=a_request(**answered()).pk)
    assert not is_true("request-answered", stranger(), request=a_request().pk)


@pytest.mark.parametrize("state", [PairingState.DECLINED, PairingState.APPROVED])
def test_the_team_learns_of_a_step_back(state: PairingState) -> None:
    tandem = factories.PairingFactory(state=state)

    assert is_true("step-back", None, pairing=tandem.pk) == (state == PairingState.DECLINED)


@pytest.mark.parametrize(
    ("kind", "references"),
    [
        ("mentor-invitation", {"mentor": 0}),
        ("mentor-confirmed", {"mentor": 0}),
        ("application-received", {"mentee": 0}),
        ("decision", {"mentee": 0}),
        ("tandem-announced", {"pairing": 0}),
        ("agreement-to-confirm", {"pairing": 0}),
        ("meeting-tomorrow", {"meeting": 0, "on": "2027-01-16"}),
        ("meeting-unanswered", {"meeting": 0}),
        ("help-request", {"request": 0}),
        ("request-answered", {"request": 0}),
        ("step-back", {"pairing": 0}),
    ],
)
def test_nothing_is_true_of_what_was_deleted(kind: str, references: dict[str, Any]) -> None:
    with transaction.atomic():
        outbox.queue(kind, "gone", recipient=stranger(), **references)

    assert not kinds.get(kind).is_still_true(Message.objects.get(), NOW)

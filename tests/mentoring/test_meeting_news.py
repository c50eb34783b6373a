"""What a partner is told when the other plans, changes or cancels a meeting, and when a tandem ends."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from accounts.models import User
from mentoring.actions import meetings, pairings
from mentoring.meeting_news import news_about
from mentoring.models import Meeting, MeetingKind, MeetingState, Pairing, PairingState
from mentoring.reminders.meetings import queue_meeting_messages
from notifications.delivery import deliver_due
from notifications.models import Message, MessageState
from tests.factories import NOW, TODAY
from tests.mentoring.tandems import announced_tandem, meeting_of
from tests.notifications.reading import Calendar, read

pytestmark = pytest.mark.django_db

IN_THREE_DAYS = NOW + timedelta(days=3)


@pytest.fixture
def tandem() -> Pairing:
    return announced_tandem()


@pytest.fixture
def mentee(tandem: Pairing) -> User:
    return tandem.mentee.participation.user


@pytest.fixture
def mentor(tandem: Pairing) -> User:
    return tandem.mentor.participation.user


@pytest.fixture
def planned(tandem: Pairing, mentee: User) -> Meeting:
    return plan(tandem, mentee)


def plan(tandem: Pairing, by: User, starts_at: datetime = IN_THREE_DAYS) -> Meeting:
    return meetings.plan(tandem, by=by, starts_at=starts_at, now=NOW, place="Raum 12")


def change(meeting: Meeting, by: User, **changes: Any) -> Meeting:
    meeting = Meeting.objects.get(pk=meeting.pk)
    known = {"starts_at": meeting.starts_at, "kind": meeting.kind, "minutes": meeting.minutes, "place": "Raum 12"}
    return meetings.change(meeting, by=by, now=NOW, version=meeting.version, **(known | changes))


def delivered() -> list[tuple[str, str, Calendar]]:
    """Deliver what waits; return to whom, with which subject and which calendar file."""
    mail.outbox.clear()
    deliver_due()
    found = []
    for email in mail.outbox:
        [file] = email.attachments
        content = file.content if isinstance(file.content, bytes) else file.content.encode()
        found.append((email.to[0].partition("<")[2].strip(">"), email.subject, read(content)))
    return found


def test_the_other_partner_learns_of_a_planned_meeting_and_can_keep_it(planned, mentor):
    [(to, subject, calendar)] = delivered()

    assert (to, subject) == (mentor.email, "Neu: Termin Mentoring am 18.01.2027")
    assert (calendar.method, calendar.entry.starts_at) == ("PUBLISH", IN_THREE_DAYS)
    assert "Raum 12" not in mail.outbox[0].body


def test_a_mentor_who_plans_tells_her_mentee(tandem, mentor, mentee):
    plan(tandem, mentor)

    assert [to for to, *_ in delivered()] == [mentee.email]


def test_what_was_logged_afterwards_is_not_told(tandem, mentor):
    meetings.log(tandem, by=mentor, starts_at=NOW - timedelta(days=1), now=NOW)

    assert delivered() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_at": IN_THREE_DAYS + timedelta(days=1)},
        {"minutes": 30},
        {"place": "Raum 14"},
        {"kind": MeetingKind.PRACTICE},
    ],
)
def test_every_change_is_told_with_a_higher_number(planned, mentee, mentor, changes):
    [(_, _, before)] = delivered()
    changed = change(planned, mentor, **changes)

    [(to, subject, calendar)] = delivered()

    assert (to, subject) == (mentee.email, f"Änderung: Termin Mentoring am {changed.starts_at:%d.%m.%Y}")
    assert calendar.entry.uid == before.entry.uid
    assert calendar.entry.sequence > before.entry.sequence
    assert calendar.entry.starts_at == changed.starts_at


def test_what_is_saved_without_a_change_is_not_told_and_changes_no_calendar(planned, mentor):
    delivered()
    saved = change(planned, mentor)

    assert (saved.sequence, saved.version) == (planned.sequence, planned.version)
    assert delivered() == []


def test_of_several_changes_only_the_last_is_told(planned, mentee, mentor):
    for days in (4, 5):
        change(planned, mentee, starts_at=NOW + timedelta(days=days))

    assert [(to, subject) for to, subject, _ in delivered()] == [
        (mentor.email, "Änderung: Termin Mentoring am 20.01.2027")
    ]


def test_whoever_was_told_of_a_meeting_is_told_that_it_is_called_off(planned, mentee, mentor):
    delivered()
    meetings.cancel(planned, by=mentee)

    [(to, subject, calendar)] = delivered()

    assert (to, subject) == (mentor.email, "Abgesagt: Termin Mentoring am 18.01.2027")
    assert (calendar.method, calendar.entry.status) == ("CANCEL", "CANCELLED")


def test_nobody_hears_first_of_a_meeting_when_it_is_called_off(planned, mentee):
    meetings.cancel(planned, by=mentee)

    assert delivered() == []
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.OBSOLETE}


@pytest.mark.parametrize(
    ("state", "attempts", "is_told"),
    [
        (MessageState.QUEUED, 0, False),
        (MessageState.QUEUED, 1, True),  # the connection broke; the mail may have been taken
        (MessageState.SENDING, 1, True),
        (MessageState.FAILED, 1, False),
        (MessageState.OBSOLETE, 1, False),
        (MessageState.OBSOLETE, 2, True),
    ],
)
def test_who_may_have_been_told_counts_as_told(planned, mentee, mentor, state, attempts, is_told):
    lease = NOW + timedelta(minutes=5) if state == MessageState.SENDING else None
    later = NOW + timedelta(minutes=1)
    Message.objects.update(state=state, attempts=attempts, leased_until=lease, due_at=later)
    meetings.cancel(planned, by=mentee)

    assert [to for to, *_ in delivered()] == [mentor.email] * is_told


def test_a_reminder_of_the_day_before_counts_as_told(tandem, mentee, mentor):
    meeting = meeting_of(tandem, starts_at=NOW + timedelta(days=1))
    queue_meeting_messages(NOW)
    assert {to for to, *_ in delivered()} == {mentee.email, mentor.email}
    meetings.cancel(meeting, by=mentor)

    assert [to for to, *_ in delivered()] == [mentee.email]


def test_that_a_meeting_of_the_past_did_not_take_place_is_not_told(tandem, mentee, clock):
    meeting = plan(tandem, mentee)
    delivered()
    clock.move_to(IN_THREE_DAYS + timedelta(hours=2))
    meetings.cancel(meeting, by=mentee)

    assert delivered() == []


@pytest.mark.parametrize("late", [timedelta(days=3), timedelta(days=4)])
def test_what_is_over_is_not_told_any_more(planned, mentee, clock, late):
    clock.shift(late)

    assert delivered() == []


def test_with_the_end_of_a_tandem_both_learn_that_their_meeting_is_called_off(planned, tandem, team_member):
    partners = [tandem.mentee.participation.user, tandem.mentor.participation.user]
    delivered()
    pairings.end(tandem, by=team_member, now=NOW)

    found = delivered()
    assert {to for to, *_ in found} == {partner.email for partner in partners}
    assert {calendar.method for *_, calendar in found} == {"CANCEL"}


def test_whoever_planned_a_meeting_learns_that_the_other_calls_it_off(planned, mentee, mentor):
    meetings.cancel(planned, by=mentor)

    assert [to for to, *_ in delivered()] == [mentee.email]


def test_whoever_planned_a_meeting_learns_it_even_after_a_change_that_nobody_told_her(planned, mentee, mentor):
    changed = change(planned, mentor, minutes=30)
    meetings.cancel(changed, by=mentor)

    assert [to for to, *_ in delivered()] == [mentee.email]


def test_a_meeting_that_was_planned_or_changed_today_is_not_told_again_as_tomorrows(tandem, mentee, clock):
    tomorrow = NOW + timedelta(days=1)
    planned, changed = plan(tandem, mentee, tomorrow), meeting_of(tandem, starts_at=tomorrow)
    change(changed, mentee, minutes=30)
    Message.objects.all().delete()

    queue_meeting_messages(NOW)

    assert not Message.objects.exists()
    Meeting.objects.filter(pk=planned.pk).update(entry_changed_at=NOW - timedelta(days=1))
    queue_meeting_messages(NOW)
    assert Message.objects.count() == 2


class TestStepBack:
    @pytest.fixture
    def stepped_back(self, tandem: Pairing, mentee: User) -> Pairing:
        pairings.step_back(tandem, by=mentee, now=NOW, today=TODAY)
        return Pairing.objects.get(pk=tandem.pk)

    def test_the_other_partner_reads_only_that_the_team_will_be_in_touch(self, stepped_back, mentor):
        deliver_due()

        [email] = [email for email in mail.outbox if mentor.email in email.to[0]]
        assert email.subject == "Mentoringprogramm: Wir melden uns bei Ihnen"
        assert "Das Projektteam meldet sich bald bei Ihnen" in email.body
        assert [word for word in ("zurück", "beendet", "Mentee") if word in email.body] == []

    def test_the_team_is_told_and_whoever_stepped_back_is_not(self, stepped_back, mentee, settings):
        deliver_due()

        receivers = [email.to[0] for email in mail.outbox]
        assert settings.TEAM_EMAIL in receivers
        assert [receiver for receiver in receivers if mentee.email in receiver] == []

    def test_it_is_told_only_while_the_team_has_not_mended_it(self, stepped_back):
        Pairing.objects.update(state=PairingState.ENDED)
        deliver_due()

        assert mail.outbox == []

    def test_nobody_but_the_partner_is_told(self, stepped_back, mentee):
        Message.objects.filter(kind="partner-step-back").update(recipient=announced_tandem().mentee.participation.user)
        deliver_due()

        assert len(mail.outbox) == 1  # to the team


def test_a_cancelled_meeting_is_told_to_a_partner_and_nobody_else(planned):
    Meeting.objects.update(state=MeetingState.CANCELLED)
    message, *_ = news_about(Meeting.objects.get(), "meeting-cancelled")
    message.recipient = announced_tandem().mentee.participation.user
    message.save()
    Message.objects.filter(kind="meeting-planned").update(
        state=MessageState.SENT, sent_at=NOW, recipient=message.recipient
    )

    assert delivered() == []

"""Meetings in calendars: in the file of each, in the mail, and in the feeds of both partners (R12)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from mentoring.actions import meetings, pairings
from mentoring.calendars import meeting_file
from mentoring.models import Meeting, MeetingKind, MeetingState, Pairing, PairingState
from mentoring.reminders.meetings import reminders_of
from notifications import feeds
from notifications.rendering import as_email
from tests import factories
from tests.factories import NOW, TODAY
from tests.mentoring.tandems import announced_tandem, meeting_of
from tests.notifications.reading import Entry, read

pytestmark = pytest.mark.django_db

MAILBOX = "termine@kerpen.example"
SECRET = "Kanarienvogel"
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def tandem() -> Pairing:
    return announced_tandem(PairingState.ACTIVE)


@pytest.fixture
def mentee(tandem: Pairing) -> User:
    return tandem.mentee.participation.user


@pytest.fixture
def mentor(tandem: Pairing) -> User:
    return tandem.mentor.participation.user


def in_feed(user: User, now: datetime = NOW) -> list[Entry]:
    return list(read(feeds.content_of(user, now)).entries)


def in_file(meeting: Meeting, to: User | None = None) -> Entry:
    return read(meeting_file(Meeting.objects.get(pk=meeting.pk), to).content).entry


def moved(meeting: Meeting, by: User, **changes: Any) -> Meeting:
    known = {"starts_at": meeting.starts_at, "kind": MeetingKind.CONVERSATION, "minutes": None, "place": ""}
    return meetings.change(meeting, by=by, now=NOW, version=meeting.version, **(known | changes))


# --- feeds -----------------------------------------------------------------------------------


def test_both_partners_find_what_is_planned_and_what_took_place(tandem, mentee, mentor):
    held = meeting_of(tandem, starts_at=NOW - timedelta(days=30), state=MeetingState.HELD)
    planned = meeting_of(tandem, starts_at=TOMORROW)

    for partner in (mentee, mentor):
        assert [entry.starts_at for entry in in_feed(partner)] == [held.starts_at, planned.starts_at]


def test_the_entry_in_the_feed_is_the_one_of_the_file(tandem, mentee):
    meeting = meeting_of(tandem, starts_at=TOMORROW)

    assert in_feed(mentee) == [in_file(meeting)]


def test_meetings_of_other_tandems_are_in_nobodys_feed(tandem, mentee):
    meeting_of(announced_tandem(PairingState.ACTIVE, cohort=tandem.mentee.participation.cohort), starts_at=TOMORROW)

    assert in_feed(mentee) == []
    assert in_feed(factories.UserFactory()) == []


@pytest.mark.parametrize("role", ["team_member", "administrator", "adviser"])
def test_nobody_finds_meetings_of_others_for_what_she_does_for_the_programme(tandem, role, request):
    meeting_of(tandem, starts_at=TOMORROW)

    assert in_feed(request.getfixturevalue(role)) == []


def test_a_tandem_that_was_not_announced_shows_in_no_feed():
    tandem = factories.PairingFactory(state=PairingState.APPROVED)
    meeting_of(tandem, starts_at=TOMORROW)

    assert in_feed(tandem.mentee.participation.user) == []


def test_a_cancelled_meeting_leaves_the_feeds_of_both(tandem, mentee, mentor):
    meeting = meeting_of(tandem, starts_at=TOMORROW)
    meetings.cancel(meeting, by=mentor)

    assert (in_feed(mentee), in_feed(mentor)) == ([], [])


def test_when_a_tandem_ends_what_was_planned_leaves_and_what_was_held_stays(tandem, mentee, team_member):
    held = meeting_of(tandem, starts_at=NOW - timedelta(days=30), state=MeetingState.HELD)
    meeting_of(tandem, starts_at=TOMORROW)
    pairings.end(tandem, by=team_member, now=NOW)

    assert [entry.starts_at for entry in in_feed(mentee)] == [held.starts_at]


@pytest.mark.parametrize(("days", "is_there"), [(364, True), (366, False)])
def test_meetings_leave_after_twelve_months(tandem, mentee, days, is_there):
    meeting_of(tandem, starts_at=NOW - timedelta(days=days), state=MeetingState.HELD)

    assert bool(in_feed(mentee)) is is_there


def test_a_feed_tells_nothing_of_place_notes_and_partner(tandem, mentee, mentor):
    meeting = meeting_of(tandem, starts_at=TOMORROW)
    meetings.write_shared_notes(meeting, SECRET, by=mentee, version=1)
    meetings.write_own_note(meeting, SECRET, by=mentee, version=None)
    meeting.text.place = SECRET
    meeting.text.save(update_fields=["place"])

    text = feeds.content_of(mentee, NOW).decode().replace("\r\n ", "")

    private = (SECRET, mentor.last_name, mentor.email, mentee.last_name, mentee.email, meeting.get_kind_display())
    assert [word for word in private if word in text] == []
    assert in_feed(mentee)[0].title == "Termin Mentoring"


def test_a_feed_of_many_meetings_takes_three_statements(tandem, mentee, django_assert_max_num_queries):
    for days in range(30):
        meeting_of(tandem, starts_at=TOMORROW + timedelta(days=days))

    with django_assert_max_num_queries(3):
        assert len(in_feed(mentee)) == 30


# --- changes ---------------------------------------------------------------------------------


def test_a_moved_meeting_is_the_same_entry_with_a_higher_number(tandem, mentee, clock):
    meeting = meeting_of(tandem, starts_at=TOMORROW)
    before = in_feed(mentee)[0]
    clock.shift(timedelta(hours=1))
    moved(meeting, mentee, starts_at=TOMORROW + timedelta(days=2))

    after = in_feed(mentee)[0]

    assert (after.uid, after.sequence) == (before.uid, before.sequence + 1)
    assert after.starts_at == TOMORROW + timedelta(days=2)
    assert after.stamp >= before.stamp + timedelta(hours=1)


def test_another_length_is_a_change_too_when_it_is_logged(tandem, mentee):
    meeting = meeting_of(tandem, starts_at=NOW - timedelta(days=1), state=MeetingState.HELD, minutes=60)

    def log(minutes: int) -> Entry:
        now_at = Meeting.objects.get(pk=meeting.pk)
        meetings.complete_log(
            now_at, by=mentee, minutes=minutes, goals=[], kind=MeetingKind.FEEDBACK, version=now_at.version
        )
        return in_feed(mentee)[0]

    assert [log(60).sequence, log(90).sequence] == [0, 1]
    assert in_feed(mentee)[0].ends_at == meeting.starts_at + timedelta(minutes=90)


def test_notes_and_the_answer_that_it_took_place_leave_the_feed_as_it_was(tandem, mentee, mentor):
    meeting = meeting_of(tandem, starts_at=NOW - timedelta(days=1))
    before = feeds.content_of(mentee, NOW)
    meetings.write_shared_notes(meeting, "Text", by=mentee, version=1)
    meetings.mark_held(meeting, by=mentor, now=NOW)

    assert feeds.content_of(mentee, NOW) == before


def test_the_file_of_a_cancelled_meeting_takes_the_entry_away(tandem, mentee):
    meeting = meeting_of(tandem, starts_at=TOMORROW)
    before = in_file(meeting)
    meetings.cancel(meeting, by=mentee)

    after = in_file(meeting)

    assert (after.uid, after.sequence, after.status) == (before.uid, before.sequence + 1, "CANCELLED")


def test_with_the_end_of_a_tandem_the_files_take_the_entries_away(tandem, team_member):
    meeting = meeting_of(tandem, starts_at=TOMORROW)
    pairings.end(tandem, by=team_member, now=NOW)

    assert (in_file(meeting).sequence, in_file(meeting).status) == (1, "CANCELLED")


# --- mails -----------------------------------------------------------------------------------


def test_each_partner_is_asked_alone_where_answers_are_taken(tandem, mentee, mentor, settings):
    settings.CALENDAR_MAILBOX = MAILBOX

    for message in reminders_of(meeting_of(tandem, starts_at=TOMORROW), TODAY):
        [file] = as_email(message).attachments
        calendar = read(file.content.encode() if isinstance(file.content, str) else file.content)
        assert calendar.method == "REQUEST"
        assert calendar.entry.organizer == f"mailto:{MAILBOX}"
        assert calendar.entry.attendees == ((f"mailto:{message.recipient.email}", True, "NEEDS-ACTION"),)

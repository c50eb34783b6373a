"""Planning and logging meetings (R8), and the notes on them (R9)."""

from datetime import timedelta

import pytest
from django.db import connection

from accounts.errors import Conflict, Refused, Stale
from mentoring import access
from mentoring.actions import meetings
from mentoring.models import (
    GoalState,
    Meeting,
    MeetingKind,
    MeetingNote,
    MeetingState,
    MeetingText,
    PairingState,
)
from tests import factories
from tests.mentoring.tandems import announced_tandem, meeting_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def tandem():
    return announced_tandem(PairingState.ACTIVE)


@pytest.fixture
def mentee(tandem):
    return tandem.mentee.participation.user


@pytest.fixture
def mentor(tandem):
    return tandem.mentor.participation.user


def test_either_partner_plans_a_meeting(tandem, mentee, mentor, now):
    for days, user in enumerate((mentee, mentor), start=3):
        meeting = meetings.plan(tandem, by=user, starts_at=now + timedelta(days=days), now=now, place="Raum 12")
        assert meeting.state == MeetingState.PLANNED
        assert meeting.text.place == "Raum 12"


def test_a_tandem_that_was_not_announced_has_no_meetings(now):
    tandem = factories.PairingFactory(state=PairingState.APPROVED)
    with pytest.raises(Refused):
        meetings.plan(tandem, by=tandem.mentee.participation.user, starts_at=now + timedelta(days=3), now=now)


@pytest.mark.parametrize("state", [PairingState.RESTING, PairingState.COMPLETED, PairingState.ENDED])
def test_a_tandem_that_rests_or_is_over_plans_nothing(state, now):
    tandem = announced_tandem(state)
    with pytest.raises(Refused):
        meetings.plan(tandem, by=tandem.mentee.participation.user, starts_at=now + timedelta(days=3), now=now)


def test_a_stranger_plans_nothing(tandem, now):
    stranger = announced_tandem(PairingState.ACTIVE).mentor.participation.user
    with pytest.raises(Refused):
        meetings.plan(tandem, by=stranger, starts_at=now + timedelta(days=3), now=now)


def test_the_past_is_logged_and_the_future_planned(tandem, mentee, now):
    with pytest.raises(Refused):
        meetings.plan(tandem, by=mentee, starts_at=now - timedelta(days=1), now=now)
    with pytest.raises(Refused):
        meetings.log(tandem, by=mentee, starts_at=now + timedelta(days=1), now=now)
    assert meetings.log(tandem, by=mentee, starts_at=now - timedelta(days=1), now=now).state == MeetingState.HELD


def test_moving_a_meeting_raises_the_sequence_of_its_calendar_entry(tandem, mentee, now):
    meeting = meeting_of(tandem, starts_at=now + timedelta(days=3))
    moved = meetings.change(
        meeting,
        by=mentee,
        starts_at=now + timedelta(days=4),
        now=now,
        kind=MeetingKind.FEEDBACK,
        minutes=90,
        place="Raum 7",
        version=1,
    )
    assert (moved.sequence, moved.version, moved.uid) == (1, 2, meeting.uid)
    assert MeetingText.objects.get(meeting=meeting).place == "Raum 7"


def test_moving_in_two_tabs_overwrites_nothing(tandem, mentee, mentor, now):
    meeting = meeting_of(tandem, starts_at=now + timedelta(days=3))
    details = {"now": now, "kind": MeetingKind.CONVERSATION, "minutes": None, "place": "", "version": 1}
    meetings.change(meeting, by=mentee, starts_at=now + timedelta(days=4), **details)
    with pytest.raises(Conflict):
        meetings.change(meeting, by=mentor, starts_at=now + timedelta(days=5), **details)
    assert Meeting.objects.get().starts_at == now + timedelta(days=4)


def test_a_meeting_is_marked_as_held_once_and_not_before_it_begins(tandem, mentor, now):
    meeting = meeting_of(tandem, starts_at=now + timedelta(hours=1))
    with pytest.raises(Refused):
        meetings.mark_held(meeting, by=mentor, now=now)
    later = now + timedelta(hours=2)
    assert meetings.mark_held(meeting, by=mentor, now=later).state == MeetingState.HELD
    with pytest.raises(Stale):
        meetings.mark_held(meeting, by=mentor, now=later)
    with pytest.raises(Stale):
        meetings.cancel(meeting, by=mentor)


def test_logging_puts_touched_goals_to_work_when_the_mentee_says_so(tandem, mentee, now):
    goal = factories.GoalFactory(mentee=tandem.mentee)
    meeting = meeting_of(tandem, state=MeetingState.HELD, starts_at=now - timedelta(days=1))
    meetings.complete_log(
        meeting, by=mentee, minutes=60, goals=[goal], kind=MeetingKind.CONVERSATION, version=meeting.version
    )
    goal.refresh_from_db()
    assert goal.state == GoalState.IN_WORK
    assert list(meeting.goals.all()) == [goal]


def test_the_mentor_does_not_change_the_state_of_a_goal_by_logging(tandem, mentor, now):
    goal = factories.GoalFactory(mentee=tandem.mentee)
    meeting = meeting_of(tandem, state=MeetingState.HELD, starts_at=now - timedelta(days=1))
    meetings.complete_log(
        meeting, by=mentor, minutes=60, goals=[goal], kind=MeetingKind.CONVERSATION, version=meeting.version
    )
    goal.refresh_from_db()
    assert goal.state == GoalState.OPEN


def test_goals_of_another_mentee_cannot_be_touched(tandem, mentee, now):
    meeting = meeting_of(tandem, state=MeetingState.HELD, starts_at=now - timedelta(days=1))
    with pytest.raises(Refused):
        meetings.complete_log(
            meeting,
            by=mentee,
            minutes=60,
            goals=[factories.GoalFactory()],
            kind=MeetingKind.CONVERSATION,
            version=meeting.version,
        )


def test_shared_notes_of_two_tabs_meet_a_conflict(tandem, mentee, mentor):
    meeting = meeting_of(tandem)
    meetings.write_shared_notes(meeting, "Erster Text", by=mentee, version=1)
    with pytest.raises(Conflict):
        meetings.write_shared_notes(meeting, "Zweiter Text", by=mentor, version=1)
    assert MeetingText.objects.get(meeting=meeting).notes == "Erster Text"


def test_own_notes_are_read_by_their_author_alone(tandem, mentee, mentor):
    meeting = meeting_of(tandem)
    meetings.write_own_note(meeting, "Nur für mich", by=mentee, version=None)
    assert [note.text for note in access.notes_visible_to(mentee)] == ["Nur für mich"]
    assert not access.notes_visible_to(mentor).exists()


def test_an_emptied_own_note_is_gone(tandem, mentee):
    meeting = meeting_of(tandem)
    meetings.write_own_note(meeting, "Nur für mich", by=mentee, version=None)
    meetings.write_own_note(meeting, "", by=mentee, version=1)
    assert not MeetingNote.objects.exists()


def test_notes_and_places_stand_encrypted_in_the_database(tandem, mentee):
    meeting = meeting_of(tandem)
    meetings.write_shared_notes(meeting, "Streng vertraulich", by=mentee, version=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT place, notes FROM mentoring_meetingtext")
        place, notes = cursor.fetchone()
    assert "Raum" not in place
    assert "vertraulich" not in notes


def test_a_former_partner_keeps_reading_and_no_longer_writes(now):
    tandem = announced_tandem(PairingState.ENDED)
    mentee = tandem.mentee.participation.user
    meeting = meeting_of(tandem, state=MeetingState.HELD)
    assert access.meetings_visible_to(mentee).get() == meeting
    with pytest.raises(Refused):
        meetings.write_shared_notes(meeting, "Nachtrag", by=mentee, version=1)


def test_a_planned_meeting_counts_as_presumably_held_after_two_weeks(tandem, now):
    recent = meeting_of(tandem, starts_at=now - timedelta(days=13))
    old = meeting_of(tandem, starts_at=now - timedelta(days=15))
    assert list(Meeting.objects.unanswered(now)) == [recent]
    assert list(Meeting.objects.presumably_held(now)) == [old]


# --- the edges -------------------------------------------------------------------------------


def test_two_meetings_are_not_at_the_same_time_unless_one_was_called_off(tandem, mentee, mentor, now):
    at = now + timedelta(days=3)
    planned = meetings.plan(tandem, by=mentee, starts_at=at, now=now)
    with pytest.raises(Refused):
        meetings.plan(tandem, by=mentor, starts_at=at, now=now)
    with pytest.raises(Refused):
        meetings.log(tandem, by=mentor, starts_at=at, now=at)
    Meeting.objects.filter(pk=planned.pk).update(state=MeetingState.CANCELLED)
    meetings.plan(tandem, by=mentor, starts_at=at, now=now)


def test_nothing_is_moved_into_the_past(tandem, mentee, now):
    planned = meetings.plan(tandem, by=mentee, starts_at=now + timedelta(days=3), now=now)
    with pytest.raises(Refused):
        meetings.change(
            planned, by=mentee, starts_at=now, now=now, kind=planned.kind, minutes=None, place="", version=1
        )


def test_a_meeting_that_begins_this_moment_is_logged_and_not_planned(tandem, mentee, now):
    with pytest.raises(Refused):
        meetings.plan(tandem, by=mentee, starts_at=now, now=now)
    assert meetings.log(tandem, by=mentee, starts_at=now, now=now).state == MeetingState.HELD
    begins = meeting_of(tandem, starts_at=now)
    assert meetings.mark_held(begins, by=mentee, now=now).state == MeetingState.HELD


def test_only_what_is_planned_is_moved_and_only_what_was_held_is_logged(tandem, mentee, now):
    meeting = meeting_of(tandem, starts_at=now - timedelta(days=1))
    details = {"minutes": 60, "goals": [], "kind": MeetingKind.CONVERSATION}
    with pytest.raises(Refused):
        meetings.complete_log(meeting, by=mentee, version=1, **details)
    meetings.mark_held(meeting, by=mentee, now=now)
    with pytest.raises(Conflict):
        meetings.complete_log(meeting, by=mentee, version=1, **details)
    assert meetings.complete_log(meeting, by=mentee, version=2, **details).minutes == 60
    later = {"starts_at": now + timedelta(days=1), "kind": MeetingKind.CONVERSATION, "minutes": 60, "place": ""}
    with pytest.raises(Refused):
        meetings.change(meeting, by=mentee, now=now, version=Meeting.objects.get(pk=meeting.pk).version, **later)

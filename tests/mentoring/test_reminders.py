"""Whom a year reminds of what, when, and until when it is true."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mentoring.models import Cohort, MeetingState, MenteeState, MentorState, Pairing, PairingState
from mentoring.reminders import REMINDERS, scanning
from mentoring.reminders.applications import DraftLapsing, InvitationReminder
from mentoring.reminders.goals import SupplyLow
from mentoring.reminders.tandems import AgreementReminder, FirstMeeting, Silence
from notifications import kinds
from notifications.models import Message, MessageState
from tests.factories import NOW, TODAY, CohortFactory, GoalFactory, MenteeFactory, MentorFactory
from tests.mentoring.mail_examples import a_year_under_way, began_on
from tests.mentoring.tandems import announced_tandem, meeting_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def scan(reminder, now=NOW):
    """Let a scan run twice, and return the messages of its kind."""
    for _time in range(2):
        scanning.queue_reminders([reminder], now)
    return list(Message.objects.filter(kind=reminder.code).order_by("pk"))


def is_true(message, now=NOW):
    return kinds.get(message.kind).is_still_true(message, now)


class TestDrafts:
    @pytest.fixture
    def draft(self):
        cohort = CohortFactory(applications_close_on=TODAY + 8 * DAY)
        mentee = MenteeFactory(cohort=cohort, state=MenteeState.DRAFT)
        began_on(mentee.participation, NOW - DAY)
        return mentee

    def test_are_reminded_of_eight_days_and_one_day_before_the_close(self, draft):
        assert scan(DraftLapsing(), NOW - DAY) == []
        assert len(scan(DraftLapsing(), NOW)) == 1
        assert len(scan(DraftLapsing(), NOW + 6 * DAY)) == 1
        assert len(scan(DraftLapsing(), NOW + 7 * DAY)) == 2
        assert len(scan(DraftLapsing(), NOW + 9 * DAY)) == 2

    def test_the_first_reminder_is_over_when_the_last_begins(self, draft):
        [first] = scan(DraftLapsing())

        assert is_true(first, NOW + 6 * DAY)
        assert not is_true(first, NOW + 7 * DAY)

    def test_who_has_sent_hers_is_left_in_peace(self, draft):
        [message] = scan(DraftLapsing())
        draft.state, draft.submitted_at = MenteeState.SUBMITTED, NOW
        draft.save()

        assert not is_true(message)

    def test_who_began_on_that_day_is_not_told_at_once(self, draft):
        began_on(draft.participation, NOW)

        assert scan(DraftLapsing()) == []

    def test_the_days_are_the_years_own(self, draft):
        Cohort.objects.update(first_draft_reminder_days=5)

        assert scan(DraftLapsing()) == []
        assert len(scan(DraftLapsing(), NOW + 3 * DAY)) == 1


class TestInvitations:
    @pytest.fixture
    def mentor(self):
        return MentorFactory(state=MentorState.INVITED, invited_at=NOW - 7 * DAY)

    def test_are_reminded_of_once(self, mentor):
        assert scan(InvitationReminder(), NOW - DAY) == []
        assert len(scan(InvitationReminder())) == 1
        assert len(scan(InvitationReminder(), NOW + 14 * DAY)) == 1

    def test_who_has_answered_is_left_in_peace(self, mentor):
        [message] = scan(InvitationReminder())
        mentor.state = MentorState.WITHDRAWN
        mentor.save()

        assert not is_true(message)

    def test_after_the_start_nobody_is_asked_any_more(self, mentor):
        [message] = scan(InvitationReminder())

        assert not is_true(message, NOW + 60 * DAY)


class TestAgreements:
    def test_both_are_reminded_and_who_has_confirmed_is_not(self):
        tandem = announced_tandem(PairingState.APPROVED)
        cohort = a_year_under_way(tandem, days=14)
        assert scan(AgreementReminder(), NOW - DAY) == []
        agreement = tandem.agreement
        agreement.mentor_confirmed_version, agreement.mentor_confirmed_at = agreement.version, NOW
        agreement.save()
        [message] = scan(AgreementReminder())
        assert message.recipient == tandem.mentee.participation.user
        assert message.scope == f"cohort:{cohort.pk}"

        agreement.mentee_confirmed_version, agreement.mentee_confirmed_at = agreement.version, NOW
        agreement.save()
        assert not is_true(message)


class TestFirstMeetings:
    @pytest.fixture
    def tandem(self):
        tandem = announced_tandem(PairingState.ACTIVE)
        a_year_under_way(tandem, days=14)
        return tandem

    def test_the_mentee_is_told_once_a_fortnight_after_the_start(self, tandem):
        assert scan(FirstMeeting(), NOW - DAY) == []
        [message] = scan(FirstMeeting())
        assert message.recipient == tandem.mentee.participation.user
        assert len(scan(FirstMeeting(), NOW + 20 * DAY)) == 1

    def test_a_late_announcement_counts_as_the_start(self, tandem):
        Pairing.objects.update(announced_at=NOW - 5 * DAY)

        assert scan(FirstMeeting()) == []

    def test_a_meeting_that_is_planned_ends_it_and_a_cancelled_one_does_not(self, tandem):
        [message] = scan(FirstMeeting())
        meeting = meeting_of(tandem, starts_at=NOW + DAY, state=MeetingState.CANCELLED)
        assert is_true(message)

        meeting.state = MeetingState.PLANNED
        meeting.save()
        assert not is_true(message)


class TestSilence:
    @pytest.fixture
    def tandem(self):
        """A tandem of a year with a rhythm of six weeks that began eight weeks and a day ago."""
        tandem = announced_tandem(PairingState.ACTIVE)
        a_year_under_way(tandem, days=57)
        return tandem

    def test_both_are_told_after_the_rhythm_and_two_weeks_and_again_after_as_long(self, tandem):
        assert scan(Silence(), NOW - 2 * DAY) == []
        assert {message.recipient for message in scan(Silence())} == {
            tandem.mentee.participation.user,
            tandem.mentor.participation.user,
        }
        assert len(scan(Silence(), NOW + 50 * DAY)) == 2
        assert len(scan(Silence(), NOW + 57 * DAY)) == 4

    def test_an_earlier_reminder_is_over_when_the_next_begins(self, tandem):
        first, _second = scan(Silence())

        assert is_true(first, NOW + 50 * DAY)
        assert not is_true(first, NOW + 57 * DAY)

    @pytest.mark.parametrize("days", [-20, 20])
    def test_a_meeting_held_or_planned_ends_it(self, tandem, days):
        first, _second = scan(Silence())
        meeting_of(tandem, starts_at=NOW + days * DAY, state="held" if days < 0 else "planned")

        assert not is_true(first)

    def test_the_two_agreed_on_another_rhythm(self, tandem):
        tandem.agreement.rhythm_weeks = 10
        tandem.agreement.save()

        assert scan(Silence()) == []

    def test_after_a_rest_the_time_begins_anew(self, tandem):
        first, _second = scan(Silence())
        Pairing.objects.update(resumed_at=NOW - DAY)

        assert not is_true(first)
        assert len(scan(Silence(), NOW + 54 * DAY)) == 2
        assert len(scan(Silence(), NOW + 56 * DAY)) == 4

    @pytest.mark.parametrize("state", [PairingState.RESTING, PairingState.ENDED])
    def test_a_tandem_that_rests_or_is_over_is_left_in_peace(self, state):
        a_year_under_way(announced_tandem(state), days=57)

        assert scan(Silence()) == []


class TestSupply:
    @pytest.fixture
    def tandem(self):
        tandem = announced_tandem(PairingState.ACTIVE)
        a_year_under_way(tandem, days=31)
        return tandem

    def test_who_has_too_few_goals_is_told_at_most_monthly(self, tandem):
        GoalFactory(mentee=tandem.mentee)
        assert scan(SupplyLow(), NOW - 5 * DAY) == []
        assert len(scan(SupplyLow())) == 1
        assert len(scan(SupplyLow(), NOW + 28 * DAY)) == 1
        assert len(scan(SupplyLow(), NOW + 29 * DAY)) == 2

    @pytest.mark.parametrize(("days", "is_told"), [(29, False), (31, True)])
    def test_between_two_reminders_there_is_a_month(self, tandem, days, is_told):
        [message] = scan(SupplyLow(), NOW + 28 * DAY)
        message.state, message.sent_at = MessageState.SENT, NOW + 28 * DAY
        message.save()

        assert (len(scan(SupplyLow(), NOW + (28 + days) * DAY)) == 2) is is_told

    def test_who_has_enough_is_not(self, tandem):
        [message] = scan(SupplyLow())
        GoalFactory.create_batch(2, mentee=tandem.mentee)

        assert not is_true(message)

    def test_near_the_end_of_the_year_nobody_is(self, tandem):
        assert scan(SupplyLow(), NOW + 300 * DAY) == []


def test_a_year_that_is_over_reminds_nobody():
    a_year_under_way(announced_tandem(PairingState.ACTIVE), days=400)
    scanning.queue_reminders(REMINDERS, NOW)

    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "reminder", [AgreementReminder(), FirstMeeting(), Silence(), SupplyLow()], ids=lambda reminder: reminder.code
)
def test_many_tandems_take_as_many_statements_as_one(reminder):
    def statements():
        Message.objects.all().delete()
        with CaptureQueriesContext(connection) as captured:
            scanning.queue_reminders([reminder], NOW)
        return len(captured), Message.objects.count()

    tandem = announced_tandem(PairingState.ACTIVE)
    cohort = a_year_under_way(tandem, days=57)
    with_one, messages = statements()
    for _ in range(2):
        a_year_under_way(announced_tandem(PairingState.ACTIVE, cohort=cohort), days=57)

    assert statements() == (with_one, 3 * messages)
    assert messages > 0

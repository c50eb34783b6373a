"""When a message goes out: what its reader chose, and one reminder a week (R12)."""

from datetime import timedelta

import pytest

from notifications.delivery import deliver_due
from notifications.kinds import Choice
from notifications.models import MailPreference, Message, MessageState, ReminderTurn, Rhythm
from notifications.summaries import WeeklySummary, queue_summaries
from tests.factories import NOW, UserFactory
from tests.notifications.mailing import ScriptedServer, queued

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)
# NOW is a Friday.
MONDAY = NOW.replace(day=18, hour=7, minute=5)


@pytest.fixture
def reader():
    return UserFactory()


def prefers(reader, **fields):
    MailPreference.objects.create(user=reader, **fields)


def states():
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def test_who_chose_nothing_is_told_at_once(server, note, reader):
    note.choice = Choice.WEEKLY
    queued(1, recipient=reader)
    deliver_due()

    assert states() == [MessageState.SENT]


def test_a_mandatory_message_goes_out_whatever_somebody_chose(server, note, reader):
    prefers(reader, rhythm=Rhythm.WEEKLY, wants_tomorrow=False)
    queued(1, recipient=reader)
    deliver_due()

    assert states() == [MessageState.SENT]


def test_tomorrows_appointment_can_be_off(server, note, reader):
    note.choice = Choice.TOMORROW
    prefers(reader, wants_tomorrow=False)
    queued(1, recipient=reader)
    deliver_due()

    assert states() == [MessageState.OBSOLETE]
    assert ScriptedServer.taken == []


class TestOneReminderAWeek:
    @pytest.fixture(autouse=True)
    def _reminds(self, note):
        note.is_reminder = True

    def test_the_second_one_waits_a_week_and_is_no_attempt(self, server, reader, clock):
        queued(2, recipient=reader)
        deliver_due()
        assert states() == [MessageState.SENT, MessageState.QUEUED]
        assert Message.objects.last().attempts == 0

        clock.shift(WEEK - timedelta(days=1))
        deliver_due()
        assert states() == [MessageState.SENT, MessageState.QUEUED]
        clock.shift(timedelta(days=1))
        deliver_due()
        assert states() == [MessageState.SENT, MessageState.SENT]

    def test_what_is_no_longer_true_by_then_is_not_sent_and_takes_no_turn(self, server, note, reader, clock):
        queued(2, recipient=reader)
        deliver_due()
        note.is_true = lambda message, now: False
        clock.shift(WEEK)
        deliver_due()

        assert states() == [MessageState.SENT, MessageState.OBSOLETE]
        assert ReminderTurn.objects.get().day == NOW.date()

    def test_others_are_reminded_of_their_own(self, server):
        queued(2)
        deliver_due()

        assert states() == [MessageState.SENT, MessageState.SENT]

    def test_one_that_has_to_be_sent_again_keeps_its_turn(self, server, reader, clock):
        [message] = queued(1, recipient=reader)
        ScriptedServer.refusals = {reader.email: OSError()}
        deliver_due()
        ScriptedServer.refusals = {}
        clock.shift(timedelta(minutes=2))
        deliver_due()

        assert states() == [MessageState.SENT]
        assert ReminderTurn.objects.get().message == message


class TestWeeklySummary:
    @pytest.fixture(autouse=True)
    def _weekly(self, note, reader):
        note.choice = Choice.WEEKLY
        prefers(reader, rhythm=Rhythm.WEEKLY)

    def held(self, reader, count=2):
        messages = queued(count, recipient=reader)
        deliver_due()
        return messages

    def test_messages_are_held_until_monday_and_told_in_one_mail(self, server, reader, clock):
        self.held(reader)
        assert states() == [MessageState.HELD, MessageState.HELD]
        queue_summaries(NOW)
        assert Message.objects.count() == 2

        clock.move_to(MONDAY)
        queue_summaries(MONDAY)
        deliver_due()
        [mail] = ScriptedServer.taken
        assert mail.subject == "Ihre Woche im Mentoringprogramm"
        assert states() == [MessageState.SENT] * 3

    def test_two_scans_make_one_summary(self, server, reader, clock):
        self.held(reader)
        clock.move_to(MONDAY)
        queue_summaries(MONDAY)
        queue_summaries(MONDAY)

        assert Message.objects.filter(kind=WeeklySummary.code).count() == 1

    def test_a_scan_that_comes_days_late_still_makes_it(self, server, reader, clock):
        self.held(reader)
        clock.move_to(MONDAY + timedelta(days=3))
        queue_summaries(MONDAY + timedelta(days=3))
        deliver_due()

        assert len(ScriptedServer.taken) == 1

    def test_only_what_is_still_true_on_its_day_is_told(self, server, note, reader, clock):
        _first, second = self.held(reader)
        note.is_true = lambda message, now: message.pk == second.pk
        clock.move_to(MONDAY)
        queue_summaries(MONDAY)
        deliver_due()

        assert states() == [MessageState.OBSOLETE, MessageState.SENT, MessageState.SENT]

    def test_without_anything_true_there_is_no_mail(self, server, note, reader, clock):
        self.held(reader)
        note.is_true = lambda message, now: False
        clock.move_to(MONDAY)
        queue_summaries(MONDAY)
        deliver_due()

        assert ScriptedServer.taken == []
        assert states() == [MessageState.OBSOLETE] * 3

    def test_of_a_summary_for_a_closed_account_nothing_counts_as_told(self, server, reader, clock):
        self.held(reader)
        clock.move_to(MONDAY)
        queue_summaries(MONDAY)
        reader.is_active = False
        reader.save()
        deliver_due()

        assert ScriptedServer.taken == []
        assert states() == [MessageState.OBSOLETE] * 3

    def test_what_comes_after_monday_morning_waits_for_the_next_one(self, server, reader, clock):
        clock.move_to(MONDAY)
        self.held(reader)
        queue_summaries(MONDAY)
        assert not Message.objects.filter(kind=WeeklySummary.code).exists()

        clock.shift(WEEK)
        queue_summaries(MONDAY + WEEK)
        assert Message.objects.filter(kind=WeeklySummary.code).count() == 1

"""A database from a backup is told what has gone out since: it goes out once, and all else does go out (R12)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.actions import restoring
from accounts.journal_mark import State
from accounts.models import User
from mentoring import reminders
from mentoring.models import PairingState
from notifications import outbox
from notifications.delivery import deliver_due
from notifications.kinds import Choice
from notifications.models import MailPreference, Message, MessageState, Rhythm
from notifications.restored import Settled, settle_sent
from notifications.summaries import queue_summaries
from tests.factories import NOW, UserFactory
from tests.mentoring.tandems import announced_tandem, meeting_of
from tests.notifications.mailing import CODE, Note, ScriptedServer, queued

pytestmark = pytest.mark.django_db

Server = type[ScriptedServer]
# NOW is a Friday.
MONDAY = NOW.replace(day=18, hour=7, minute=5)


@pytest.fixture(autouse=True)
def _outside_world(note: Note, server: Server) -> None:
    """Every test here knows the kind and the mail server."""


@pytest.fixture
def reader() -> User:
    return UserFactory()


def lost(happens: Callable[[], object]) -> None:
    """Let something happen after the backup that is restored then. What it wrote into the journal stays."""
    backup = transaction.savepoint()
    happens()
    transaction.savepoint_rollback(backup)


def told() -> Settled:
    settled = settle_sent()
    restoring.catch_up()
    return settled


def states() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def tell(occasion: str, reader: User) -> None:
    with transaction.atomic():
        outbox.queue(CODE, occasion, recipient=reader)


def test_what_waited_and_was_sent_since_is_marked_with_its_moment(server: Server) -> None:
    queued(2)
    lost(deliver_due)

    assert settle_sent() == Settled(messages=2, occasions=0)

    assert states() == [MessageState.SENT] * 2
    for message in Message.objects.all():
        assert message.sent_at is not None
        assert timedelta() <= message.sent_at - NOW.replace(microsecond=0) < timedelta(minutes=1)
        assert (message.leased_until, message.attempts) == (None, 1)


@pytest.mark.parametrize("state", [MessageState.HELD, MessageState.SENDING, MessageState.FAILED])
def test_so_is_what_was_held_under_way_or_given_up(server: Server, state: MessageState) -> None:
    [message] = queued()
    lost(deliver_due)
    Message.objects.update(state=state, leased_until=NOW if state == MessageState.SENDING else None, error="smtp-550")

    assert settle_sent().messages == 1
    message.refresh_from_db()
    assert (message.state, message.error) == (MessageState.SENT, "")


def test_what_was_not_sent_still_waits(server: Server, note: Note) -> None:
    _sent, refused = queued(2)
    assert refused.recipient is not None
    server.refusals = {refused.recipient.email: OSError()}
    lost(deliver_due)

    settle_sent()

    assert states() == [MessageState.SENT, MessageState.QUEUED]


def test_it_may_run_again(server: Server, note: Note, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(note), "is_scanned", True)
    queued(2)
    lost(deliver_due)
    settle_sent()
    before = list(Message.objects.values())

    assert settle_sent() == Settled(messages=0, occasions=0)
    assert list(Message.objects.values()) == before


def test_many_are_looked_at_in_portions(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notifications.restored.CHUNK", 2)
    queued(5)
    lost(deliver_due)

    assert settle_sent().messages == 5


def test_what_a_scan_finds_again_is_not_told_again(server: Server, clock: Any) -> None:
    tandem = announced_tandem(PairingState.ACTIVE)
    meeting_of(tandem, starts_at=NOW + timedelta(days=1))

    def remind_and_deliver() -> None:
        reminders.queue_due(NOW)
        deliver_due()

    lost(remind_and_deliver)
    assert len(server.taken) == 2

    assert told() == Settled(messages=0, occasions=2)
    remind_and_deliver()

    assert len(server.taken) == 2
    assert not Message.objects.exists()


def test_without_it_the_scan_would_have_told_it_again(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Says that the test above would notice."""
    monkeypatch.setattr("accounts.journal_mark.state", lambda: State.GOOD)
    meeting_of(announced_tandem(PairingState.ACTIVE), starts_at=NOW + timedelta(days=1))
    lost(lambda: (reminders.queue_due(NOW), deliver_due()))

    reminders.queue_due(NOW)
    deliver_due()

    assert len(server.taken) == 4


def test_what_a_person_does_anew_is_news_again(server: Server, reader: User) -> None:
    """A meeting moved for the second time has the same number of changes as the first time, and another hour."""
    lost(lambda: (tell("17:2", reader), deliver_due()))

    settle_sent()
    tell("17:2", reader)

    assert states() == [MessageState.QUEUED]


class TestWeeklySummary:
    @pytest.fixture(autouse=True)
    def _weekly(self, note: Note, reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(type(note), "choice", Choice.WEEKLY)
        MailPreference.objects.create(user=reader, rhythm=Rhythm.WEEKLY)

    def held(self, reader: User) -> list[Message]:
        messages = queued(2, recipient=reader)
        deliver_due()
        assert states() == [MessageState.HELD] * 2
        return messages

    def summarise(self, clock: Any) -> None:
        clock.move_to(MONDAY)
        queue_summaries(MONDAY)
        deliver_due()

    def test_what_it_told_after_the_backup_is_told(self, server: Server, reader: User, clock: Any) -> None:
        self.held(reader)
        lost(lambda: self.summarise(clock))

        told()
        self.summarise(clock)

        assert len(server.taken) == 1
        assert states() == [MessageState.SENT] * 2

    def test_one_that_waited_settles_what_it_had_gathered(
        self, server: Server, note: Note, reader: User, clock: Any
    ) -> None:
        true, _untrue = self.held(reader)
        clock.move_to(MONDAY)
        queue_summaries(MONDAY)
        note.is_true = lambda message, now: message.pk == true.pk
        lost(deliver_due)

        settle_sent()

        assert states() == [MessageState.SENT, MessageState.OBSOLETE, MessageState.SENT]

    def test_what_it_did_not_tell_waits_for_the_next_one(
        self, server: Server, note: Note, reader: User, clock: Any
    ) -> None:
        true, _untrue = self.held(reader)
        note.is_true = lambda message, now: message.pk == true.pk
        lost(lambda: self.summarise(clock))

        told()
        self.summarise(clock)

        assert states() == [MessageState.SENT, MessageState.HELD]
        clock.move_to(MONDAY + timedelta(days=7))
        note.is_true = lambda message, now: True
        queue_summaries(MONDAY + timedelta(days=7))
        deliver_due()
        assert states() == [MessageState.SENT] * 3

"""What a batch asks once for all of its messages, and when it asks again."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from mentoring import reminders
from mentoring.models import PairingState
from notifications.delivery import FRESH, deliver_due
from notifications.models import Message, MessageState
from tests.factories import NOW, MenteeFactory, MentorFactory
from tests.mentoring.tandems import announced_tandem, meeting_of
from tests.notifications.mailing import Note, ScriptedServer, queued
from tests.workshops.factories import RegistrationFactory, WorkshopFactory
from workshops.messages import Cancellation, tell_of_cancellation
from workshops.models import WorkshopState

pytestmark = pytest.mark.django_db

Server = type[ScriptedServer]


@pytest.fixture
def loads(note: Note, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many messages the kind was asked to load, time after time."""
    counts: list[int] = []
    monkeypatch.setattr(note, "load", lambda messages: counts.append(len(messages)))
    return counts


def test_a_batch_is_asked_once(server: Server, loads: list[int]) -> None:
    queued(5)

    deliver_due()

    assert loads == [5]


def test_a_mail_server_that_takes_its_time_makes_the_rest_be_asked_again(
    server: Server, loads: list[int], clock: Any
) -> None:
    queued(3)
    server.on_mail = lambda email: clock.shift(FRESH)

    deliver_due()

    assert loads == [3, 2, 1]


def test_an_account_that_is_closed_while_a_batch_is_sent_gets_nothing(server: Server, note: Note, clock: Any) -> None:
    first, second = queued(2)
    assert second.recipient is not None
    reader = second.recipient

    def close_account(email: object) -> None:
        reader.is_active = False
        reader.save()
        clock.shift(FRESH)

    server.on_mail = close_account

    deliver_due()

    assert [Message.objects.get(pk=message.pk).state for message in (first, second)] == [
        MessageState.SENT,
        MessageState.OBSOLETE,
    ]


def test_a_kind_that_cannot_load_many_asks_for_each(
    server: Server, note: Note, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(messages: Sequence[Message]) -> None:
        messages[0].loaded["mentee"] = None
        raise KeyError("anna@kerpen.example")

    monkeypatch.setattr(note, "load", fail)
    note.is_true = lambda message, now: not message.loaded
    queued(3)

    deliver_due()

    assert len(server.taken) == 3
    assert "KeyError" in caplog.text
    assert "anna@kerpen.example" not in caplog.text


def remind_of_meetings(count: int) -> None:
    for _ in range(count):
        tandem = announced_tandem(PairingState.ACTIVE)
        meeting_of(tandem, starts_at=NOW + timedelta(days=1))
        meeting_of(tandem, starts_at=NOW - timedelta(days=4))
    reminders.queue_meeting_messages(NOW)


def call_off_workshop(count: int) -> None:
    workshop = WorkshopFactory(state=WorkshopState.CANCELLED)
    with transaction.atomic():
        tell_of_cancellation(workshop, [RegistrationFactory(workshop=workshop) for _ in range(count)])
    assert Message.objects.filter(kind=Cancellation.code).count() == count


def tell_of_decisions(count: int) -> None:
    for _ in range(count):
        mentee = MenteeFactory(state="accepted", announced=True)
        queue("decision", mentee.participation.user_id, mentee=mentee.pk)


def invite_mentors(count: int) -> None:
    for _ in range(count):
        mentor = MentorFactory(state="invited")
        queue("mentor-invitation", mentor.participation.user_id, mentor=mentor.pk)


def confirm_receipt(count: int) -> None:
    for _ in range(count):
        mentee = MenteeFactory()
        queue("application-received", mentee.participation.user_id, mentee=mentee.pk)


def tell_of_tandems(count: int) -> None:
    for _ in range(count):
        pairing = announced_tandem()
        queue("tandem-announced", pairing.mentor.participation.user_id, pairing=pairing.pk)


def queue(kind: str, recipient: int, **references: int) -> None:
    Message.objects.create(kind=kind, dedupe_key=f"{kind}:{recipient}", recipient_id=recipient, references=references)


@pytest.mark.parametrize(
    "cause",
    [remind_of_meetings, call_off_workshop, tell_of_decisions, tell_of_tandems, invite_mentors, confirm_receipt],
)
def test_each_message_more_takes_one_statement_more_which_marks_it(
    server: Server, monkeypatch: pytest.MonkeyPatch, cause: Any
) -> None:
    monkeypatch.setattr("notifications.outbox.nudge", lambda: None)
    # The very first sweep also begins the journal.
    deliver_due()
    sent, asked = [], []
    for count in (1, 4):
        Message.objects.all().delete()
        cause(count)
        with CaptureQueriesContext(connection) as statements:
            deliver_due()
        sent.append(Message.objects.filter(state=MessageState.SENT).count())
        asked.append(len(statements))

    assert sent[1] > sent[0] > 0
    assert asked[1] - asked[0] == sent[1] - sent[0]

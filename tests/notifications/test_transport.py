"""What a real mail server's answers mean, spoken over a real connection on this machine."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from notifications.delivery import BACKOFF, BREAKS, deliver_due
from notifications.models import Message, MessageState
from tests.notifications.mailing import Note, queued
from tests.notifications.smtp_sink import SmtpSink, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def sink(settings: Any, note: Note) -> Iterator[SmtpSink]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_TIMEOUT = 1
    with running() as sink:
        settings.EMAIL_PORT = sink.port
        yield sink


def states_of(messages: list[Message]) -> list[tuple[str, str]]:
    known = Message.objects.in_bulk([message.pk for message in messages])
    return [(known[message.pk].state, known[message.pk].error) for message in messages]


def addressed_to(message: Message) -> str:
    assert message.recipient is not None
    return message.recipient.email


SENT = (MessageState.SENT, "")


def test_a_hundred_mails_go_over_one_connection_per_batch(sink: SmtpSink) -> None:
    messages = queued(100)

    deliver_due()

    assert states_of(messages) == [SENT] * 100
    assert len({mail["Message-ID"] for mail in sink.taken}) == len(sink.taken) == 100
    assert sink.connections == 2


def test_a_mail_arrives_as_it_was_written(sink: SmtpSink) -> None:
    [message] = queued()

    deliver_due()

    [mail] = sink.taken
    assert mail["Message-ID"] == f"<{message.message_id}@testserver>"
    assert mail["Subject"] == "Neuigkeiten zum Mentoringprogramm"
    text = mail.get_body(("plain",))
    html = mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "Neuigkeiten lesen:" in text.get_content()
    assert "Neuigkeiten lesen" in html.get_content()


@pytest.mark.parametrize(
    ("command", "reply", "outcome", "connections"),
    [
        ("RCPT", "550 no such user", (MessageState.FAILED, "smtp-550"), 2),
        ("RCPT", "450 mailbox busy", (MessageState.QUEUED, "smtp-450"), 1),
        ("RCPT", "452 storage is full", (MessageState.QUEUED, "smtp-452"), 1),
        ("RCPT", "421 closing", (MessageState.QUEUED, "smtp-421"), 2),
        ("RCPT", "hang up", (MessageState.QUEUED, "no-answer"), 2),
        ("DATA", "554 refused as spam", (MessageState.FAILED, "smtp-554"), 2),
        ("DATA", "451 try later", (MessageState.QUEUED, "smtp-451"), 1),
        ("DATA", "silence", (MessageState.QUEUED, "no-answer"), 2),
    ],
)
def test_what_is_wrong_with_one_mail_stops_no_other(
    sink: SmtpSink, command: str, reply: str, outcome: tuple[str, str], connections: int
) -> None:
    """A mail that is given up makes one to the team, which goes out with the next batch."""
    messages = queued(5)
    sink.script = {(command, addressed_to(messages[2])): reply}

    deliver_due()

    assert states_of(messages) == [SENT, SENT, outcome, SENT, SENT]
    assert sink.connections == connections


def test_a_connection_that_dies_after_acceptance_repeats_the_same_message_id(sink: SmtpSink, clock: Any) -> None:
    [message] = queued()
    sink.script = {("DATA", addressed_to(message)): "250 hang up"}
    deliver_due()
    sink.script = {}
    clock.shift(BACKOFF[0] + timedelta(seconds=1))

    deliver_due()

    assert states_of([message]) == [SENT]
    assert [mail["Message-ID"] for mail in sink.taken] == [f"<{message.message_id}@testserver>"] * 2


def test_a_server_that_does_not_answer_at_all_is_left_alone_for_a_while(sink: SmtpSink) -> None:
    messages = queued(6)
    sink.script = {("MAIL", ""): "hang up"}

    deliver_due()

    assert states_of(messages) == [(MessageState.QUEUED, "no-answer")] * BREAKS + [(MessageState.QUEUED, "")] * 3


def test_our_own_address_being_refused_waits_until_somebody_has_put_it_right(sink: SmtpSink) -> None:
    messages = queued(2)
    sink.script = {("MAIL", ""): "550 sender unknown"}

    deliver_due()

    assert states_of(messages) == [(MessageState.QUEUED, "smtp-550")] * 2
    assert sink.connections == 1


def test_a_server_that_was_down_gets_everything_once_it_is_back(settings: Any, note: Note) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 1
    with running() as sink:
        settings.EMAIL_PORT = sink.port
    messages = queued(3)

    deliver_due()  # nobody listens any more

    assert states_of(messages) == [(MessageState.QUEUED, "")] * 3
    with running(settings.EMAIL_PORT) as sink:
        deliver_due()
        assert len(sink.taken) == 3
    assert states_of(messages) == [SENT] * 3

"""Delivery: claim, look again, render, send, mark."""

import smtplib
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import OperationalError
from django.template import TemplateDoesNotExist
from django.utils import timezone

from notifications import delivery, kinds
from notifications.delivery import BACKOFF, deliver_due
from notifications.models import Message, MessageState
from tests.factories import UserFactory
from tests.notifications.mailing import Note, ScriptedServer, queued

pytestmark = pytest.mark.django_db

Server = type[ScriptedServer]

UNKNOWN = smtplib.SMTPRecipientsRefused({"anna@kerpen.example": (550, b"No such user anna@kerpen.example")})
BUSY = smtplib.SMTPRecipientsRefused({"anna@kerpen.example": (451, b"Try again later")})
HUNG_UP = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")


@pytest.fixture(autouse=True)
def _outside_world(note: Note, server: Server) -> None:
    """Every test here knows the kind and the mail server."""


def reread(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def addresses(server: Server) -> list[str]:
    return [email.to[0] for email in server.taken]


# --- what is sent ------------------------------------------------------------------------------


def test_a_message_that_is_due_is_sent_and_marked(server: Server, now: datetime) -> None:
    rabia = UserFactory(first_name="Rabia", last_name="Weiß", email="rabia.weiss@kerpen.example")
    [message] = queued(recipient=rabia)

    deliver_due()

    message = reread(message)
    assert (message.state, message.attempts, message.leased_until) == (MessageState.SENT, 1, None)
    assert message.sent_at is not None
    assert now <= message.sent_at < now + timedelta(minutes=1)
    [email] = server.taken
    assert email.to == ["=?utf-8?q?Rabia_Wei=C3=9F?= <rabia.weiss@kerpen.example>"]
    assert email.body.startswith("Guten Tag Rabia Weiß,\n")


def test_a_mail_says_that_a_machine_wrote_it_and_where_an_answer_goes(server: Server, settings: Any) -> None:
    settings.BASE_URL = "https://mentoring.kerpen.example:8443"
    [message] = queued()

    deliver_due()

    [email] = server.taken
    headers = email.message()
    assert headers["Message-ID"] == f"<{message.message_id}@mentoring.kerpen.example>"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Reply-To"] == settings.TEAM_EMAIL
    assert isinstance(email, EmailMultiAlternatives)
    assert [alternative.mimetype for alternative in email.alternatives] == ["text/html"]


def test_a_message_to_nobody_in_particular_goes_to_the_team(server: Server, settings: Any) -> None:
    queued()
    Message.objects.update(recipient=None)

    deliver_due()

    assert addresses(server) == [settings.TEAM_EMAIL]
    assert server.taken[0].body.startswith("Guten Tag,\n")


def test_files_go_with_the_mail(server: Server, note: Note) -> None:
    note.files = [
        kinds.Attachment("termin.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar; method=PUBLISH")
    ]
    queued()

    deliver_due()

    part = next(part for part in server.taken[0].message().walk() if part.get_filename() == "termin.ics")
    assert part.get_content_type() == "text/calendar"
    assert (part.get_param("method"), part.get_content_charset()) == ("PUBLISH", "utf-8")


def test_a_message_is_not_sent_before_it_is_due(server: Server, now: datetime) -> None:
    [message] = queued(due_at=now + timedelta(hours=1))

    deliver_due()

    assert server.taken == []
    assert reread(message).state == MessageState.QUEUED


def test_a_message_is_not_sent_again(server: Server) -> None:
    queued()

    deliver_due()
    deliver_due()

    assert len(server.taken) == 1


def test_who_waits_longest_comes_first(server: Server, now: datetime) -> None:
    [late] = queued(due_at=now - timedelta(minutes=1))
    [early] = queued(due_at=now - timedelta(minutes=2))

    deliver_due()

    assert [email.extra_headers["Message-ID"] for email in server.taken] == [
        f"<{message.message_id}@testserver>" for message in (early, late)
    ]


# --- what is not sent any more -----------------------------------------------------------------


def test_what_is_no_longer_true_is_not_sent(server: Server, note: Note) -> None:
    [message] = queued()
    note.is_true = lambda message, now: False

    deliver_due()

    assert server.taken == []
    message = reread(message)
    assert (message.state, message.sent_at, message.leased_until) == (MessageState.OBSOLETE, None, None)


def test_the_question_is_asked_just_before_each_mail(server: Server, note: Note) -> None:
    first, second = queued(2)
    note.is_true = lambda message, now: not (message.pk == second.pk and server.taken)

    deliver_due()

    assert [reread(message).state for message in (first, second)] == [MessageState.SENT, MessageState.OBSOLETE]


def test_who_is_no_longer_active_gets_nothing(server: Server) -> None:
    [message] = queued(recipient=UserFactory(is_active=False))

    deliver_due()

    assert (server.taken, reread(message).state) == ([], MessageState.OBSOLETE)


# --- trouble with one mail ---------------------------------------------------------------------


def test_an_address_that_does_not_exist_is_given_up_at_once_and_stops_nobody_else(server: Server) -> None:
    first, bad, last = queued(3)
    server.refusals = {bad.recipient.email: UNKNOWN}

    deliver_due()

    assert [reread(message).state for message in (first, last)] == [MessageState.SENT] * 2
    bad = reread(bad)
    assert (bad.state, bad.attempts, bad.error) == (MessageState.FAILED, 1, "smtp-550")


def test_a_temporary_refusal_waits_longer_and_longer_and_then_a_person_has_to_look(
    server: Server, clock: Any, now: datetime
) -> None:
    [message] = queued()
    server.refusals = {message.recipient.email: BUSY}

    for attempt, wait in enumerate(BACKOFF, start=1):
        deliver_due()
        message = reread(message)
        assert (message.state, message.attempts, message.error) == (MessageState.QUEUED, attempt, "smtp-451")
        assert wait <= message.due_at - timezone.now() + timedelta(seconds=5) < wait + timedelta(minutes=1)
        deliver_due()  # too early: nothing happens
        assert reread(message).attempts == attempt
        clock.move_to(message.due_at)
    deliver_due()

    message = reread(message)
    assert (message.state, message.error) == (MessageState.FAILED, "smtp-451")


def test_a_mail_that_gets_through_later_keeps_its_message_id(server: Server, clock: Any) -> None:
    [message] = queued()
    server.refusals = {message.recipient.email: BUSY}
    deliver_due()
    server.refusals = {}
    clock.shift(BACKOFF[0])

    deliver_due()

    sent = reread(message)
    assert (sent.state, sent.error, sent.message_id) == (MessageState.SENT, "", message.message_id)


def test_our_own_sender_being_refused_is_no_fault_of_the_recipient(server: Server) -> None:
    [message] = queued()
    server.refusals = {message.recipient.email: smtplib.SMTPSenderRefused(550, b"Sender unknown", "mentoring@x")}

    deliver_due()

    assert reread(message).state == MessageState.QUEUED


@pytest.mark.logs_errors
def test_a_template_with_a_mistake_fails_its_message_and_no_other(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = queued(2)
    as_email = delivery.as_email

    def fail_for_the_first(message: Message) -> EmailMultiAlternatives:
        if message.pk == bad.pk:
            raise TemplateDoesNotExist(f"for {message.recipient.email}")
        return as_email(message)

    monkeypatch.setattr(delivery, "as_email", fail_for_the_first)

    deliver_due()

    assert (reread(bad).state, reread(bad).error) == (MessageState.FAILED, "no-text")
    assert reread(good).state == MessageState.SENT
    assert "TemplateDoesNotExist" in caplog.text
    assert bad.recipient.email not in caplog.text


@pytest.mark.logs_errors
def test_a_kind_that_is_no_longer_known_fails_its_messages(server: Server) -> None:
    [message] = queued()
    Message.objects.update(kind="gone")

    deliver_due()

    assert (reread(message).state, reread(message).error) == (MessageState.FAILED, "unknown-kind")


@pytest.mark.logs_errors
def test_a_mail_that_cannot_be_put_together_is_given_up(server: Server) -> None:
    [message] = queued()
    server.refusals = {message.recipient.email: ValueError("Invalid address")}

    deliver_due()

    assert (reread(message).state, reread(message).error) == (MessageState.FAILED, "no-mail")


# --- trouble with the mail server or the database ----------------------------------------------


def test_one_connection_serves_a_batch(server: Server) -> None:
    queued(5)

    deliver_due()

    assert (len(server.taken), server.connections) == (5, 1)


def test_no_connection_is_made_when_nothing_is_to_be_sent(server: Server, note: Note) -> None:
    queued()
    note.is_true = lambda message, now: False

    deliver_due()

    assert server.connections == 0


@pytest.mark.parametrize("trouble", [ConnectionRefusedError(), smtplib.SMTPAuthenticationError(535, b"no")])
def test_a_mail_server_that_is_away_counts_as_no_attempt_and_everything_arrives_later(
    server: Server, trouble: Exception
) -> None:
    messages = queued(3)
    server.is_away = trouble

    deliver_due()

    for message in map(reread, messages):
        assert (message.state, message.attempts, message.leased_until) == (MessageState.QUEUED, 0, None)
    server.is_away = None
    deliver_due()
    assert len(server.taken) == 3


def test_a_connection_that_breaks_is_made_anew_for_the_next_mail(server: Server) -> None:
    broken, whole = queued(2)
    server.refusals = {broken.recipient.email: HUNG_UP}

    deliver_due()

    assert (reread(broken).state, reread(broken).error) == (MessageState.QUEUED, "no-answer")
    assert reread(whole).state == MessageState.SENT
    assert server.connections == 2


def test_a_server_that_breaks_every_connection_is_left_alone_for_a_while(server: Server) -> None:
    messages = queued(10)
    server.refusals = {"@": HUNG_UP}

    deliver_due()

    attempts = [reread(message).attempts for message in messages]
    assert attempts == [1] * delivery.BREAKS + [0] * (10 - delivery.BREAKS)
    assert server.connections == delivery.BREAKS


def test_a_database_that_is_away_is_no_fault_of_the_message(note: Note) -> None:
    [message] = queued()

    def fail(message: Message, now: datetime) -> bool:
        raise OperationalError("server closed the connection unexpectedly")

    note.is_true = fail

    with pytest.raises(OperationalError):
        deliver_due()

    assert reread(message).state == MessageState.SENDING

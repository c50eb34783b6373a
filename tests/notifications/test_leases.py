"""Leases: who has a message, for how long, and what happens when she dies with it."""

import logging
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from notifications import delivery
from notifications.delivery import BACKOFF, BATCH, LEASE, claim, deliver_due
from notifications.models import Message, MessageState
from tests.notifications.mailing import Note, ScriptedServer, queued

pytestmark = pytest.mark.django_db

Server = type[ScriptedServer]


@pytest.fixture(autouse=True)
def _outside_world(note: Note, server: Server) -> None:
    """Every test here knows the kind and the mail server."""


def reread(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def test_what_somebody_else_is_sending_is_left_to_her(server: Server) -> None:
    queued()
    assert len(claim(timezone.now())) == 1

    deliver_due()

    assert server.taken == []


def test_a_lease_that_ran_out_is_taken_again_under_the_same_message_id(server: Server, clock: Any) -> None:
    [message] = queued()
    claim(timezone.now())  # and then the worker dies

    clock.shift(LEASE + timedelta(minutes=1))
    deliver_due()

    assert [email.extra_headers["Message-ID"] for email in server.taken] == [f"<{message.message_id}@testserver>"]
    assert (reread(message).state, reread(message).attempts) == (MessageState.SENT, 2)


def die(*args: object, **kwargs: object) -> None:
    raise SystemExit


def test_a_worker_that_dies_between_acceptance_and_journal_repeats_the_same_message_id(
    server: Server, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued()

    with monkeypatch.context() as patch:
        patch.setattr(delivery, "_mark_sent", die)
        with pytest.raises(SystemExit):
            deliver_due()
    clock.shift(LEASE + timedelta(minutes=1))
    deliver_due()

    assert len(server.taken) == 2
    assert len({email.extra_headers["Message-ID"] for email in server.taken}) == 1


def test_a_worker_that_dies_between_journal_and_mark_repeats_nothing(
    server: Server, clock: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = queued(2)

    with monkeypatch.context() as patch:
        patch.setattr(delivery, "_mark", die)
        with pytest.raises(SystemExit):
            deliver_due()
    clock.shift(LEASE + timedelta(minutes=1))
    deliver_due()

    assert len(server.taken) == 2
    assert len({email.extra_headers["Message-ID"] for email in server.taken}) == 2
    assert [reread(message).state for message in (first, second)] == [MessageState.SENT] * 2
    # The moment at which it went out, not that at which it was noticed.
    sent_at = reread(first).sent_at
    assert sent_at is not None
    assert sent_at < now + timedelta(minutes=1)


def test_a_message_that_kills_its_workers_is_given_up_some_day(server: Server, clock: Any) -> None:
    [message] = queued()

    for _ in range(len(BACKOFF) + 1):
        claim(timezone.now())
        clock.shift(LEASE + timedelta(minutes=1))
    deliver_due()

    assert (reread(message).state, reread(message).error) == (MessageState.FAILED, "gave-up")


def test_a_slow_batch_puts_back_what_it_cannot_finish_in_its_lease(server: Server, clock: Any) -> None:
    messages = queued(3)
    claims = []
    server.on_mail = lambda email: (claims.append(Message.objects.filter(attempts=1).count()), clock.shift(LEASE * 0.6))

    deliver_due()

    assert [reread(message).state for message in messages] == [MessageState.SENT] * 3
    assert [reread(message).attempts for message in messages] == [1] * 3
    assert claims == [3, 3, 3]
    assert server.connections == 3


def test_who_lost_the_lease_does_not_mark_what_somebody_else_has(
    server: Server, clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    [message] = queued()

    def another_takes_over(email: EmailMessage) -> None:
        clock.shift(LEASE + timedelta(minutes=1))
        claim(timezone.now())

    server.on_mail = another_takes_over

    with caplog.at_level(logging.WARNING):
        deliver_due()

    assert (reread(message).state, reread(message).attempts) == (MessageState.SENDING, 2)
    assert "taken over" in caplog.text


def test_a_batch_has_its_limit() -> None:
    queued(BATCH + 1)

    assert len(claim(timezone.now())) == BATCH
    assert len(claim(timezone.now())) == 1
    assert claim(timezone.now()) == []

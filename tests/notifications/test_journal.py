"""The outbox writes down outside of the database what has gone out, and sends nothing where it could not."""

import os
from typing import Any

import pytest
from django.db import transaction

from accounts import journal_mark
from accounts.journal_mark import State
from notifications import occasions
from notifications.delivery import deliver_due
from notifications.models import Message, MessageState
from tests.notifications.mailing import Note, ScriptedServer, queued

pytestmark = pytest.mark.django_db

Server = type[ScriptedServer]


@pytest.fixture(autouse=True)
def _outside_world(note: Note, server: Server) -> None:
    """Every test here knows the kind and the mail server."""


def lines() -> list[str]:
    return [entry.text for entry in journal_mark.journal().entries("sent")]


def states() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def test_what_the_mail_server_took_stands_in_it_by_kind_and_hash(server: Server) -> None:
    queued(2)

    deliver_due()

    codes, digests = zip(*(line.split(":") for line in lines()), strict=True)
    assert set(codes) == {"decision"}
    assert [len(digest) for digest in digests] == [64, 64]
    assert set(occasions.sent_by_journal(list(Message.objects.all()))) == {
        message.pk for message in Message.objects.all()
    }


def test_what_was_not_sent_does_not(server: Server, note: Note) -> None:
    refused, _untrue = queued(2)
    assert refused.recipient is not None
    server.refusals = {refused.recipient.email: OSError()}
    note.is_true = lambda message, now: message.pk == refused.pk

    deliver_due()

    assert (lines(), states()) == ([], [MessageState.QUEUED, MessageState.OBSOLETE])


@pytest.mark.logs_errors
def test_nothing_is_sent_where_it_cannot_be_opened(server: Server, settings: Any, tmp_path: Any, caplog: Any) -> None:
    settings.JOURNAL_DIR = tmp_path / "disk"
    settings.JOURNAL_DIR.write_text("")
    queued(2)

    deliver_due()

    assert server.taken == []
    assert list(Message.objects.values_list("state", "attempts")) == [(MessageState.QUEUED, 0)] * 2
    assert "The journal cannot be written" in caplog.text


@pytest.mark.logs_errors
def test_when_the_disk_is_full_one_mail_goes_unnoted_and_no_other(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued(3)
    journal_mark.advance()
    monkeypatch.setattr(os, "write", lambda file, line: 0)

    deliver_due()

    assert len(server.taken) == 1
    assert states() == [MessageState.SENT, MessageState.QUEUED, MessageState.QUEUED]
    monkeypatch.undo()
    server_took = len(server.taken)
    deliver_due()
    assert len(server.taken) == server_took + 2


@pytest.mark.logs_errors
def test_nothing_is_sent_from_a_database_that_is_older(server: Server, caplog: Any) -> None:
    queued(2)
    backup = transaction.savepoint()
    deliver_due()
    transaction.savepoint_rollback(backup)
    server.taken.clear()

    deliver_due()

    assert server.taken == []
    assert list(Message.objects.values_list("state", "attempts")) == [(MessageState.QUEUED, 0)] * 2
    assert "manage.py after_restore" in caplog.text


@pytest.mark.logs_errors
def test_nothing_is_sent_while_it_is_missing(server: Server, settings: Any, caplog: Any) -> None:
    """A backup is restored beside an empty folder: what it holds may have gone out since."""
    queued(2)
    journal_mark.advance()
    folder = settings.JOURNAL_DIR
    settings.JOURNAL_DIR = folder / "elsewhere"

    deliver_due()

    assert server.taken == []
    assert list(Message.objects.values_list("state", "attempts")) == [(MessageState.QUEUED, 0)] * 2
    [line] = [record.getMessage() for record in caplog.records if record.name == "notifications.delivery"]
    assert line.startswith("Nothing is sent: the journal is missing.")

    settings.JOURNAL_DIR = folder
    deliver_due()
    assert len(server.taken) == 2


def test_a_database_has_begun_one_before_anything_is_due(server: Server, settings: Any) -> None:
    """So no backup that knows of a message is taken for a new database."""
    deliver_due()
    assert journal_mark.state() is State.GOOD

    settings.JOURNAL_DIR = settings.JOURNAL_DIR / "elsewhere"
    assert journal_mark.state() is State.MISSING


def test_it_is_asked_for_in_one_statement_a_batch(server: Server, django_assert_num_queries: Any) -> None:
    deliver_due()

    # The database, the messages that are due, and the transaction around these.
    with django_assert_num_queries(4):
        deliver_due()


def test_a_backup_from_the_middle_of_a_batch_repeats_nothing(server: Server, clock: Any) -> None:
    """No batch begins after that backup, so nothing tells that it is one; but its lease runs out."""
    queued(3)
    backups = []
    server.on_mail = lambda email: backups.append(list(Message.objects.order_by("pk").values()))
    deliver_due()
    server.on_mail = None
    for row in backups[1]:
        Message.objects.filter(pk=row["id"]).update(**row)
    assert states() == [MessageState.SENT, MessageState.SENDING, MessageState.SENDING]

    clock.shift(3_600)
    deliver_due()

    assert len(server.taken) == 3
    assert states() == [MessageState.SENT] * 3

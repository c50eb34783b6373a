"""`/healthz` and `/readyz`: what a program that watches over the installation is told."""

from datetime import timedelta

import pytest
from celery import Celery
from django.db import OperationalError, connection, transaction

from accounts import journal_mark
from accounts.journal_mark import State
from config.operation import readiness
from notifications import monitoring
from notifications.delivery import LEASE
from notifications.models import Message, MessageState
from privacy.actions.retention import apply_retention
from tests.notifications.mailing import queued
from tests.support.servers import free_port, silent_port

pytestmark = pytest.mark.django_db

FINE = "database: ok\nbroker: ok\nkeys: ok\njournal: ok\nmessages: ok\nperiods: ok\n"


@pytest.fixture
def broker_is(monkeypatch):
    """Let the application have another broker."""

    def broker_is(url, **options):
        app = Celery(broker=url, set_as_current=False)
        app.conf.broker_transport_options = options
        monkeypatch.setattr(readiness, "app", app)
        monkeypatch.setattr(readiness, "PATIENCE", 0.2)

    return broker_is


@pytest.fixture
def database_away(monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("could not connect to geheim@db.example.org")

    monkeypatch.setattr(connection, "cursor", refuse)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_the_answer_knows_no_session_sets_no_cookie_and_is_never_kept(client, path):
    answer = client.get(path)

    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.logs_errors
@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_other_hosts_get_no_answer(client, path):
    assert client.get(path, headers={"host": "elsewhere.example.org"}).status_code == 400


def test_when_all_works_six_lines_say_so(client):
    assert client.get("/readyz").text == FINE


def test_looking_takes_few_statements(client, django_assert_num_queries):
    with django_assert_num_queries(6):
        client.get("/readyz")


@pytest.mark.logs_errors
def test_a_database_that_is_away_is_told_without_any_detail(client, database_away):
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.text == (
        "database: no answer\nbroker: ok\nkeys: unknown\njournal: unknown\nmessages: unknown\nperiods: unknown\n"
    )
    assert client.get("/healthz").status_code == 200


@pytest.mark.logs_errors
def test_a_broker_that_refuses_is_told_without_any_detail(client, broker_is):
    broker_is(f"redis://127.0.0.1:{free_port()}/0")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.text == FINE.replace("broker: ok", "broker: no answer")


@pytest.mark.logs_errors
def test_a_broker_that_says_nothing_is_not_waited_for(client, broker_is):
    with silent_port() as port:
        broker_is(f"redis://127.0.0.1:{port}/0", socket_timeout=0.2)
        assert "broker: no answer" in client.get("/readyz").text


@pytest.mark.logs_errors
def test_a_broker_of_files_is_there_when_its_folder_can_be_written(client, broker_is, tmp_path):
    folder = tmp_path / "queue"
    broker_is("filesystem://localhost", data_folder_out=str(folder))
    assert "broker: no answer" in client.get("/readyz").text
    folder.mkdir()
    assert "broker: ok" in client.get("/readyz").text
    assert not list(folder.iterdir())


@pytest.mark.logs_errors
def test_a_database_that_is_older_than_its_journal_makes_the_installation_not_ready(client, now):
    backup = transaction.savepoint()
    journal_mark._note_now("sent", "decision:abc", now)
    transaction.savepoint_rollback(backup)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.text) == (503, FINE.replace("journal: ok", "journal: newer"))


@pytest.mark.logs_errors
def test_a_journal_that_is_missing_makes_the_installation_not_ready(client, settings):
    journal_mark.advance()
    settings.JOURNAL_DIR = settings.JOURNAL_DIR / "elsewhere"

    answer = client.get("/readyz")

    assert (answer.status_code, answer.text) == (503, FINE.replace("journal: ok", "journal: missing"))
    assert journal_mark.state() is State.MISSING


@pytest.mark.logs_errors
def test_a_journal_that_cannot_be_written_makes_the_installation_not_ready(client, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.JOURNAL_DIR = tmp_path / "file"

    answer = client.get("/readyz")

    assert (answer.status_code, answer.text) == (503, FINE.replace("journal: ok", "journal: no answer"))


@pytest.mark.logs_errors
def test_a_message_that_waits_too_long_makes_the_installation_not_ready(client, note, clock, settings):
    settings.LATE_MESSAGE_MINUTES = 15
    queued()
    clock.shift(timedelta(minutes=14))
    assert client.get("/readyz").text == FINE
    clock.shift(timedelta(minutes=2))

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.text == FINE.replace("messages: ok", "messages: late")


@pytest.mark.logs_errors
def test_periods_that_were_not_applied_for_two_nights_make_the_installation_not_ready(client, clock, now):
    apply_retention(now - timedelta(days=30))
    apply_retention(now)
    clock.shift(timedelta(hours=47))
    assert client.get("/readyz").text == FINE
    clock.shift(timedelta(hours=1))

    answer = client.get("/readyz")

    assert (answer.status_code, answer.text) == (503, FINE.replace("periods: ok", "periods: late"))


def test_nothing_waits_where_nothing_is_due(note, now):
    queued(due_at=now + timedelta(hours=1))
    [sent] = queued()
    Message.objects.filter(pk=sent.pk).update(state=MessageState.SENT, sent_at=now)

    assert monitoring.longest_wait(now) == timedelta()


def test_a_message_waits_from_the_moment_it_is_due(note, now):
    queued(due_at=now + timedelta(hours=1))

    assert monitoring.longest_wait(now + timedelta(hours=3)) == timedelta(hours=2)


def test_a_message_written_late_waits_from_the_moment_it_was_written(note, now, clock):
    queued(due_at=now - timedelta(days=3))
    clock.shift(timedelta(minutes=1))

    assert monitoring.longest_wait(now + timedelta(minutes=1)) <= timedelta(minutes=1)


def test_a_message_whose_worker_died_waits_as_well(note, now):
    [message] = queued()
    Message.objects.filter(pk=message.pk).update(state=MessageState.SENDING, leased_until=now + LEASE)

    assert monitoring.longest_wait(now + LEASE / 2) == timedelta()
    assert monitoring.longest_wait(now + 2 * LEASE) > LEASE

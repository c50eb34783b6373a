"""Messages are written once per occasion, with their cause or not at all."""

import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from kombu import Connection
from kombu.exceptions import OperationalError

from config.settings.base import broker_options
from notifications import kinds, outbox, tasks
from notifications.models import Message
from tests.factories import UserFactory
from tests.notifications.mailing import CODE, Note

pytestmark = pytest.mark.django_db

CaptureOnCommit = Callable[..., AbstractContextManager[list[Callable[[], Any]]]]


@pytest.fixture(autouse=True)
def _note(note: Note) -> None:
    """Every test here knows the kind."""


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """The nudges that reached the broker, with their options."""
    nudges: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.send_due_messages, "apply_async", lambda **options: nudges.append(options))
    return nudges


@transaction.atomic
def queue_and_fail() -> None:
    outbox.queue(CODE, "1", recipient=None)
    raise ZeroDivisionError


def test_an_occasion_is_told_once() -> None:
    anna = UserFactory()

    outbox.queue(CODE, "17:2027-01-12", recipient=anna, scope="cohort:3", meeting=17)
    outbox.queue(CODE, "17:2027-01-12", recipient=anna, scope="cohort:3", meeting=17)

    message = Message.objects.get()
    assert message.dedupe_key == f"{CODE}:17:2027-01-12"
    assert (message.recipient, message.scope, message.references) == (anna, "cohort:3", {"meeting": 17})
    assert (message.state, message.attempts) == (Message.State.QUEUED, 0)


def test_the_same_occasion_twice_in_one_go_is_told_once() -> None:
    anna = UserFactory()

    new = outbox.queue_many(outbox.draft(CODE, "1", recipient=anna) for _ in range(2))

    assert (new, Message.objects.count()) == (1, 1)


def test_a_recipient_may_be_given_by_id_and_nobody_means_the_team() -> None:
    anna = UserFactory()

    outbox.queue(CODE, "1", recipient=anna.pk)
    outbox.queue(CODE, "2", recipient=None)

    assert [message.recipient for message in Message.objects.order_by("dedupe_key")] == [anna, None]


def test_a_kind_that_nobody_registered_is_refused() -> None:
    with pytest.raises(kinds.UnknownKind):
        outbox.queue("no-such-kind", "1", recipient=None)


def test_two_kinds_with_one_code_are_refused() -> None:
    class Other(Note):
        pass

    with pytest.raises(ValueError, match=CODE):
        kinds.register(Other())


@pytest.mark.django_db(transaction=True)
def test_a_message_without_a_transaction_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        outbox.queue(CODE, "1", recipient=None)


@pytest.mark.django_db(transaction=True)
def test_a_message_goes_with_its_cause(woken: list[dict[str, Any]]) -> None:
    with pytest.raises(ZeroDivisionError):
        queue_and_fail()

    assert not Message.objects.exists()
    assert woken == []


def test_the_delivery_is_woken_once_per_transaction(
    django_capture_on_commit_callbacks: CaptureOnCommit, woken: list[dict[str, Any]]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        outbox.queue(CODE, "1", recipient=None)
        outbox.queue(CODE, "2", recipient=None)
        outbox.queue(CODE, "3", recipient=None)

    assert woken == [{"args": (), "retry": False, "expires": outbox.NUDGE_EXPIRES}]


def test_a_savepoint_that_rolls_back_does_not_take_the_nudge_of_others_with_it(
    django_capture_on_commit_callbacks: CaptureOnCommit, woken: list[dict[str, Any]]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(ZeroDivisionError):
            queue_and_fail()
        outbox.queue(CODE, "2", recipient=None)

    assert len(woken) == 1
    assert Message.objects.get().dedupe_key == f"{CODE}:2"


def test_nobody_is_woken_when_nothing_is_new(
    django_capture_on_commit_callbacks: CaptureOnCommit, woken: list[dict[str, Any]]
) -> None:
    outbox.queue(CODE, "1", recipient=None)

    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        assert outbox.queue_many([outbox.draft(CODE, "1", recipient=None)]) == 0

    assert callbacks == []


def test_a_broker_that_is_away_stops_nobody_and_its_password_is_not_logged(
    django_capture_on_commit_callbacks: CaptureOnCommit,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(**options: Any) -> None:
        raise OperationalError("redis://:geheim@broker:6379 does not answer")

    monkeypatch.setattr(tasks.send_due_messages, "apply_async", fail)

    with caplog.at_level(logging.INFO), django_capture_on_commit_callbacks(execute=True):
        outbox.queue(CODE, "1", recipient=None)

    assert Message.objects.filter(state=Message.State.QUEUED).count() == 1
    assert "OperationalError" in caplog.text
    assert "geheim" not in caplog.text


def test_a_redis_that_never_answers_does_not_hold_a_request_for_ever(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"redis://127.0.0.1:{deaf.getsockname()[1]}/0"
        with Connection(url, transport_options=broker_options(url, tmp_path)) as broker:
            with pytest.raises(OperationalError):
                broker.Producer().publish({}, routing_key="celery", retry=False)


@pytest.mark.parametrize("count", [3, 30])
def test_many_messages_take_as_many_statements_as_few(django_assert_num_queries: Any, count: int) -> None:
    drafts = [outbox.draft(CODE, str(number), recipient=UserFactory()) for number in range(count)]

    with django_assert_num_queries(3):
        outbox.queue_many(drafts)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_transactions_tell_one_occasion_once_and_both_commit() -> None:
    users = [UserFactory(), UserFactory()]
    both_have_looked, errors = Barrier(2), []

    def queue(number: int) -> None:
        try:
            with transaction.atomic():
                outbox.queue(CODE, f"own:{number}", recipient=users[number])
                both_have_looked.wait(timeout=10)
                outbox.queue_many(
                    [outbox.draft(CODE, f"shared:{occasion}", recipient=users[0]) for occasion in range(50)]
                )
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=queue, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert Message.objects.count() == 52

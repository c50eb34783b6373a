"""Several deliverers at once, on PostgreSQL, with real threads and a real mail server."""

from collections.abc import Iterator
from typing import Any

import pytest

from notifications import outbox
from notifications.delivery import claim, deliver_due
from notifications.models import Message, MessageState
from tests.factories import NOW, UserFactory
from tests.notifications.mailing import Note, queued
from tests.notifications.smtp_sink import SmtpSink, running
from tests.support.races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

DELIVERERS = 4


@pytest.fixture(autouse=True)
def _nobody_is_woken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The deliverers of the test find everything still waiting."""
    monkeypatch.setattr(outbox, "nudge", lambda: None)


@pytest.fixture
def sink(settings: Any, note: Note) -> Iterator[SmtpSink]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    with running() as sink:
        settings.EMAIL_PORT = sink.port
        yield sink


def test_deliverers_at_once_send_no_message_twice_and_lose_none(sink: SmtpSink) -> None:
    messages = queued(200, recipient=UserFactory())

    assert sink.taken == []
    at_once([deliver_due] * DELIVERERS)

    arrived = [mail["Message-ID"] for mail in sink.taken]
    assert sorted(arrived) == sorted(f"<{message.message_id}@testserver>" for message in messages)
    assert Message.objects.filter(state=MessageState.SENT, attempts=1).count() == 200


def test_nobody_waits_for_somebody_elses_claim(note: Note) -> None:
    queued(200, recipient=UserFactory())

    claims = at_once([lambda: [message.pk for message in claim(NOW.replace(hour=10))]] * DELIVERERS)

    assert sorted(len(claimed) for claimed in claims) == [50] * DELIVERERS
    assert len({pk for claimed in claims for pk in claimed}) == 200

"""Messages go three months after they were due, and nobody is told again (R14, R12)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction

from notifications import outbox, retention
from notifications.delivery import deliver_due
from notifications.models import Message, MessageState, ToldOccasion
from tests.factories import NOW, UserFactory
from tests.notifications.mailing import CODE, queued

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=91, seconds=1)


def tell(occasion: str, recipient) -> None:
    with transaction.atomic():
        outbox.queue(CODE, occasion, recipient=recipient)


@pytest.mark.parametrize("state", retention.SETTLED)
def test_what_was_settled_long_ago_goes(note, state):
    queued(2, due_at=NOW)
    Message.objects.update(state=state, sent_at=NOW if state == MessageState.SENT else None)

    assert retention.remove_expired_messages(LATER - timedelta(days=1)) == 0
    assert retention.remove_expired_messages(LATER) == 2
    assert not Message.objects.exists()


@pytest.mark.parametrize("state", [MessageState.QUEUED, MessageState.HELD])
def test_what_still_waits_stays(note, state):
    queued(due_at=NOW)
    Message.objects.update(state=state)

    assert retention.remove_expired_messages(LATER) == 0


def test_nobody_is_told_again_of_what_was_told_in_a_deleted_message(note, clock):
    recipient = UserFactory()
    tell("17", recipient)
    deliver_due()
    clock.move_to(LATER)
    retention.remove_expired_messages(LATER)
    mail.outbox.clear()

    tell("17", recipient)
    tell("18", recipient)
    deliver_due()

    assert [message.dedupe_key for message in Message.objects.all()] == [f"{CODE}:18"]
    assert len(mail.outbox) == 1


def test_what_remains_says_neither_whom_nor_what_about(note):
    [message] = queued(due_at=NOW)
    Message.objects.update(state=MessageState.OBSOLETE)
    retention.remove_expired_messages(LATER)

    occasion = ToldOccasion.objects.get()
    assert len(occasion.digest) == 64
    assert message.dedupe_key not in occasion.digest


def test_many_messages_go_in_portions(note, monkeypatch):
    monkeypatch.setattr(retention, "CHUNK", 2)
    queued(5, due_at=NOW)
    Message.objects.update(state=MessageState.OBSOLETE)

    assert retention.remove_expired_messages(LATER) == 5


def test_the_hashes_go_after_three_years(settings):
    ToldOccasion.objects.create(digest="a" * 64, since=NOW.date())
    over = NOW + timedelta(days=settings.RETENTION_DAYS["occasions"] + 1)

    assert retention.remove_expired_occasions(over - timedelta(days=1)) == 0
    assert retention.remove_expired_occasions(over) == 1

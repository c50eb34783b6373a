"""A worker whose claim is taken out: it reads what is due, takes its time, and only then says that it has it."""

import time
from datetime import datetime
from typing import Any

from celery.signals import worker_process_init

from config.celery import app  # noqa: F401 - what Celery looks for here


@worker_process_init.connect
def take_claim_out(**options: Any) -> None:
    from notifications import delivery  # the models are ready only now

    delivery.claim = take


def take(now: datetime) -> list[Any]:
    from django.db.models import F  # the models are ready only now

    from notifications.delivery import BATCH, LEASE
    from notifications.models import Message, MessageState

    keys = list(Message.objects.due(now).values_list("pk", flat=True)[:BATCH])
    time.sleep(0.5)
    batch = Message.objects.filter(pk__in=keys)
    batch.update(state=MessageState.SENDING, leased_until=now + LEASE, attempts=F("attempts") + 1)
    return list(batch)

"""Puts what has become due into the outbox.

Each scan may run twice, on two machines or days late: an occasion is told once, and what is no
longer true by then is not sent.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from mentoring.models import Cohort
from notifications import kinds, outbox
from notifications.localtime import MORNING, at_local
from notifications.models import Message

CHUNK = 500


class CohortReminder(kinds.Kind):
    """A reminder that a scan writes, year by year. It is true as long as the scan would find its occasion."""

    choice = kinds.Choice.WEEKLY
    is_reminder = True
    is_scanned = True
    # What `due` returns, as the name of the reference to it.
    about: ClassVar[str]

    @abstractmethod
    def due(self, cohort: Cohort, now: datetime) -> QuerySet[Any]:
        """Return what gives reason to remind somebody now."""

    @abstractmethod
    def messages(self, found: Any, cohort: Cohort, now: datetime) -> Iterable[Message]:
        """Return the messages about one thing that is due."""

    def load(self, messages: Sequence[Message]) -> None:
        kinds.load_each(messages, "cohort", Cohort.objects.all())

    def is_still_true(self, message: Message, now: datetime) -> bool:
        cohort = cohort_of(message)
        return self.due(cohort, now).filter(pk=message.references[self.about]).exists()

    def draft(
        self, found: Model, occasion: str, *, recipient: int, cohort: Cohort, now: datetime, **details: str
    ) -> Message:
        """Build a message that goes out this morning."""
        return outbox.draft(
            self.code,
            occasion,
            recipient=recipient,
            scope=f"cohort:{cohort.pk}",
            due_at=at_local(timezone.localdate(now), MORNING),
            cohort=cohort.pk,
            **{self.about: found.pk},
            **details,
        )


def cohort_of(message: Message) -> Any:
    return kinds.referred(message, "cohort", Cohort.objects.all())


def queue_reminders(reminders: Iterable[CohortReminder], now: datetime) -> None:
    """Write the reminders of all years that are not over."""
    for cohort in Cohort.objects.not_finished(timezone.localdate(now)):
        for reminder in reminders:
            queue_for_each(reminder.due(cohort, now), partial(reminder.messages, cohort=cohort, now=now))


def queue_for_each(found: QuerySet[Any], messages_for: Callable[[Any], Iterable[Message]]) -> None:
    """Queue the messages about many things in small transactions, never holding them all in memory."""
    last = 0
    while chunk := list(found.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        with transaction.atomic():
            outbox.queue_many(message for one in chunk for message in messages_for(one))
        last = chunk[-1].pk

"""Writes what the team's mailbox is to be told into the outbox.

Each of these may run twice, on two machines or days late: an occasion is told once, and what is no
longer true by then is not sent.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from mentoring.models import Cohort
from notifications import outbox
from notifications.localtime import MORNING, at_local, monday_of
from reporting.messages import QuarterlyNumbers, TeamDigest
from reporting.quarters import Quarter

# Numbers that were not written on the day are made up for so long; later nobody waits for them.
MAKES_UP_FOR = timedelta(days=60)


@transaction.atomic
def queue_team_digest(now: datetime) -> None:
    """Write this week's digest, from Monday morning on.

    Written even when nothing waits: then it is not sent, and what comes up later in the week waits for the next one.
    """
    monday = monday_of(timezone.localdate(now))
    due_at = at_local(monday, MORNING)
    if now >= due_at:
        day = monday.isoformat()
        outbox.queue(TeamDigest.code, day, recipient=None, due_at=due_at, monday=day)


@transaction.atomic
def queue_quarterly_numbers(now: datetime) -> None:
    """Write the numbers of the quarter that is over, one message for each year that had a day in it."""
    today = timezone.localdate(now)
    quarter = Quarter.of(today).previous
    due_at = at_local(quarter.next.first_day, MORNING)
    if not due_at <= now < due_at + MAKES_UP_FOR:
        return
    outbox.queue_many(
        outbox.draft(
            QuarterlyNumbers.code,
            f"{cohort.pk}:{quarter}",
            recipient=None,
            scope=f"cohort:{cohort.pk}",
            due_at=due_at,
            cohort=cohort.pk,
            quarter=str(quarter),
        )
        for cohort in Cohort.objects.running_between(quarter.first_day, quarter.last_day)
    )

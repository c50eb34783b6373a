"""Scans that put what has become due into the outbox.

Each may run twice, on two machines or days late: an occasion is told once, and what is no longer
true by then is not sent.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from mentoring.messages import AT_WORK, MeetingTomorrow, MeetingUnanswered
from mentoring.models import Meeting
from mentoring.models.meetings import MeetingQuerySet
from notifications import outbox
from notifications.models import Message

# Local time, also on the days on which the clocks change.
MORNING = time(7)
UNANSWERED_AFTER = timedelta(days=3)
CHUNK = 500


def queue_meeting_messages(now: datetime) -> None:
    """Remind both partners of tomorrow's meetings, and ask mentors about those nobody has logged."""
    today = timezone.localdate(now)
    tomorrow = today + timedelta(days=1)
    planned = Meeting.objects.planned().filter(pairing__state__in=AT_WORK)
    _queue(
        planned.filter(starts_at__gte=_local(tomorrow), starts_at__lt=_local(tomorrow + timedelta(days=1))),
        lambda meeting: reminders_of(meeting, today),
    )
    _queue(
        planned.unanswered(now).filter(starts_at__lt=_local(today - UNANSWERED_AFTER + timedelta(days=1))),
        lambda meeting: [question_about(meeting, today)],
    )


def _queue(meetings: MeetingQuerySet, messages_for: Callable[[Meeting], Iterable[Message]]) -> None:
    """Queue the messages for many meetings in small transactions, never holding them all in memory."""
    meetings = meetings.select_related("pairing__mentee__participation", "pairing__mentor__participation")
    last = 0
    while chunk := list(meetings.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        with transaction.atomic():
            outbox.queue_many(message for meeting in chunk for message in messages_for(meeting))
        last = chunk[-1].pk


def reminders_of(meeting: Meeting, today: date) -> list[Message]:
    day = timezone.localdate(meeting.starts_at).isoformat()
    return [
        outbox.draft(
            MeetingTomorrow.code,
            f"{meeting.pk}:{day}:{partner.user_id}",
            recipient=partner.user_id,
            scope=f"cohort:{partner.cohort_id}",
            due_at=_local(today, MORNING),
            meeting=meeting.pk,
            on=day,
        )
        for partner in (meeting.pairing.mentee.participation, meeting.pairing.mentor.participation)
    ]


def question_about(meeting: Meeting, today: date) -> Message:
    mentor = meeting.pairing.mentor.participation
    day = timezone.localdate(meeting.starts_at).isoformat()
    return outbox.draft(
        MeetingUnanswered.code,
        f"{meeting.pk}:{day}",
        recipient=mentor.user_id,
        scope=f"cohort:{mentor.cohort_id}",
        due_at=_local(today, MORNING),
        meeting=meeting.pk,
    )


def _local(day: date, at: time = time.min) -> datetime:
    """Return a moment of a local day."""
    return datetime.combine(day, at, tzinfo=timezone.get_default_timezone())

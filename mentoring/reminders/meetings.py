"""Reminders about meetings: tomorrow's, and those of which nobody said whether they took place."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from mentoring.messages import AT_WORK, MeetingTomorrow, MeetingUnanswered
from mentoring.models import Cohort, Meeting
from mentoring.reminders.scanning import queue_for_each
from notifications import outbox
from notifications.localtime import MORNING, at_local
from notifications.models import Message


def queue_meeting_messages(now: datetime) -> None:
    """Remind both partners of tomorrow's meetings, and ask mentors about those nobody has logged.

    Of a meeting that was planned or changed today both have just read.
    """
    today = timezone.localdate(now)
    tomorrow = today + timedelta(days=1)
    people = "pairing__mentee__participation", "pairing__mentor__participation"
    needed = ["starts_at", *(f"{person}__{field}" for person in people for field in ("user", "cohort"))]
    planned = Meeting.objects.planned().filter(pairing__state__in=AT_WORK).select_related(*people).only(*needed)
    queue_for_each(
        planned.filter(
            starts_at__gte=at_local(tomorrow),
            starts_at__lt=at_local(tomorrow + timedelta(days=1)),
            entry_changed_at__lt=at_local(today),
        ),
        lambda meeting: reminders_of(meeting, today),
    )
    for cohort in Cohort.objects.not_finished(today):
        until = at_local(today - timedelta(days=cohort.unanswered_meeting_days - 1))
        unanswered = planned.unanswered(now).filter(pairing__mentee__participation__cohort=cohort)
        queue_for_each(unanswered.filter(starts_at__lt=until), lambda meeting: [question_about(meeting, today)])


def reminders_of(meeting: Meeting, today: date) -> list[Message]:
    day = timezone.localdate(meeting.starts_at).isoformat()
    return [
        outbox.draft(
            MeetingTomorrow.code,
            f"{meeting.pk}:{day}:{partner.user_id}",
            recipient=partner.user_id,
            scope=f"cohort:{partner.cohort_id}",
            due_at=at_local(today, MORNING),
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
        due_at=at_local(today, MORNING),
        meeting=meeting.pk,
    )

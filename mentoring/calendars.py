"""Meetings as entries of a calendar, neutral: assistants read calendars too (R12)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from accounts.models import User
from mentoring import access
from mentoring.models import Meeting, MeetingState
from notifications import calendar, kinds

# How long a meeting takes in the calendar when nobody said.
USUAL_MINUTES = 60


def meeting_file(meeting: Meeting, to: User | None = None) -> kinds.Attachment:
    """Return the calendar file of a meeting, to download or, with a recipient, to send.

    For a cancelled one it takes the entry away.
    """
    return calendar.attachment(_event(meeting), to)


def meetings_in_feed(user: User, since: datetime) -> Iterator[calendar.CalendarEvent]:
    """Yield the meetings of the user that are planned or took place, from a moment on."""
    meetings = access.meetings_visible_to(user).filter(starts_at__gte=since).exclude(state=MeetingState.CANCELLED)
    # Neither texts nor people are needed.
    return map(_event, meetings.select_related(None))


def _event(meeting: Meeting) -> calendar.CalendarEvent:
    """Tell a calendar the time and the address of the page. Place, partner and kind are read there."""
    return calendar.CalendarEvent(
        uid=meeting.uid,
        sequence=meeting.sequence,
        changed_at=meeting.entry_changed_at,
        starts_at=meeting.starts_at,
        ends_at=meeting.starts_at + timedelta(minutes=meeting.minutes or USUAL_MINUTES),
        url=kinds.link_to("mentoring:meeting", meeting.pk),
        is_cancelled=meeting.state == MeetingState.CANCELLED,
    )

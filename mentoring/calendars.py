"""Meetings as entries of a calendar, neutral: assistants read calendars too (R12)."""

from datetime import timedelta

from mentoring.models import Meeting, MeetingState
from notifications import calendar, kinds

# How long a meeting takes in the calendar when nobody said.
USUAL_MINUTES = 60


def meeting_file(meeting: Meeting) -> kinds.Attachment:
    """Return the calendar file of a meeting; for a cancelled one it takes the entry away.

    Holds the time and the address of the meeting's page. Place, partner and kind are read there.
    """
    return calendar.attachment(
        calendar.CalendarEvent(
            uid=meeting.uid,
            sequence=meeting.sequence,
            starts_at=meeting.starts_at,
            ends_at=meeting.starts_at + timedelta(minutes=meeting.minutes or USUAL_MINUTES),
            url=kinds.link_to("mentoring:meeting", meeting.pk),
            is_cancelled=meeting.state == MeetingState.CANCELLED,
        )
    )

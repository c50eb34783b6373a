"""Meetings in the list of somebody's appointments."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.appointments import Appointment
from accounts.models import User
from mentoring import access
from mentoring.models import Meeting, Mentee, Mentor


def appointments(user: User, now: datetime) -> list[Appointment]:
    """Return the planned meetings of the user that lie ahead."""
    return [
        Appointment(
            starts_at=meeting.starts_at,
            ends_at=meeting.starts_at + timedelta(minutes=meeting.minutes) if meeting.minutes else None,
            title=_("Meeting with %(name)s") % {"name": _partner(meeting, user)},
            url=reverse("mentoring:meeting", args=[meeting.pk]),
            place=meeting.text.place,
            calendar_url=reverse("mentoring:meeting_calendar", args=[meeting.pk]),
        )
        for meeting in access.meetings_visible_to(user).upcoming(now)
    ]


def _partner(meeting: Meeting, user: User) -> Mentee | Mentor:
    pairing = meeting.pairing
    return pairing.mentor if pairing.mentee.participation.user_id == user.pk else pairing.mentee

"""What people are reminded of: the scans that find it, and the kinds of messages that tell it (R12)."""

from datetime import datetime

from mentoring.reminders.applications import DraftLapsing, InvitationReminder
from mentoring.reminders.goals import SupplyLow
from mentoring.reminders.meetings import queue_meeting_messages
from mentoring.reminders.scanning import queue_reminders
from mentoring.reminders.tandems import AgreementReminder, FirstMeeting, Silence
from notifications import kinds

REMINDERS = (DraftLapsing(), InvitationReminder(), AgreementReminder(), FirstMeeting(), Silence(), SupplyLow())


def register_kinds() -> None:
    """Make the reminders known. Called when the app is ready."""
    for reminder in REMINDERS:
        kinds.register(reminder)


def queue_due(now: datetime) -> None:
    """Put everything that has become due into the outbox."""
    queue_meeting_messages(now)
    queue_reminders(REMINDERS, now)

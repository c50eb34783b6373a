"""What partners are told of a meeting by itself: the day before, and when nobody said whether it took place."""

from abc import abstractmethod
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring import calendars, samples
from mentoring.messages import AT_WORK, goes_to_partner
from mentoring.models import Meeting, MeetingState, PairingState
from mentoring.models.reminder_days import usual_days
from notifications import kinds
from notifications.models import Message

# With the partners, so that nothing more has to be asked.
MEETINGS = Meeting.objects.select_related("pairing__mentee__participation", "pairing__mentor__participation")


class AboutMeeting(kinds.Kind):
    """A message about a meeting, to one of the partners of its tandem."""

    tells_of_tandem = True
    # Only true while the tandem is in one of these states.
    tandem_states: ClassVar[Collection[PairingState]] = AT_WORK

    def load(self, messages: Sequence[Message]) -> None:
        kinds.load_each(messages, "meeting", MEETINGS)

    def is_still_true(self, message: Message, now: datetime) -> bool:
        meeting = meeting_of(message)
        return (
            meeting is not None
            and meeting.pairing.state in self.tandem_states
            and goes_to_partner(message, meeting.pairing)
            and self.is_true_of(meeting, message, now)
        )

    @abstractmethod
    def is_true_of(self, meeting: Meeting, message: Message, now: datetime) -> bool:
        """Say whether this meeting still gives a reason to write."""

    def link(self, message: Message) -> str:
        return kinds.link_to("mentoring:meeting", message.references["meeting"])

    def context(self, message: Message) -> Mapping[str, Any]:
        return {"starts_at": meeting_of(message).starts_at}


class MeetingTomorrow(AboutMeeting):
    """A reminder on the day before. On any other day it is not sent, however late it is."""

    code = "meeting-tomorrow"
    label = _("Meeting tomorrow")
    audience = _("Mentees and mentors")
    occasion = _("On the morning of the day before a meeting")
    choice = kinds.Choice.TOMORROW
    is_scanned = True

    def is_true_of(self, meeting: Meeting, message: Message, now: datetime) -> bool:
        day = timezone.localdate(meeting.starts_at)
        return (
            meeting.state == MeetingState.PLANNED
            and day.isoformat() == message.references["on"]
            and day == timezone.localdate(now) + timedelta(days=1)
        )

    def attachments(self, message: Message) -> Sequence[kinds.Attachment]:
        return [calendars.meeting_file(meeting_of(message), message.recipient)]

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(reader, meeting=samples.meeting(now, days=1))


class MeetingUnanswered(AboutMeeting):
    """The mentor is asked once whether a meeting took place."""

    code = "meeting-unanswered"
    label = _("Did the meeting take place?")
    audience = _("Mentors")
    occasion = format_lazy(
        _("{days} after a meeting of which nobody has said whether it took place"),
        days=usual_days("unanswered_meeting_days"),
    )
    choice = kinds.Choice.WEEKLY
    task = _("Say whether a meeting took place")
    is_scanned = True

    def is_true_of(self, meeting: Meeting, message: Message, now: datetime) -> bool:
        return meeting.waits_for_answer(now)

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(reader, meeting=samples.meeting(now, days=-3))


def meeting_of(message: Message) -> Any:
    return kinds.referred(message, "meeting", MEETINGS)


def register_kinds() -> None:
    """Make these messages known. Called when the app is ready."""
    for kind in (MeetingTomorrow(), MeetingUnanswered()):
        kinds.register(kind)

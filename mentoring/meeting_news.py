"""What one partner is told when the other plans, changes or cancels a meeting, each with its calendar file."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring import calendars, samples
from mentoring.meeting_messages import AboutMeeting, MeetingTomorrow, meeting_of
from mentoring.models import Meeting, MeetingState, PairingState
from notifications import kinds, outbox
from notifications.models import Message, MessageState


class MeetingNews(AboutMeeting):
    audience = _("Mentees and mentors")

    def attachments(self, message: Message) -> Sequence[kinds.Attachment]:
        return [calendars.meeting_file(meeting_of(message), message.recipient)]

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(reader, meeting=samples.meeting(now, days=3))


class MeetingPlanned(MeetingNews):
    """A meeting that lies ahead. Once it was changed, the change is what is told."""

    code = "meeting-planned"
    label = _("Meeting planned")
    occasion = _("When the other one of the tandem has planned a meeting")

    def is_true_of(self, meeting: Meeting, message: Message, now: datetime) -> bool:
        return (
            meeting.state == MeetingState.PLANNED
            and meeting.starts_at > now
            and meeting.sequence == message.references["sequence"]
        )


class MeetingChanged(MeetingPlanned):
    """What stands on its page is different. A later change makes an earlier message obsolete."""

    code = "meeting-changed"
    label = _("Change of a meeting")
    occasion = _("When the other one of the tandem has changed a meeting")


class MeetingCancelled(MeetingNews):
    """A meeting that lay ahead does not take place, also because its tandem is over.

    Told to who may know of it, so that nobody hears first of a meeting when it is called off.
    """

    code = "meeting-cancelled"
    label = _("Meeting called off")
    occasion = _("When the other one calls a meeting off, or the tandem ends before it")
    tandem_states = tuple(PairingState)

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(reader, meeting=samples.meeting(now, days=3, state=MeetingState.CANCELLED))

    def is_true_of(self, meeting: Meeting, message: Message, now: datetime) -> bool:
        return meeting.state == MeetingState.CANCELLED and meeting.starts_at > now and _may_know(message)


NEWS = (MeetingPlanned(), MeetingChanged(), MeetingCancelled())
EARLIER = (MeetingPlanned.code, MeetingChanged.code, MeetingTomorrow.code)


def register_kinds() -> None:
    """Make these messages known. Called when the app is ready."""
    for kind in NEWS:
        kinds.register(kind)


def tell_of_plan(meeting: Meeting, *, by: User) -> None:
    _tell(MeetingPlanned.code, meeting, by=by)


def tell_of_change(meeting: Meeting, *, by: User) -> None:
    _tell(MeetingChanged.code, meeting, by=by)


def tell_of_cancellation(meeting: Meeting, *, by: User | None) -> None:
    """Tell both partners, or the other one when one of them has called it off."""
    _tell(MeetingCancelled.code, meeting, by=by)


def _tell(code: str, meeting: Meeting, *, by: User | None) -> None:
    outbox.queue_many(message for message in news_about(meeting, code) if by is None or message.recipient_id != by.pk)


def news_about(meeting: Meeting, code: str) -> Iterable[Message]:
    """Build the messages to both partners about a meeting as it is now."""
    for partner in (meeting.pairing.mentee.participation, meeting.pairing.mentor.participation):
        yield outbox.draft(
            code,
            f"{meeting.pk}:{meeting.sequence}:{partner.user_id}",
            recipient=partner.user_id,
            scope=f"cohort:{partner.cohort_id}",
            meeting=meeting.pk,
            sequence=meeting.sequence,
        )


def _may_know(message: Message) -> bool:
    """Whether the reader may know of the meeting: she planned it herself, or was told of it.

    Each try to tell her counts, because a mail may have been taken although the connection broke. The
    one try of a message that was obsolete by then was none.
    """
    earlier = Message.objects.filter(
        kind__in=EARLIER, recipient=message.recipient_id, references__meeting=message.references["meeting"]
    )
    tried = Q(state__in=[MessageState.SENT, MessageState.SENDING]) | Q(state=MessageState.QUEUED, attempts__gt=0)
    was_planned_by_herself = not earlier.filter(kind=MeetingPlanned.code).exists()
    return was_planned_by_herself or earlier.filter(tried | Q(attempts__gt=1)).exists()

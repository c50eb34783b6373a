"""What the programme tells its people, and until when each of it is true.

A mail never says more than that there is something to read or to do: what was decided, who the
partner is and what a request is about stands behind the sign-in (R12).
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import access as accounts
from accounts import invitations
from accounts.models import User
from mentoring import calendars
from mentoring.models import (
    Agreement,
    Cohort,
    Meeting,
    MeetingState,
    Mentee,
    MenteeState,
    Mentor,
    MentorState,
    Pairing,
    PairingState,
    RequestState,
    SupportRequest,
)
from mentoring.models.pairings import PairingQuerySet
from notifications import kinds, scopes
from notifications.models import Message

# Tandems that work: one that rests is left in peace.
AT_WORK = (PairingState.APPROVED, PairingState.ACTIVE)
# With the partners, so that nothing more has to be asked.
PAIRINGS = Pairing.objects.select_related("mentee__participation", "mentor__participation")
MEETINGS = Meeting.objects.select_related("pairing__mentee__participation", "pairing__mentor__participation")


class MentorInvitation(kinds.Kind):
    """Somebody is asked to be a mentor; the link lets her in, so that she can answer at once."""

    code = "mentor-invitation"
    label = _("Invitation to be a mentor")

    def is_still_true(self, message: Message, now: datetime) -> bool:
        return Mentor.objects.filter(pk=message.references["mentor"], state=MentorState.INVITED).exists()

    def link(self, message: Message) -> str:
        invited = User.objects.get(participations__mentor=message.references["mentor"])
        return invitations.link_for(invited, reverse("mentoring:mentor_invitation"))

    def shown_link(self, message: Message) -> str:
        return kinds.link_to("mentoring:mentor_invitation")

    def context(self, message: Message) -> Mapping[str, Any]:
        cohort = Cohort.objects.get(participations__mentor=message.references["mentor"])
        return {
            "weeks": cohort.rhythm_weeks,
            "meetings": _meetings_in(cohort),
            "starts_on": cohort.starts_on,
            "ends_on": cohort.ends_on,
            "days": invitations.VALID_FOR.days,
        }


class MentorConfirmed(kinds.Kind):
    """The team has taken somebody on as a mentor."""

    code = "mentor-confirmed"
    label = _("Mentor confirmed")

    def is_still_true(self, message: Message, now: datetime) -> bool:
        return Mentor.objects.filter(
            pk=message.references["mentor"], state__in=[MentorState.CONFIRMED, MentorState.PAUSED]
        ).exists()

    def link(self, message: Message) -> str:
        return kinds.link_to("portal:start")


class ApplicationReceived(kinds.Kind):
    code = "application-received"
    label = _("Application received")

    def is_still_true(self, message: Message, now: datetime) -> bool:
        mentees = Mentee.objects.filter(pk=message.references["mentee"])
        return mentees.exclude(state__in=[MenteeState.DRAFT, MenteeState.WITHDRAWN]).exists()

    def link(self, message: Message) -> str:
        return kinds.link_to("mentoring:application")

    def context(self, message: Message) -> Mapping[str, Any]:
        cohort = Cohort.objects.get(participations__mentee=message.references["mentee"])
        return {"closes_on": cohort.applications_close_on}


class Decision(kinds.Kind):
    """A decision on an application was announced. Which one, only the page says."""

    code = "decision"
    label = _("News on an application")

    def load(self, messages: Sequence[Message]) -> None:
        kinds.load_each(messages, "mentee", Mentee.objects.all())

    def is_still_true(self, message: Message, now: datetime) -> bool:
        mentee = kinds.referred(message, "mentee", Mentee.objects.all())
        return mentee is not None and mentee.announced_at is not None and mentee.state != MenteeState.WITHDRAWN

    def link(self, message: Message) -> str:
        return kinds.link_to("mentoring:application")


class TandemAnnounced(kinds.Kind):
    code = "tandem-announced"
    label = _("Tandem announced")

    def load(self, messages: Sequence[Message]) -> None:
        kinds.load_each(messages, "pairing", PAIRINGS)

    def is_still_true(self, message: Message, now: datetime) -> bool:
        pairing = kinds.referred(message, "pairing", PAIRINGS)
        return (
            pairing is not None
            and pairing.is_live
            and pairing.announced_at is not None
            and _goes_to_partner(message, pairing)
        )

    def link(self, message: Message) -> str:
        return kinds.link_to("mentoring:tandem")


class AgreementToConfirm(kinds.Kind):
    """One partner has confirmed the agreement, the other one has not."""

    code = "agreement-to-confirm"
    label = _("Agreement to confirm")
    choice = kinds.Choice.WEEKLY

    def is_still_true(self, message: Message, now: datetime) -> bool:
        agreement = (
            Agreement.objects.filter(pairing__in=_pairings_of(message).filter(state__in=AT_WORK))
            .select_related("pairing__mentee__participation")
            .first()
        )
        if agreement is None:
            return False
        is_mentee = agreement.pairing.mentee.participation.user_id == message.recipient_id
        return not (agreement.is_confirmed_by_mentee if is_mentee else agreement.is_confirmed_by_mentor)

    def link(self, message: Message) -> str:
        return kinds.link_to("mentoring:agreement", message.references["pairing"])


class AboutMeeting(kinds.Kind):
    """A message about a meeting of a tandem at work, to one of its partners."""

    def load(self, messages: Sequence[Message]) -> None:
        kinds.load_each(messages, "meeting", MEETINGS)

    def is_still_true(self, message: Message, now: datetime) -> bool:
        meeting = _meeting(message)
        return (
            meeting is not None
            and meeting.pairing.state in AT_WORK
            and _goes_to_partner(message, meeting.pairing)
            and self.is_true_of(meeting, message, now)
        )

    @abstractmethod
    def is_true_of(self, meeting: Meeting, message: Message, now: datetime) -> bool:
        """Say whether this meeting still gives a reason to write."""

    def link(self, message: Message) -> str:
        return kinds.link_to("mentoring:meeting", message.references["meeting"])

    def context(self, message: Message) -> Mapping[str, Any]:
        return {"starts_at": _meeting(message).starts_at}


class MeetingTomorrow(AboutMeeting):
    """A reminder on the day before. On any other day it is not sent, however late it is."""

    code = "meeting-tomorrow"
    label = _("Meeting tomorrow")
    choice = kinds.Choice.TOMORROW

    def is_true_of(self, meeting: Meeting, message: Message, now: datetime) -> bool:
        day = timezone.localdate(meeting.starts_at)
        return (
            meeting.state == MeetingState.PLANNED
            and day.isoformat() == message.references["on"]
            and day == timezone.localdate(now) + timedelta(days=1)
        )

    def attachments(self, message: Message) -> Sequence[kinds.Attachment]:
        return [calendars.meeting_file(_meeting(message), message.recipient)]


class MeetingUnanswered(AboutMeeting):
    """The mentor is asked once whether a meeting took place."""

    code = "meeting-unanswered"
    label = _("Did the meeting take place?")
    choice = kinds.Choice.WEEKLY

    def is_true_of(self, meeting: Meeting, message: Message, now: datetime) -> bool:
        return meeting.waits_for_answer(now)


class HelpRequest(kinds.Kind):
    """Somebody wrote to the team or to the adviser. Neither who nor what about is in the mail."""

    code = "help-request"
    label = _("Request for help")
    is_listed = False

    def is_still_true(self, message: Message, now: datetime) -> bool:
        if message.recipient is not None and not accounts.is_adviser(message.recipient):
            return False
        return SupportRequest.objects.filter(pk=message.references["request"], state=RequestState.OPEN).exists()

    def link(self, message: Message) -> str:
        if message.recipient_id is None:
            return kinds.link_to("admin:mentoring_supportrequest_change", message.references["request"])
        return kinds.link_to("mentoring:request_answer", message.references["request"])


class RequestAnswered(kinds.Kind):
    code = "request-answered"
    label = _("Request for help answered")

    def is_still_true(self, message: Message, now: datetime) -> bool:
        return SupportRequest.objects.filter(pk=message.references["request"], state=RequestState.ANSWERED).exists()

    def link(self, message: Message) -> str:
        return kinds.link_to("mentoring:request_list")


class StepBack(kinds.Kind):
    """A partner has left a tandem: the team has to act. The other partner learns nothing here."""

    code = "step-back"
    label = _("Step back from a tandem")
    is_listed = False

    def is_still_true(self, message: Message, now: datetime) -> bool:
        return Pairing.objects.filter(pk=message.references["pairing"], state=PairingState.DECLINED).exists()

    def link(self, message: Message) -> str:
        return kinds.link_to("admin:index")


def register_kinds() -> None:
    """Make the messages of this app known, and what they belong to. Called when the app is ready."""
    for kind in (
        MentorInvitation(),
        MentorConfirmed(),
        ApplicationReceived(),
        Decision(),
        TandemAnnounced(),
        AgreementToConfirm(),
        MeetingTomorrow(),
        MeetingUnanswered(),
        HelpRequest(),
        RequestAnswered(),
        StepBack(),
    ):
        kinds.register(kind)
    scopes.register("cohort", _titles_of_cohorts)


def _titles_of_cohorts(ids: list[int]) -> dict[int, str]:
    return {cohort.pk: cohort.title for cohort in Cohort.objects.filter(pk__in=ids)}


def _goes_to_partner(message: Message, pairing: Pairing) -> bool:
    """Whether the recipient is one of the two; the pairing knows both."""
    return message.recipient_id in (pairing.mentee.participation.user_id, pairing.mentor.participation.user_id)


def _pairings_of(message: Message) -> PairingQuerySet:
    """Return the tandem of a message, if the recipient is one of its partners."""
    is_partner = Q(mentee__participation__user=message.recipient_id) | Q(
        mentor__participation__user=message.recipient_id
    )
    return Pairing.objects.filter(is_partner, pk=message.references["pairing"])


def _meeting(message: Message) -> Any:
    return kinds.referred(message, "meeting", MEETINGS)


def _meetings_in(cohort: Cohort) -> int:
    """Return how many meetings the rhythm of a cohort makes in its year."""
    return max(1, (cohort.ends_on - cohort.starts_on).days // (7 * cohort.rhythm_weeks))

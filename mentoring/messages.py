"""What the programme tells its people, and until when each of it is true.

A mail never says more than that there is something to read or to do: what was decided, who the
partner is and what a request is about stands behind the sign-in (R12).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import invitations
from accounts.models import User
from mentoring import request_access, samples
from mentoring.models import (
    Agreement,
    Cohort,
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
# With what belongs to them, so that nothing more has to be asked.
MENTORS = Mentor.objects.select_related("participation__cohort", "participation__user")
MENTEES = Mentee.objects.select_related("participation__cohort")
PAIRINGS = Pairing.objects.select_related("mentee__participation", "mentor__participation")


class MentorInvitation(kinds.Kind):
    """Somebody is asked to be a mentor; the link lets her in, so that she can answer at once."""

    code = "mentor-invitation"
    label = _("Invitation to be a mentor")
    audience = _("Mentors")
    occasion = _("When somebody is asked to be a mentor")

    def load(self, messages: Sequence[Message]) -> None:
        kinds.load_each(messages, "mentor", MENTORS)

    def is_still_true(self, message: Message, now: datetime) -> bool:
        mentor = _mentor(message)
        return mentor is not None and mentor.state == MentorState.INVITED

    def link(self, message: Message) -> str:
        invited = _mentor(message).participation.user
        return invitations.link_for(invited, reverse("mentoring:mentor_invitation"))

    def shown_link(self, message: Message) -> str:
        return kinds.link_to("mentoring:mentor_invitation")

    def context(self, message: Message) -> Mapping[str, Any]:
        cohort = _mentor(message).participation.cohort
        return {
            "weeks": cohort.rhythm_weeks,
            "meetings": _meetings_in(cohort),
            "starts_on": cohort.starts_on,
            "ends_on": cohort.ends_on,
            "days": invitations.VALID_FOR.days,
        }

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(reader, mentor=samples.mentor(reader, now))


class MentorConfirmed(kinds.Kind):
    """The team has taken somebody on as a mentor."""

    code = "mentor-confirmed"
    label = _("Mentor confirmed")
    audience = _("Mentors")
    occasion = _("When the project team has confirmed the profile")

    def is_still_true(self, message: Message, now: datetime) -> bool:
        return Mentor.objects.filter(
            pk=message.references["mentor"], state__in=[MentorState.CONFIRMED, MentorState.PAUSED]
        ).exists()

    def link(self, message: Message) -> str:
        return kinds.link_to("portal:start")

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(reader)


class ApplicationReceived(kinds.Kind):
    code = "application-received"
    label = _("Application received")
    audience = _("Mentees")
    occasion = _("As soon as the application is sent")

    def load(self, messages: Sequence[Message]) -> None:
        kinds.load_each(messages, "mentee", MENTEES)

    def is_still_true(self, message: Message, now: datetime) -> bool:
        mentee = _mentee(message)
        return mentee is not None and mentee.state not in (MenteeState.DRAFT, MenteeState.WITHDRAWN)

    def link(self, message: Message) -> str:
        return kinds.link_to("mentoring:application")

    def context(self, message: Message) -> Mapping[str, Any]:
        return {"closes_on": _mentee(message).participation.cohort.applications_close_on}

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(reader, mentee=samples.mentee(reader, now))


class Decision(kinds.Kind):
    """A decision on an application was announced. Which one, only the page says."""

    code = "decision"
    label = _("News on an application")
    audience = _("Mentees")
    occasion = _("When the project team announces the decision on the application")

    def load(self, messages: Sequence[Message]) -> None:
        kinds.load_each(messages, "mentee", Mentee.objects.all())

    def is_still_true(self, message: Message, now: datetime) -> bool:
        mentee = kinds.referred(message, "mentee", Mentee.objects.all())
        return mentee is not None and mentee.announced_at is not None and mentee.state != MenteeState.WITHDRAWN

    def link(self, message: Message) -> str:
        return kinds.link_to("mentoring:application")

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(reader)


class TandemAnnounced(kinds.Kind):
    code = "tandem-announced"
    label = _("Tandem announced")
    audience = _("Mentees and mentors")
    occasion = _("When the project team announces the tandem")

    def load(self, messages: Sequence[Message]) -> None:
        kinds.load_each(messages, "pairing", PAIRINGS)

    def is_still_true(self, message: Message, now: datetime) -> bool:
        pairing = kinds.referred(message, "pairing", PAIRINGS)
        return (
            pairing is not None
            and pairing.is_live
            and pairing.announced_at is not None
            and goes_to_partner(message, pairing)
        )

    def link(self, message: Message) -> str:
        return kinds.link_to("mentoring:tandem")

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(reader)


class AgreementToConfirm(kinds.Kind):
    """One partner has confirmed the agreement, the other one has not."""

    code = "agreement-to-confirm"
    label = _("Agreement to confirm")
    audience = _("Mentees and mentors")
    occasion = _("When the other one of the tandem has confirmed the agreement")
    choice = kinds.Choice.WEEKLY
    task = _("Read and confirm the agreement")
    tells_of_tandem = True

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

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(reader, pairing=Pairing())


class HelpRequest(kinds.Kind):
    """Somebody wrote to the team or to the adviser. Neither who nor what about is in the mail."""

    code = "help-request"
    label = _("Request for help")
    audience = _("Project team or advisers")
    occasion = _("When somebody writes to them in confidence")
    is_listed = False

    def is_still_true(self, message: Message, now: datetime) -> bool:
        """As long as it waits; an adviser is told of what she may answer."""
        waiting = SupportRequest.objects.filter(pk=message.references["request"], state=RequestState.OPEN)
        if message.recipient is not None:
            waiting = waiting.filter(pk__in=request_access.requests_to_adviser(message.recipient))
        return waiting.exists()

    def link(self, message: Message) -> str:
        if message.recipient_id is None:
            return kinds.link_to("admin:mentoring_supportrequest_change", message.references["request"])
        return kinds.link_to("mentoring:request_answer", message.references["request"])

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(None, request=SupportRequest())


class RequestAnswered(kinds.Kind):
    code = "request-answered"
    label = _("Request for help answered")
    audience = _("Mentees and mentors")
    occasion = _("When the answer to a request is there, to whoever wrote")

    def is_still_true(self, message: Message, now: datetime) -> bool:
        return SupportRequest.objects.filter(pk=message.references["request"], state=RequestState.ANSWERED).exists()

    def link(self, message: Message) -> str:
        return kinds.link_to("mentoring:request_list")

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(reader)


class StepBack(kinds.Kind):
    """A partner has left a tandem: the team has to act. The other partner learns nothing here."""

    code = "step-back"
    label = _("Step back from a tandem")
    audience = _("Project team")
    occasion = _("When somebody leaves her tandem while both get to know each other")
    is_listed = False

    def is_still_true(self, message: Message, now: datetime) -> bool:
        return Pairing.objects.filter(pk=message.references["pairing"], state=PairingState.DECLINED).exists()

    def link(self, message: Message) -> str:
        return kinds.link_to("admin:index")

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(None)


class PartnerStepBack(kinds.Kind):
    """The other partner has left the tandem. All that is said is that the team will be in touch."""

    code = "partner-step-back"
    label = _("The project team will be in touch")
    audience = _("Mentees and mentors")
    occasion = _("When the other one leaves the tandem while both get to know each other")

    def is_still_true(self, message: Message, now: datetime) -> bool:
        return _pairings_of(message).filter(state=PairingState.DECLINED).exists()

    def link(self, message: Message) -> str:
        return kinds.link_to("mentoring:tandem")

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(reader)


def register_kinds() -> None:
    """Make the messages of this app known, and what they belong to. Called when the app is ready."""
    for kind in (
        MentorInvitation(),
        MentorConfirmed(),
        ApplicationReceived(),
        Decision(),
        TandemAnnounced(),
        AgreementToConfirm(),
        HelpRequest(),
        RequestAnswered(),
        StepBack(),
        PartnerStepBack(),
    ):
        kinds.register(kind)
    scopes.register("cohort", _titles_of_cohorts)


def _titles_of_cohorts(ids: list[int]) -> dict[int, str]:
    return {cohort.pk: cohort.title for cohort in Cohort.objects.filter(pk__in=ids)}


def goes_to_partner(message: Message, pairing: Pairing) -> bool:
    """Whether the recipient is one of the two; the pairing knows both."""
    return message.recipient_id in (pairing.mentee.participation.user_id, pairing.mentor.participation.user_id)


def _pairings_of(message: Message) -> PairingQuerySet:
    """Return the tandem of a message, if the recipient is one of its partners."""
    is_partner = Q(mentee__participation__user=message.recipient_id) | Q(
        mentor__participation__user=message.recipient_id
    )
    return Pairing.objects.filter(is_partner, pk=message.references["pairing"])


def _mentor(message: Message) -> Any:
    return kinds.referred(message, "mentor", MENTORS)


def _mentee(message: Message) -> Any:
    return kinds.referred(message, "mentee", MENTEES)


def _meetings_in(cohort: Cohort) -> int:
    """Return how many meetings the rhythm of a cohort makes in its year."""
    return max(1, (cohort.ends_on - cohort.starts_on).days // (7 * cohort.rhythm_weeks))

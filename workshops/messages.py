"""What participants are told about workshops, and until when each of it is true.

Every message refers to the workshop and the participation by id. Words and one link stand in the
mail; the address of a workshop online is read on its page, behind the sign-in.
"""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring.models import Participation
from notifications import kinds, outbox
from notifications.localtime import MORNING, at_local, monday_of
from notifications.models import Message
from workshops import calendars
from workshops.audience import audience_of
from workshops.models import Registration, RegistrationState, Workshop, WorkshopState


class WorkshopMessage(kinds.Kind):
    """A message about a workshop to somebody who was invited to it."""

    audience = _("Mentees and mentors")
    # Only true for registrations in these states.
    states: ClassVar[tuple[RegistrationState, ...]] = (RegistrationState.REGISTERED,)
    # Where the workshop of the example stands.
    sample_state: ClassVar[WorkshopState] = WorkshopState.OPEN

    def load(self, messages: Sequence[Message]) -> None:
        kinds.load_each(messages, "workshop", Workshop.objects.all())
        registrations = Registration.objects.filter(
            workshop__in=[message.references["workshop"] for message in messages],
            participation__in=[message.references["participation"] for message in messages],
        )
        found = {
            (registration.workshop_id, registration.participation_id): registration for registration in registrations
        }
        for message in messages:
            key = (message.references["workshop"], message.references["participation"])
            message.loaded["registration"] = found.get(key)

    def is_still_true(self, message: Message, now: datetime) -> bool:
        workshop = _workshop(message)
        registration = _registration(message)
        return (
            workshop is not None
            and registration is not None
            and registration.state in self.states
            and self.is_true_of(workshop, registration, message, now)
        )

    @abstractmethod
    def is_true_of(self, workshop: Workshop, registration: Registration, message: Message, now: datetime) -> bool:
        """Say whether this workshop and this registration still give a reason to write."""

    def link(self, message: Message) -> str:
        return kinds.link_to("workshops:detail", message.references["workshop"])

    def context(self, message: Message) -> Mapping[str, Any]:
        workshop = _workshop(message)
        return {"title": workshop.title, "when": workshop.when, "where": workshop.where}

    def sample(self, reader: User, now: datetime) -> Message:
        starts_at = at_local(self.sample_day(timezone.localdate(now)), time(10))
        workshop = Workshop(
            title=gettext("Kickoff workshop"),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=3),
            place=gettext("Town hall"),
            state=self.sample_state,
        )
        registration = Registration(state=self.states[0], since=now)
        return self.example(reader, workshop=workshop, registration=registration)

    def sample_day(self, today: date) -> date:
        """Return the day of the workshop of the example: a Thursday."""
        return monday_of(today) + timedelta(weeks=4, days=3)


class Invitation(WorkshopMessage):
    """Somebody of the audience can register."""

    code = "workshop-invitation"
    label = _("Invitation to a workshop")
    occasion = _("When registration opens, to everybody who is invited")
    is_scanned = True
    states = (RegistrationState.INVITED,)

    def is_true_of(self, workshop: Workshop, registration: Registration, message: Message, now: datetime) -> bool:
        return (
            workshop.state == WorkshopState.OPEN
            and not workshop.has_begun(now)
            and audience_of(workshop).filter(pk=registration.participation_id).exists()
        )


class SeatMessage(WorkshopMessage):
    """Somebody has a seat since a certain moment; her calendar gets the appointment."""

    def is_true_of(self, workshop: Workshop, registration: Registration, message: Message, now: datetime) -> bool:
        return (
            workshop.state == WorkshopState.OPEN
            and not workshop.has_begun(now)
            and registration.since.isoformat() == message.references["since"]
        )

    def attachments(self, message: Message) -> Sequence[kinds.Attachment]:
        return _seat_files(message)


class Registered(SeatMessage):
    code = "workshop-registered"
    label = _("Registered for a workshop")
    occasion = _("As soon as somebody has registered and has a seat")


class MovedUp(SeatMessage):
    code = "workshop-seat"
    label = _("Seat from the waiting list")
    occasion = _("When somebody moves up from the waiting list")


class Tomorrow(WorkshopMessage):
    """A reminder on the day before. On any other day it is not sent, however late it is."""

    code = "workshop-tomorrow"
    label = _("Workshop tomorrow")
    occasion = _("On the morning of the day before a workshop, to everybody who has a seat")
    choice = kinds.Choice.TOMORROW
    is_scanned = True

    def is_true_of(self, workshop: Workshop, registration: Registration, message: Message, now: datetime) -> bool:
        day = timezone.localdate(workshop.starts_at)
        return (
            workshop.state == WorkshopState.OPEN
            and day.isoformat() == message.references["on"]
            and day == timezone.localdate(now) + timedelta(days=1)
        )

    def sample_day(self, today: date) -> date:
        return today + timedelta(days=1)

    def attachments(self, message: Message) -> Sequence[kinds.Attachment]:
        return _seat_files(message)


class Change(WorkshopMessage):
    """Time, place or link are different. A later change makes an earlier message obsolete."""

    code = "workshop-change"
    label = _("Change of a workshop")
    occasion = _("When time, place or link change, to everybody who has a seat or waits for one")
    states = (RegistrationState.REGISTERED, RegistrationState.WAITLISTED)

    def is_true_of(self, workshop: Workshop, registration: Registration, message: Message, now: datetime) -> bool:
        return (
            workshop.state == WorkshopState.OPEN
            and not workshop.is_over(now)
            and workshop.sequence == message.references["sequence"]
        )

    def context(self, message: Message) -> Mapping[str, Any]:
        return {**super().context(message), "has_seat": _has_seat(message)}

    def attachments(self, message: Message) -> Sequence[kinds.Attachment]:
        return _seat_files(message)


class Cancellation(WorkshopMessage):
    """The workshop does not take place; the entry leaves the calendars."""

    code = "workshop-cancelled"
    label = _("Workshop called off")
    occasion = _("When the workshop is called off, to everybody who has a seat or waits for one")
    sample_state = WorkshopState.CANCELLED
    states = (RegistrationState.REGISTERED, RegistrationState.WAITLISTED)

    def is_true_of(self, workshop: Workshop, registration: Registration, message: Message, now: datetime) -> bool:
        return workshop.state == WorkshopState.CANCELLED and not workshop.has_begun(now)

    def context(self, message: Message) -> Mapping[str, Any]:
        return {**super().context(message), "has_seat": _has_seat(message)}

    def attachments(self, message: Message) -> Sequence[kinds.Attachment]:
        return _seat_files(message)


def register_kinds() -> None:
    """Make the messages of this app known. Called when the app is ready."""
    for kind in (Invitation(), Registered(), MovedUp(), Tomorrow(), Change(), Cancellation()):
        kinds.register(kind)


def invitation(workshop: Workshop, participation: Participation) -> Message:
    """Build the invitation of one participant, to queue or to preview it."""
    return _draft(Invitation.code, workshop, participation)


def invite(workshop: Workshop, participations: Iterable[Participation]) -> None:
    outbox.queue_many(invitation(workshop, participation) for participation in participations)


def confirm_registration(workshop: Workshop, registration: Registration) -> None:
    _tell_of_seat(Registered.code, workshop, registration)


def tell_of_moving_up(workshop: Workshop, registration: Registration) -> None:
    _tell_of_seat(MovedUp.code, workshop, registration)


def tomorrow(registration: Registration, *, today: date) -> Message:
    """Build the reminder for somebody who has a seat, to go out this morning."""
    workshop = registration.workshop
    on = timezone.localdate(workshop.starts_at).isoformat()
    return _draft(Tomorrow.code, workshop, registration.participation, due_at=at_local(today, MORNING), on=on)


def change(workshop: Workshop, participation: Participation) -> Message:
    """Build the message on the latest change for one participant."""
    return _draft(Change.code, workshop, participation, sequence=workshop.sequence)


def tell_of_change(workshop: Workshop, registrations: Iterable[Registration]) -> None:
    outbox.queue_many(change(workshop, registration.participation) for registration in registrations)


def cancellation(workshop: Workshop, participation: Participation) -> Message:
    """Build the message for one participant that the workshop is called off, to queue or to preview it."""
    return _draft(Cancellation.code, workshop, participation)


def tell_of_cancellation(workshop: Workshop, registrations: Iterable[Registration]) -> None:
    outbox.queue_many(cancellation(workshop, registration.participation) for registration in registrations)


def _tell_of_seat(code: str, workshop: Workshop, registration: Registration) -> None:
    outbox.queue_many([_draft(code, workshop, registration.participation, since=registration.since.isoformat())])


def _draft(
    code: str, workshop: Workshop, participation: Participation, *, due_at: datetime | None = None, **details: Any
) -> Message:
    occasion = ":".join(str(part) for part in (workshop.pk, participation.pk, *details.values()))
    return outbox.draft(
        code,
        occasion,
        recipient=participation.user_id,
        scope=f"cohort:{workshop.cohort_id}",
        due_at=due_at,
        workshop=workshop.pk,
        participation=participation.pk,
        **details,
    )


def _workshop(message: Message) -> Any:
    return kinds.referred(message, "workshop", Workshop.objects.all())


def _registration(message: Message) -> Registration | None:
    if "registration" in message.loaded:
        return message.loaded["registration"]
    return Registration.objects.filter(
        workshop=message.references["workshop"], participation=message.references["participation"]
    ).first()


def _has_seat(message: Message) -> bool:
    registration = _registration(message)
    return registration is not None and registration.state == RegistrationState.REGISTERED


def _seat_files(message: Message) -> list[kinds.Attachment]:
    """Return the calendar file for somebody who has a seat, nothing for others."""
    registration = _registration(message)
    if registration is None or registration.state != RegistrationState.REGISTERED:
        return []
    registration.workshop = _workshop(message)
    return [calendars.seat_file(registration, message.recipient)]

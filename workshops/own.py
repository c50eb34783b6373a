"""A workshop as one participant sees it: her answer, and what she can still do."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from accounts.models import User
from workshops import access
from workshops.models import Registration, RegistrationState, Workshop, WorkshopState


@dataclass(frozen=True)
class OwnWorkshop:
    """One workshop and one participant's answer to it, at one moment."""

    workshop: Workshop
    registration: Registration | None
    now: datetime

    @property
    def state(self) -> str:
        """Her answer; whoever has none yet counts as invited."""
        return self.registration.state if self.registration else RegistrationState.INVITED

    @property
    def is_cancelled(self) -> bool:
        return self.workshop.state == WorkshopState.CANCELLED

    @property
    def is_past(self) -> bool:
        return self.workshop.is_over(self.now)

    @property
    def is_changeable(self) -> bool:
        return self.workshop.state == WorkshopState.OPEN and not self.workshop.has_begun(self.now)

    @property
    def can_register(self) -> bool:
        return self.is_changeable and self.state in (RegistrationState.INVITED, RegistrationState.CANCELLED)

    @property
    def can_cancel(self) -> bool:
        return self.is_changeable and self.state != RegistrationState.CANCELLED

    @property
    def is_registered(self) -> bool:
        return self.state == RegistrationState.REGISTERED and not self.is_cancelled

    @property
    def waits_for_answer(self) -> bool:
        return self.is_changeable and self.state == RegistrationState.INVITED

    @property
    def position(self) -> int | None:
        """Her place on the waiting list, counted from 1."""
        is_waiting = self.registration is not None and self.state == RegistrationState.WAITLISTED
        return getattr(self.registration, "position", None) if is_waiting else None

    @property
    def badge(self) -> tuple[str, str]:
        """How it stands, as a kind of badge and in words."""
        if self.is_cancelled:
            return "danger", _("Called off")
        if self.is_past:
            return self._badge_of_past()
        return {
            RegistrationState.REGISTERED: ("success", _("You are registered")),
            RegistrationState.WAITLISTED: ("warning", _("Waiting list, place %(number)s") % {"number": self.position}),
            RegistrationState.CANCELLED: ("info", _("You are not coming")),
        }.get(RegistrationState(self.state), ("info", _("Please answer") if self.is_changeable else _("In progress")))

    def _badge_of_past(self) -> tuple[str, str]:
        if self.registration and self.registration.attended:
            return "success", _("You were there")
        if self.registration and self.state == RegistrationState.REGISTERED and self.registration.attended is None:
            return "info", _("You were registered")
        return "info", _("Over")


def own_workshops(user: User, *, now: datetime) -> list[OwnWorkshop]:
    """Return every workshop that the user sees as a participant, with her answers, in three statements at most."""
    answers = Prefetch(
        "registrations", queryset=access.registrations_of(user).with_position(), to_attr="own_registrations"
    )
    return [
        OwnWorkshop(workshop, next(iter(workshop.own_registrations), None), now)
        for workshop in access.workshops_visible_to(user).prefetch_related(answers)
    ]


def own_workshop(user: User, pk: int, *, now: datetime) -> OwnWorkshop | None:
    """Return one workshop as the user sees it, `None` when she does not."""
    workshop = access.workshops_visible_to(user).select_related("host").filter(pk=pk).first()
    if workshop is None:
        return None
    return OwnWorkshop(workshop, access.registrations_of(user).filter(workshop=workshop).with_position().first(), now)

"""Messages of every kind of this app, as they would be sent on `factories.TODAY`."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from notifications import outbox
from notifications.models import Message
from tests import factories
from tests.workshops.factories import RegistrationFactory
from workshops import messages
from workshops.models import Registration, RegistrationState, WorkshopState


def a_registration(state: RegistrationState = RegistrationState.REGISTERED, **workshop: Any) -> Registration:
    """Return a registration for a workshop whose link must not stand in a mail."""
    online = {"workshop__link": "https://treffen.example/raum-7", "workshop__place": ""}
    return RegistrationFactory(state=state, **(online | workshop))


def invitation() -> list[Message]:
    registration = a_registration(RegistrationState.INVITED)
    return [messages.invitation(registration.workshop, registration.participation)]


def seat(code: str) -> Callable[[], list[Message]]:
    """Return how to build messages about a seat, for a workshop online and one at a place."""

    def build() -> list[Message]:
        return [
            outbox.draft(
                code,
                f"{registration.pk}",
                recipient=registration.participation.user,
                workshop=registration.workshop_id,
                participation=registration.participation_id,
                since=registration.since.isoformat(),
            )
            for registration in (a_registration(), a_registration(workshop__place="Rathaus & Saal"))
        ]

    return build


def tomorrow() -> list[Message]:
    starts_at = factories.NOW + timedelta(days=1)
    registration = a_registration(workshop__starts_at=starts_at)
    return [messages.tomorrow(registration, today=factories.TODAY)]


def change() -> list[Message]:
    registrations = [a_registration(), a_registration(RegistrationState.WAITLISTED)]
    return [messages.change(registration.workshop, registration.participation) for registration in registrations]


def cancellation() -> list[Message]:
    registrations = [
        a_registration(state, workshop__state=WorkshopState.CANCELLED)
        for state in (RegistrationState.REGISTERED, RegistrationState.WAITLISTED)
    ]
    return [messages.cancellation(registration.workshop, registration.participation) for registration in registrations]


EXAMPLES: dict[str, Callable[[], list[Message]]] = {
    "workshop-invitation": invitation,
    "workshop-registered": seat("workshop-registered"),
    "workshop-seat": seat("workshop-seat"),
    "workshop-tomorrow": tomorrow,
    "workshop-change": change,
    "workshop-cancelled": cancellation,
}

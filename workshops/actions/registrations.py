"""Seats and the waiting list.

Every function that counts or gives away seats runs under the workshop's lock. Two things hold
whenever it is let go: never more people registered than there are seats, and never a free seat
while somebody waits.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.transitions import require_transition
from mentoring.models import MenteeState, Participation
from workshops import messages
from workshops.actions.locks import lock_workshop
from workshops.audience import audience_of
from workshops.models import Registration, RegistrationState, Workshop, WorkshopState

ACTIVE = (RegistrationState.REGISTERED, RegistrationState.WAITLISTED)


@transaction.atomic
def register(workshop: Workshop, participation: Participation, *, now: datetime) -> Registration:
    """Give the participant a seat, or a place on the waiting list when all seats are taken.

    Whoever is registered or waits already keeps what she has. A seat is confirmed by a message
    with a calendar file.

    Raises:
        Refused: when the workshop is not open, has begun, or is not for this participant.
    """
    workshop = lock_workshop(workshop)
    _require_open(workshop, now=now)
    _require_in_audience(workshop, participation)
    registration = _registration(workshop, participation, now=now)
    if registration.state in ACTIVE:
        return registration
    if _free_seats(workshop) == 0:
        _change(registration, RegistrationState.WAITLISTED, since=_after_everybody_waiting(workshop, now=now))
    else:
        _change(registration, RegistrationState.REGISTERED, since=now)
        messages.confirm_registration(workshop, registration)
    return registration


@transaction.atomic
def cancel_registration(workshop: Workshop, participation: Participation, *, now: datetime) -> Registration:
    """Note that the participant does not come, whether she had a seat, waits or never answered.

    A seat that becomes free goes to the first of the waiting list, who is told. Whoever has
    cancelled already is left as she is.

    Raises:
        Refused: when the workshop is not open, has begun, or never was for this participant.
    """
    workshop = lock_workshop(workshop)
    _require_open(workshop, now=now)
    registration = _registration(workshop, participation, now=now)
    if registration.pk is None:
        _require_in_audience(workshop, participation)
    if registration.state == RegistrationState.CANCELLED:
        return registration
    _change(registration, RegistrationState.CANCELLED, since=now)
    fill_free_seats(workshop, now=now)
    return registration


def fill_free_seats(workshop: Workshop, *, now: datetime) -> list[Registration]:
    """Let as many people move up from the waiting list as there are free seats, and tell them.

    The caller holds the workshop's lock. Once the workshop has begun nobody moves up any more.
    """
    if workshop.has_begun(now):
        return []
    waiting = workshop.registrations.waiting().select_related("participation__user")
    moved_up = list(waiting[: _free_seats(workshop)])
    for registration in moved_up:
        _change(registration, RegistrationState.REGISTERED, since=now)
        messages.tell_of_moving_up(workshop, registration)
    return moved_up


def release_seats_of_leavers(*, now: datetime) -> int:
    """Cancel registrations of people who left the programme or the town hall; return how many.

    Only what they did themselves counts: a decision of the team that was not announced must not
    show here. Their seats go to the waiting list. Safe to run twice and at any time.
    """
    released = 0
    for workshop in Workshop.objects.open().filter(starts_at__gt=now):
        if not _of_leavers(workshop).exists():
            continue
        with transaction.atomic():
            locked = lock_workshop(workshop)
            if locked.state != WorkshopState.OPEN:
                continue
            for registration in _of_leavers(locked):
                _change(registration, RegistrationState.CANCELLED, since=now)
                released += 1
            fill_free_seats(locked, now=now)
    return released


def _of_leavers(workshop: Workshop) -> QuerySet[Registration]:
    has_left = Q(participation__mentee__state=MenteeState.WITHDRAWN) | Q(participation__user__is_active=False)
    return workshop.registrations.exclude(state=RegistrationState.CANCELLED).filter(has_left)


def _require_open(workshop: Workshop, *, now: datetime) -> None:
    if workshop.state == WorkshopState.CANCELLED:
        raise Refused(_("This workshop was called off."))
    if workshop.state != WorkshopState.OPEN:
        raise Refused(_("Registration for this workshop is not open."))
    if workshop.has_begun(now):
        raise Refused(_("The workshop has already begun. Registrations can no longer be changed."))


def _require_in_audience(workshop: Workshop, participation: Participation) -> None:
    if not audience_of(workshop).filter(pk=participation.pk).exists():
        raise Refused(_("This workshop is for others. If you think this is wrong, please write to the project team."))


def _registration(workshop: Workshop, participation: Participation, *, now: datetime) -> Registration:
    """Return the participant's answer, or a new one, not saved yet, when her invitation is still to come."""
    return Registration.objects.filter(workshop=workshop, participation=participation).first() or Registration(
        workshop=workshop, participation=participation, state=RegistrationState.INVITED, since=now
    )


def _free_seats(workshop: Workshop) -> int | None:
    """Return how many seats are free, `None` for no limit."""
    if workshop.seats is None:
        return None
    return max(workshop.seats - workshop.registrations.registered().count(), 0)


def _after_everybody_waiting(workshop: Workshop, *, now: datetime) -> datetime:
    """Return a time that is later than that of everybody who waits.

    `now` was read before the lock was taken: whoever got the lock later may bring an earlier one.
    """
    latest = workshop.registrations.waiting().aggregate(latest=Max("since"))["latest"]
    return now if latest is None else max(now, latest + timedelta(microseconds=1))


def _change(registration: Registration, state: RegistrationState, *, since: datetime) -> None:
    require_transition(registration, state)
    registration.state = state
    registration.since = since
    registration.save()

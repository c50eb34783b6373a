"""What the team does with a workshop: plan, change, open, call off."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Conflict, Refused, Stale
from accounts.models import User
from accounts.transitions import require_transition
from workshops import messages
from workshops.actions.invitations import invite_audience
from workshops.actions.locks import lock_workshop
from workshops.actions.registrations import fill_free_seats
from workshops.models import Registration, RegistrationState, Workshop, WorkshopState
from workshops.rules import APPOINTMENT, Details, objections


@transaction.atomic
def create(details: Details, *, by: User, now: datetime) -> Workshop:
    """Plan a workshop. Participants learn of it when registration is opened.

    Raises:
        Refused: when the time lies in the past or the host may not host.
    """
    workshop = Workshop()
    _require_no_objections(objections(workshop, details, now=now))
    details.write_to(workshop)
    workshop.save()
    audit.record("workshop.created", workshop, by=by)
    return workshop


@transaction.atomic
def update(workshop: Workshop, details: Details, *, version: int, by: User, now: datetime) -> Workshop:
    """Change a workshop that was read in the given version.

    Once registration is open, a new time, place or link raises the calendar sequence and is told
    to everybody who is registered or waits; more seats let people move up from the waiting list;
    a wider audience is invited. What changed is recorded by the names of the fields.

    Raises:
        Conflict: when somebody else changed the workshop since that version.
        Refused: with the first reason of `rules.objections`.
        Stale: when the workshop was called off.
    """
    workshop = lock_workshop(workshop)
    if workshop.version != version:
        raise Conflict(_("Somebody else has changed this workshop in the meantime. Nothing was overwritten."))
    if workshop.state == WorkshopState.CANCELLED:
        raise Stale
    _require_no_objections(objections(workshop, details, now=now))
    changed = details.changed_from(workshop)
    if not changed:
        return workshop
    is_moved = workshop.state == WorkshopState.OPEN and bool(changed.intersection(APPOINTMENT))
    details.write_to(workshop)
    workshop.version += 1
    if is_moved:
        workshop.change_entry()
    workshop.save()
    audit.record("workshop.changed", workshop, by=by, workshop_fields=sorted(changed))
    if workshop.state == WorkshopState.OPEN:
        if is_moved:
            messages.tell_of_change(workshop, registrations_to_tell(workshop))
        fill_free_seats(workshop, now=now)
        invite_audience(workshop, now=now)
    return workshop


@transaction.atomic
def open_registration(workshop: Workshop, *, by: User, now: datetime) -> int:
    """Publish the workshop and invite its audience; return how many were invited.

    Whoever joins the audience later is invited by `invitations.invite_newcomers`.

    Raises:
        Refused: when the workshop has no place and no link yet, or has begun.
        Stale: when it is not planned any more.
    """
    workshop = lock_workshop(workshop)
    require_transition(workshop, WorkshopState.OPEN)
    if not (workshop.place or workshop.link):
        raise Refused(_("Please give a place or a link first."))
    if workshop.has_begun(now):
        raise Refused(_("The time of this workshop lies in the past. Please change it first."))
    workshop.state = WorkshopState.OPEN
    workshop.version += 1
    workshop.save(update_fields=["state", "version"])
    audit.record("workshop.opened", workshop, by=by)
    return invite_audience(workshop, now=now)


@transaction.atomic
def cancel(workshop: Workshop, *, by: User, now: datetime) -> int:
    """Call the workshop off for good; return how many people are told.

    Registrations stay as they were, so that it can be seen who had wanted to come.

    Raises:
        Refused: when the workshop has begun.
        Stale: when it was called off already.
    """
    workshop = lock_workshop(workshop)
    require_transition(workshop, WorkshopState.CANCELLED)
    was_open = workshop.state == WorkshopState.OPEN
    if was_open and workshop.has_begun(now):
        raise Refused(_("The workshop has already begun. It can no longer be called off."))
    workshop.state = WorkshopState.CANCELLED
    workshop.version += 1
    if was_open:
        workshop.change_entry()
    workshop.save(update_fields=["state", "version", "sequence", "entry_changed_at"])
    audit.record("workshop.cancelled", workshop, by=by)
    registrations = registrations_to_tell(workshop)
    messages.tell_of_cancellation(workshop, registrations)
    return len(registrations)


def registrations_to_tell(workshop: Workshop) -> list[Registration]:
    """Return the registrations of everybody who hears of changes: registered or waiting."""
    return list(
        workshop.registrations.filter(
            state__in=[RegistrationState.REGISTERED, RegistrationState.WAITLISTED]
        ).select_related("participation__user")
    )


def _require_no_objections(found: dict[str, str]) -> None:
    for message in found.values():
        raise Refused(message)

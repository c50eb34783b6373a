"""Who was there."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Refused, Stale
from accounts.models import User
from workshops import access
from workshops.actions.locks import lock_workshop
from workshops.models import Registration, Workshop, WorkshopState


def day_has_come(workshop: Workshop, *, now: datetime) -> bool:
    """Say whether the day of the workshop has begun where it takes place."""
    return timezone.localdate(now) >= timezone.localdate(workshop.starts_at)


@transaction.atomic
def mark_attendance(workshop: Workshop, marks: Mapping[int, bool | None], *, by: User, now: datetime) -> int:
    """Note who was there, by the ids of registrations; return how many marks changed.

    Registrations that are not named keep their mark. The decision log gets the number of changed
    marks and no names.

    Raises:
        Refused: before the day of the workshop, or when `by` neither is of the team nor hosts it.
        Stale: when the workshop was called off, or somebody named is not registered any more.
    """
    workshop = lock_workshop(workshop)
    if not access.can_mark_attendance(by, workshop):
        raise Refused(_("Only the project team and the host enter who was there."))
    if workshop.state != WorkshopState.OPEN:
        raise Stale
    if not day_has_come(workshop, now=now):
        raise Refused(_("Who was there can be entered from the day of the workshop on."))
    registrations = workshop.registrations.registered().in_bulk(list(marks))
    if len(registrations) != len(marks):
        raise Stale
    changed = []
    for pk, registration in registrations.items():
        if registration.attended is not marks[pk]:
            registration.attended = marks[pk]
            changed.append(registration)
    if changed:
        Registration.objects.bulk_update(changed, ["attended"])
        audit.record("workshop.attendance", workshop, by=by, changed=len(changed))
    return len(changed)

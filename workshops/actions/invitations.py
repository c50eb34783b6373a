"""Invitations: each of the audience once, also those who join it later."""

from datetime import datetime

from django.db import transaction

from workshops import messages
from workshops.actions.locks import lock_workshop
from workshops.audience import not_yet_invited
from workshops.models import Registration, RegistrationState, Workshop, WorkshopState


def invite_audience(workshop: Workshop, *, now: datetime) -> int:
    """Invite those of the audience who were not invited yet; return how many.

    The caller holds the workshop's lock, in a transaction. Once it has begun nobody is invited.
    """
    if workshop.state != WorkshopState.OPEN or workshop.has_begun(now):
        return 0
    newcomers = list(not_yet_invited(workshop))
    Registration.objects.bulk_create(
        Registration(workshop=workshop, participation=participation, state=RegistrationState.INVITED, since=now)
        for participation in newcomers
    )
    messages.invite(workshop, newcomers)
    return len(newcomers)


def invite_newcomers(*, now: datetime) -> int:
    """Invite to every open workshop that has not begun whoever joined its audience; return how many.

    Safe to run twice and at any time.
    """
    invited = 0
    for workshop in Workshop.objects.open().filter(starts_at__gt=now):
        if not not_yet_invited(workshop).exists():
            continue
        with transaction.atomic():
            invited += invite_audience(lock_workshop(workshop), now=now)
    return invited

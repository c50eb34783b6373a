"""Lets go of a person: her registrations, and the workshops that she hosts."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.inventory import Words
from accounts.models import User
from workshops.actions.locks import lock_workshop
from workshops.actions.registrations import fill_free_seats
from workshops.models import Registration, Workshop, WorkshopState


def blockers(user: User, now: datetime) -> Iterable[Words]:
    """Yield the workshops ahead that would be without a host."""
    ahead = Workshop.objects.exclude(state=WorkshopState.CANCELLED).filter(host=user, ends_at__gt=now)
    for title in ahead.values_list("title", flat=True):
        yield _("She hosts the workshop “%(title)s”. Enter somebody else there first.") % {"title": title}


def release(user: User, now: datetime) -> None:
    """Leave the workshops that somebody hosts without a host."""
    Workshop.objects.filter(host=user).update(host=None)


def erase(user: User, now: datetime) -> None:
    """Delete somebody's registrations for workshops ahead, let the waiting list move up, and name her as host no more.

    What she took part in goes with her participation.
    """
    release(user, now)
    ahead = Registration.objects.filter(participation__user=user, workshop__starts_at__gt=now)
    for workshop in Workshop.objects.filter(registrations__in=ahead).order_by("pk"):
        locked = lock_workshop(workshop)
        locked.registrations.filter(participation__user=user).delete()
        if locked.state == WorkshopState.OPEN:
            fill_free_seats(locked, now=now)

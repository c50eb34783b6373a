"""Workshops in the list of somebody's appointments."""

from datetime import datetime

from django.urls import reverse

from accounts.appointments import Appointment
from accounts.models import User
from workshops import access
from workshops.models import RegistrationState, Workshop


def appointments(user: User, now: datetime) -> list[Appointment]:
    """Return the workshops that the user is registered for or hosts, as far as they are not over."""
    registered = Workshop.objects.upcoming(now).filter(
        registrations__in=access.registrations_of(user).filter(state=RegistrationState.REGISTERED)
    )
    hosted = access.workshops_hosted_by(user).filter(pk__in=Workshop.objects.upcoming(now))
    own = {workshop.pk: _appointment(workshop, "workshops:detail", with_file=True) for workshop in registered}
    leads = {workshop.pk: _appointment(workshop, "workshops:attendance", with_file=False) for workshop in hosted}
    return sorted((leads | own).values(), key=lambda appointment: appointment.starts_at)


def _appointment(workshop: Workshop, page: str, *, with_file: bool) -> Appointment:
    return Appointment(
        starts_at=workshop.starts_at,
        ends_at=workshop.ends_at,
        title=workshop.title,
        url=reverse(page, args=[workshop.pk]),
        place=workshop.where,
        calendar_url=reverse("workshops:calendar", args=[workshop.pk]) if with_file else "",
    )

"""What people can do next about workshops."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.steps import Step
from workshops import access
from workshops.models import Registration, RegistrationState, Workshop, WorkshopState
from workshops.own import own_workshops


def next_steps(user: User, now: datetime) -> list[Step]:
    """Return what the user can do: answer invitations, and enter who was there where she hosts."""
    answers = [
        Step(
            title=_("Are you coming? %(workshop)s") % {"workshop": own.workshop.title},
            url=reverse("workshops:detail", args=[own.workshop.pk]),
            button=_("Answer the invitation"),
            text=own.workshop.when,
            weight=30,
        )
        for own in own_workshops(user, now=now)
        if own.waits_for_answer
    ]
    lists = [
        Step(
            title=_("Who was there? %(workshop)s") % {"workshop": workshop.title},
            url=reverse("workshops:attendance", args=[workshop.pk]),
            button=_("Enter attendance"),
            text=workshop.when,
            weight=40,
        )
        for workshop in _without_attendance(access.workshops_hosted_by(user), now=now)
    ]
    return answers + lists


def _without_attendance(workshops: QuerySet[Workshop], *, now: datetime) -> QuerySet[Workshop]:
    """Narrow workshops to those that have begun and where nobody noted who was there."""
    registered = Registration.objects.filter(workshop=OuterRef("pk"), state=RegistrationState.REGISTERED)
    return workshops.filter(
        Exists(registered),
        ~Exists(registered.filter(attended__isnull=False)),
        state=WorkshopState.OPEN,
        starts_at__lte=now,
    )

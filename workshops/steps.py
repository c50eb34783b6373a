"""What people can do next about workshops."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
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
        for workshop in attendance_is_missing(access.workshops_hosted_by(user), now=now)
    ]
    return answers + lists


def attendance_is_missing(workshops: QuerySet[Workshop], *, now: datetime) -> QuerySet[Workshop]:
    """Narrow workshops to those that have begun and where nobody noted who was there."""
    registered = Registration.objects.filter(workshop=OuterRef("pk"), state=RegistrationState.REGISTERED)
    return workshops.filter(
        Exists(registered),
        ~Exists(registered.filter(attended__isnull=False)),
        state=WorkshopState.OPEN,
        starts_at__lte=now,
    )


def team_steps(now: datetime) -> list[Step]:
    """Return what waits for the team: workshops to open, and those without attendance."""
    today = timezone.localdate(now)
    planned = Workshop.objects.filter(state=WorkshopState.PLANNED, starts_at__gt=now, cohort__ends_on__gte=today)
    to_open = [
        Step(
            title=_("%(workshop)s is planned and not open yet") % {"workshop": workshop.title},
            url=reverse("admin:workshops_workshop_change", args=[workshop.pk]),
            button=_("Open registration"),
            text=workshop.when,
            weight=60,
        )
        for workshop in planned
    ]
    to_mark = [
        Step(
            title=_("Enter who was there: %(workshop)s") % {"workshop": workshop.title},
            url=reverse("admin:workshops_workshop_attendance", args=[workshop.pk]),
            button=_("Enter attendance"),
            text=workshop.when,
            weight=50,
        )
        for workshop in attendance_is_missing(Workshop.objects.all(), now=now)
    ]
    return to_open + to_mark

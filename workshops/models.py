"""The kickoff and other workshops, and who comes."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.constraints import known_values
from accounts.models import User
from mentoring.models import Cohort, Participation


class WorkshopKind(models.TextChoices):
    KICKOFF = "kickoff", _("kickoff workshop")
    EXCHANGE = "exchange", _("exchange of mentors")
    TRAINING = "training", _("workshop")


class Audience(models.TextChoices):
    ALL = "all", _("mentees and mentors")
    MENTEES = "mentees", _("mentees")
    MENTORS = "mentors", _("mentors")


class WorkshopState(models.TextChoices):
    PLANNED = "planned", _("planned")
    OPEN = "open", _("open for registration")
    CANCELLED = "cancelled", _("cancelled")


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    def open(self) -> "WorkshopQuerySet":
        return self.filter(state=WorkshopState.OPEN)

    def published(self) -> "WorkshopQuerySet":
        """What participants may know about."""
        return self.exclude(state=WorkshopState.PLANNED)

    def upcoming(self, now: datetime) -> "WorkshopQuerySet":
        return self.open().filter(ends_at__gte=now)


class Workshop(models.Model):
    """An event of a cohort."""

    State = WorkshopState
    TRANSITIONS = {
        WorkshopState.PLANNED: {WorkshopState.OPEN, WorkshopState.CANCELLED},
        WorkshopState.OPEN: {WorkshopState.CANCELLED},
    }

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="workshops", verbose_name=_("cohort"))
    kind = models.CharField(_("kind"), max_length=10, choices=WorkshopKind.choices, default=WorkshopKind.KICKOFF)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link"), blank=True, help_text=_("For workshops online."))
    host = models.ForeignKey(
        User, models.SET_NULL, related_name="hosted_workshops", null=True, blank=True, verbose_name=_("host")
    )
    seats = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True, help_text=_("Empty: no limit."))
    audience = models.CharField(_("audience"), max_length=10, choices=Audience.choices, default=Audience.ALL)
    state = models.CharField(_("state"), max_length=10, choices=WorkshopState.choices, default=WorkshopState.PLANNED)
    # For calendars: one UID for ever, and a sequence that rises with every change of the entry.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    entry_changed_at = models.DateTimeField(default=timezone.now, editable=False)
    # Raised with every saved change, so that a second tab cannot undo a move that was announced.
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        ordering = ["starts_at", "pk"]
        constraints = [
            known_values("kind", WorkshopKind, name="workshop_kind_is_known"),
            known_values("audience", Audience, name="workshop_audience_is_known"),
            known_values("state", WorkshopState, name="workshop_state_is_known"),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="workshop_ends_after_it_begins",
                violation_error_message=_("The workshop ends before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(seats__isnull=True) | Q(seats__gte=1),
                name="workshop_has_seats",
                violation_error_message=_("A workshop has at least one seat."),
            ),
            models.CheckConstraint(
                condition=~Q(state=WorkshopState.OPEN) | ~Q(place="", link=""),
                name="workshop_open_only_with_place_or_link",
                violation_error_message=_("Please give a place or a link."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def change_entry(self) -> None:
        """Note that calendars have to take over something new; the caller saves."""
        self.sequence += 1
        self.entry_changed_at = timezone.now()

    def has_begun(self, now: datetime) -> bool:
        return self.starts_at <= now

    def is_over(self, now: datetime) -> bool:
        return self.ends_at <= now

    @property
    def when(self) -> str:
        """Day and time in words, such as "Donnerstag, 18.03.2027, 10:00 bis 13:00 Uhr"."""
        starts_at, ends_at = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        parts = {"day": date_format(starts_at, "l, d.m.Y"), "from": f"{starts_at:%H:%M}", "until": f"{ends_at:%H:%M}"}
        if starts_at.date() == ends_at.date():
            return gettext("%(day)s, %(from)s to %(until)s") % parts
        return gettext("%(day)s, %(from)s to %(last_day)s, %(until)s") % {
            **parts,
            "last_day": date_format(ends_at, "l, d.m.Y"),
        }

    @property
    def where(self) -> str:
        """The place in words. The link itself is for those who are registered."""
        if self.place and self.link:
            return gettext("%(place)s or online") % {"place": self.place}
        return self.place or (gettext("online") if self.link else "")


class RegistrationState(models.TextChoices):
    INVITED = "invited", _("invited")
    REGISTERED = "registered", _("registered")
    WAITLISTED = "waitlisted", _("on the waiting list")
    CANCELLED = "cancelled", _("cancelled")


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def unanswered(self) -> "RegistrationQuerySet":
        return self.filter(state=RegistrationState.INVITED)

    def registered(self) -> "RegistrationQuerySet":
        return self.filter(state=RegistrationState.REGISTERED)

    def waiting(self) -> "RegistrationQuerySet":
        """In the order in which they move up."""
        return self.filter(state=RegistrationState.WAITLISTED).order_by("since", "pk")

    def with_position(self) -> "RegistrationQuerySet":
        """Add the `position` on the waiting list; it means nothing in other states."""
        up_to_this_one = (
            Registration.objects.filter(
                workshop=OuterRef("workshop"), state=RegistrationState.WAITLISTED, since__lte=OuterRef("since")
            )
            .order_by()
            .values("workshop")
            .annotate(number=Count("pk"))
            .values("number")
        )
        return self.annotate(position=Subquery(up_to_this_one))


class Registration(models.Model):
    """One participant and one workshop, from the invitation on.

    The row is what remembers that somebody was invited: messages are deleted long before.
    """

    State = RegistrationState
    TRANSITIONS = {
        RegistrationState.INVITED: {
            RegistrationState.REGISTERED,
            RegistrationState.WAITLISTED,
            RegistrationState.CANCELLED,
        },
        RegistrationState.REGISTERED: {RegistrationState.CANCELLED},
        RegistrationState.WAITLISTED: {RegistrationState.REGISTERED, RegistrationState.CANCELLED},
        RegistrationState.CANCELLED: {RegistrationState.REGISTERED, RegistrationState.WAITLISTED},
    }

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="registrations", verbose_name=_("workshop"))
    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="registrations", verbose_name=_("participant")
    )
    state = models.CharField(_("state"), max_length=10, choices=RegistrationState.choices)
    # Since when in this state: the order of the waiting list.
    since = models.DateTimeField(_("since"))
    attended = models.BooleanField(_("attended"), null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["since", "pk"]
        constraints = [
            known_values("state", RegistrationState, name="registration_state_is_known"),
            models.UniqueConstraint(fields=["workshop", "participation"], name="registration_once"),
            models.CheckConstraint(
                condition=Q(attended__isnull=True) | Q(state=RegistrationState.REGISTERED),
                name="registration_attended_only_when_registered",
            ),
        ]

    def __str__(self) -> str:
        return str(self.participation)

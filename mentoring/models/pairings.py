"""The tandem."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.constraints import known_values
from accounts.models import User
from mentoring.models.participations import Mentee, Mentor


class PairingState(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    APPROVED = "approved", _("approved")
    ACTIVE = "active", _("active")
    RESTING = "resting", _("resting")
    COMPLETED = "completed", _("completed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    DECLINED = "declined", _("stepped back")
    ENDED = "ended", _("ended")


LIVE = (PairingState.APPROVED, PairingState.ACTIVE, PairingState.RESTING)


class PairingQuerySet(models.QuerySet["Pairing"]):
    def live(self) -> "PairingQuerySet":
        return self.filter(state__in=LIVE)

    def announced(self) -> "PairingQuerySet":
        return self.filter(announced_at__isnull=False)

    def of_cohort(self, cohort_id: int) -> "PairingQuerySet":
        return self.filter(mentee__participation__cohort_id=cohort_id)


class Pairing(models.Model):
    """A tandem of one mentee and one mentor of the same cohort."""

    State = PairingState
    # Whatever is not listed is refused. An approval that was not announced can be undone as well.
    TRANSITIONS = {
        PairingState.PROPOSED: {PairingState.APPROVED, PairingState.WITHDRAWN},
        PairingState.APPROVED: {PairingState.ACTIVE, PairingState.DECLINED, PairingState.ENDED},
        PairingState.ACTIVE: {PairingState.RESTING, PairingState.COMPLETED, PairingState.ENDED},
        PairingState.RESTING: {PairingState.ACTIVE},
    }

    mentee = models.ForeignKey(Mentee, models.PROTECT, related_name="pairings", verbose_name=_("mentee"))
    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="pairings", verbose_name=_("mentor"))
    state = models.CharField(_("state"), max_length=20, choices=PairingState.choices, default=PairingState.PROPOSED)
    # Which of the mentor's places the tandem takes while it is live: 1 to her capacity.
    seat = models.PositiveSmallIntegerField(_("seat"), null=True, blank=True)
    # The codes of the rules (R4 f to h) that the team overrode, and why.
    overridden_rules = models.JSONField(_("overridden rules"), default=list, blank=True)
    override_reason = models.CharField(_("reason for the override"), max_length=2000, blank=True)

    proposed_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    proposed_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    approved_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    announced_at = models.DateTimeField(_("announced at"), null=True, blank=True)
    activated_at = models.DateTimeField(_("active since"), null=True, blank=True)
    # After a rest: what counts from a tandem's last sign of life counts from here too.
    resumed_at = models.DateTimeField(_("resumed at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = PairingQuerySet.as_manager()

    class Meta:
        verbose_name = _("tandem")
        verbose_name_plural = _("tandems")
        ordering = ["mentee__participation__user__last_name", "mentee__participation__user__first_name", "pk"]
        constraints = [
            known_values("state", PairingState, name="pairing_state_is_known"),
            models.UniqueConstraint(
                fields=["mentee"],
                condition=Q(state__in=LIVE),
                name="pairing_one_live_per_mentee",
                violation_error_message=_("This mentee already has a tandem."),
            ),
            models.UniqueConstraint(
                fields=["mentor", "seat"],
                condition=Q(state__in=LIVE),
                name="pairing_one_live_per_seat",
                violation_error_message=_("This place of the mentor is already taken."),
            ),
            models.UniqueConstraint(
                fields=["mentee", "mentor"],
                condition=Q(state=PairingState.PROPOSED),
                name="pairing_proposed_once",
                violation_error_message=_("This tandem is already proposed."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVE, seat__gte=1, seat__lte=3) | (~Q(state__in=LIVE) & Q(seat__isnull=True)),
                name="pairing_seat_exactly_when_live",
            ),
            models.CheckConstraint(
                condition=~Q(state=PairingState.PROPOSED) | Q(approved_at__isnull=True, announced_at__isnull=True),
                name="pairing_proposed_is_undecided",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["active", "resting", "completed"])
                | Q(announced_at__isnull=False, activated_at__isnull=False),
                name="pairing_active_only_when_announced",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["completed", "withdrawn", "declined", "ended"], closed_at__isnull=False)
                | Q(state__in=["proposed", "approved", "active", "resting"], closed_at__isnull=True),
                name="pairing_closed_at_exactly_when_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentee} – {self.mentor}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

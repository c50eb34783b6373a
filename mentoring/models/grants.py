"""What the adviser may read, for one purpose and a time."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.constraints import known_values
from accounts.encryption import EncryptedTextField
from accounts.models import User
from mentoring.models.pairings import Pairing
from mentoring.models.participations import Participation, ParticipationRole


class GrantPurpose(models.TextChoices):
    """What the adviser reads for. The persons concerned read these words, so none says that something is wrong."""

    SELECTION = "selection", _("Advice on the selection")
    TANDEM = "tandem", _("Support of a tandem")


class Opened(models.TextChoices):
    """What a grant opens: it follows from its purpose and from whom it is about."""

    APPLICATION = "application", _("application")
    PROFILE = "profile", _("profile")
    TANDEM = "tandem", _("tandem")


class AdviserGrant(models.Model):
    """One adviser may read about one person, or about one tandem, for one purpose and until a day.

    A row for each person or tandem, also when several were opened at once: so each ends by itself,
    goes with the participation it is about, and tells the persons concerned exactly what was opened.
    """

    purpose = models.CharField(_("purpose"), max_length=10, choices=GrantPurpose.choices)
    # None once her account is gone: whom it is about still sees that something was open.
    adviser = models.ForeignKey(
        User, models.SET_NULL, related_name="adviser_grants", null=True, verbose_name=_("adviser")
    )
    participation = models.ForeignKey(Participation, models.CASCADE, related_name="adviser_grants", null=True)
    pairing = models.ForeignKey(Pairing, models.CASCADE, related_name="adviser_grants", null=True)
    # Written in confidence, for the adviser: the persons concerned read the purpose.
    reason = EncryptedTextField(_("reason"))
    # Both days count.
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    given_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, verbose_name=_("given by"))
    given_at = models.DateTimeField(_("given at"))
    ended_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, verbose_name=_("ended by"))
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        verbose_name = _("insight of the adviser")
        verbose_name_plural = _("insights of the adviser")
        ordering = ["-given_at", "-pk"]
        constraints = [
            known_values("purpose", GrantPurpose, name="grant_purpose_is_known"),
            models.CheckConstraint(
                condition=Q(purpose=GrantPurpose.SELECTION, participation__isnull=False, pairing__isnull=True)
                | Q(purpose=GrantPurpose.TANDEM, participation__isnull=True, pairing__isnull=False),
                name="grant_is_about_what_its_purpose_is_about",
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="grant_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(ended_by__isnull=True), name="grant_ended_by_only_when_ended"
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def opened(self) -> Opened:
        """What it opens."""
        if self.participation is None:
            return Opened.TANDEM
        return Opened.APPLICATION if self.participation.role == ParticipationRole.MENTEE else Opened.PROFILE

    @property
    def ended_on(self) -> date | None:
        """The day on which it was ended before its last one."""
        return timezone.localdate(self.ended_at) if self.ended_at else None

    @property
    def persons(self) -> list[Participation]:
        """Who is concerned: one person, or the two of a tandem."""
        if self.pairing is not None:
            return [self.pairing.mentee.participation, self.pairing.mentor.participation]
        return [self.participation] if self.participation is not None else []

    @property
    def adviser_name(self) -> str:
        """Who reads, or read, by name."""
        return str(self.adviser or _("Deleted person"))

    @property
    def about(self) -> str:
        """The person or the two that it is about, by name."""
        return str(self.participation or self.pairing)

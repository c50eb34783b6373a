"""What the two partners agree on ("Mentoring-Vereinbarung")."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.encryption import EncryptedTextField
from mentoring.models.pairings import Pairing
from mentoring.models.participations import Participation


class Agreement(models.Model):
    """The agreement of a tandem. Both confirm the same version of its text."""

    pairing = models.OneToOneField(Pairing, models.CASCADE, primary_key=True, related_name="agreement")
    rhythm_weeks = models.PositiveSmallIntegerField(_("weeks between meetings"))
    # Raised when the text changes. A confirmation counts for the version that was read.
    version = models.PositiveIntegerField(default=1)
    mentee_confirmed_version = models.PositiveIntegerField(null=True)
    mentee_confirmed_at = models.DateTimeField(_("confirmed by the mentee at"), null=True)
    mentor_confirmed_version = models.PositiveIntegerField(null=True)
    mentor_confirmed_at = models.DateTimeField(_("confirmed by the mentor at"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rhythm_weeks__gte=1, rhythm_weeks__lte=26), name="agreement_rhythm_is_sensible"
            ),
            models.CheckConstraint(
                condition=(
                    Q(mentee_confirmed_version__isnull=True, mentee_confirmed_at__isnull=True)
                    | Q(mentee_confirmed_version__lte=F("version"), mentee_confirmed_at__isnull=False)
                )
                & (
                    Q(mentor_confirmed_version__isnull=True, mentor_confirmed_at__isnull=True)
                    | Q(mentor_confirmed_version__lte=F("version"), mentor_confirmed_at__isnull=False)
                ),
                name="agreement_confirmed_with_version",
            ),
        ]

    def __str__(self) -> str:
        return f"agreement {self.pk}"

    @property
    def is_confirmed_by_mentee(self) -> bool:
        return self.mentee_confirmed_version == self.version

    @property
    def is_confirmed_by_mentor(self) -> bool:
        return self.mentor_confirmed_version == self.version

    @property
    def is_confirmed(self) -> bool:
        return self.is_confirmed_by_mentee and self.is_confirmed_by_mentor


class AgreementText(models.Model):
    """The words of an agreement, which only the two partners read."""

    agreement = models.OneToOneField(Agreement, models.CASCADE, primary_key=True, related_name="text")
    place = EncryptedTextField(_("place"), blank=True)
    focus = EncryptedTextField(_("what we work on"), blank=True)
    if_it_does_not_fit = EncryptedTextField(_("what we do if it does not fit"), blank=True)
    # Whose words they are by now: those of whoever saved them last.
    written_by = models.ForeignKey(Participation, models.SET_NULL, related_name="+", null=True)

    def __str__(self) -> str:
        return f"agreement text {self.pk}"

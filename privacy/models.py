"""What is left of deletions: that they took place. And what people ask for about themselves."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.constraints import known_values
from accounts.encryption import EncryptedBytesField
from accounts.models import User
from accounts.retention import days_of


class RetentionReport(models.Model):
    """What one night's run removed, in numbers. No person is in it."""

    at = models.DateTimeField(_("at"))
    # How much was removed, by the code of the rule.
    removed = models.JSONField(default=dict)
    # The codes of rules that could not be applied; the next night tries again.
    failed = models.JSONField(default=list)

    class Meta:
        verbose_name = _("report on deletions")
        verbose_name_plural = _("reports on deletions")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class Deletion(models.Model):
    """Somebody was erased on request: a restored backup that still knows her is told so.

    A keyed hash of what a backup has of her: whoever reads it cannot tell whose it is.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("deletion on request")
        verbose_name_plural = _("deletions on request")

    def __str__(self) -> str:
        return f"deletion {self.at:%Y-%m-%d}"


class ExportState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    BUILDING = "building", _("being put together")
    READY = "ready", _("ready")
    FETCHED = "fetched", _("fetched")
    FAILED = "failed", _("failed")


UNFINISHED = (ExportState.QUEUED, ExportState.BUILDING)


class DataExport(models.Model):
    """Somebody asked for everything about herself. Of one person at most one waits, to be built or to be fetched."""

    State = ExportState
    TRANSITIONS = {
        ExportState.QUEUED: {ExportState.BUILDING},
        # A worker died over it: another one tries, but not for ever.
        ExportState.BUILDING: {ExportState.READY, ExportState.QUEUED, ExportState.FAILED},
        ExportState.READY: {ExportState.FETCHED},
    }

    user = models.ForeignKey(User, models.CASCADE, related_name="data_exports")
    state = models.CharField(_("state"), max_length=10, choices=ExportState.choices, default=ExportState.QUEUED)
    requested_at = models.DateTimeField(_("asked for at"))
    # Which worker has it: a later one has a greater number, and the earlier one may no longer write.
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(_("ready at"), null=True)

    class Meta:
        constraints = [
            known_values("state", ExportState, name="export_state_is_known"),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state__in=[*UNFINISHED, ExportState.READY]),
                name="export_one_waits_per_person",
            ),
            models.CheckConstraint(
                condition=Q(state=ExportState.BUILDING, leased_until__isnull=False)
                | (~Q(state=ExportState.BUILDING) & Q(leased_until__isnull=True)),
                name="export_leased_exactly_while_built",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["ready", "fetched"], ready_at__isnull=False)
                | Q(state__in=["queued", "building", "failed"], ready_at__isnull=True),
                name="export_ready_at_exactly_when_ready",
            ),
        ]

    def __str__(self) -> str:
        return f"data export {self.pk}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def expires_at(self) -> datetime | None:
        """When its files are gone, whether or not the nightly run has come to them."""
        return self.ready_at and self.ready_at + timedelta(days=days_of("exports"))

    def can_be_fetched(self, now: datetime) -> bool:
        return self.state == ExportState.READY and self.expires_at is not None and now < self.expires_at


class FileFormat(models.TextChoices):
    PDF = "pdf", "PDF"
    JSON = "json", "JSON"


class ExportFile(models.Model):
    """One file of an export. The row goes when it is fetched, so nobody fetches it twice."""

    export = models.ForeignKey(DataExport, models.CASCADE, related_name="files")
    format = models.CharField(max_length=4, choices=FileFormat.choices)
    content = EncryptedBytesField()

    class Meta:
        constraints = [
            known_values("format", FileFormat, name="export_file_format_is_known"),
            models.UniqueConstraint(fields=["export", "format"], name="export_file_once_per_format"),
        ]

    def __str__(self) -> str:
        return f"file {self.pk}"

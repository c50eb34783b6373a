"""An import of the HR files between being shown and being written."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.constraints import known_values
from accounts.models.users import User

KEPT_FOR = timedelta(days=1)


class StaffImportState(models.TextChoices):
    OPEN = "open", _("waiting for your decision")
    APPLIED = "applied", _("done")
    DISCARDED = "discarded", _("cancelled")
    EXPIRED = "expired", _("expired")


class StaffImportQuerySet(models.QuerySet["StaffImport"]):
    def open(self, now: datetime) -> "StaffImportQuerySet":
        """Those that can still be decided on."""
        return self.filter(state=StaffImportState.OPEN, created_at__gt=now - KEPT_FOR)

    def overdue(self, now: datetime) -> "StaffImportQuerySet":
        """Those that nobody decided on in time."""
        return self.filter(state=StaffImportState.OPEN, created_at__lte=now - KEPT_FOR)


class StaffImport(models.Model):
    """Two files that were read and wait for somebody's decision.

    `content` holds the needed columns of both and goes with the decision, at the latest after a day.
    What stays is who imported what kind of change when, in numbers.
    """

    State = StaffImportState
    TRANSITIONS = {
        StaffImportState.OPEN: {StaffImportState.APPLIED, StaffImportState.DISCARDED, StaffImportState.EXPIRED},
    }

    uploader = models.ForeignKey(
        User, models.SET_NULL, related_name="+", null=True, blank=True, verbose_name=_("uploaded by")
    )
    # The code of an organisation; empty when the files describe a new one.
    organisation_code = models.CharField(_("organisation"), max_length=40, blank=True)
    created_at = models.DateTimeField(_("uploaded at"))
    state = models.CharField(_("state"), max_length=10, choices=StaffImportState.choices, default=StaffImportState.OPEN)
    content = models.JSONField(null=True)
    # Numbers only, such as {"employees_new": 3}.
    result = models.JSONField(_("figures"), default=dict)

    objects = StaffImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of staff files")
        verbose_name_plural = _("imports of staff files")
        ordering = ["-created_at", "-pk"]
        constraints = [
            known_values("state", StaffImportState, name="staff_import_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=StaffImportState.OPEN, content__isnull=False)
                | (~Q(state=StaffImportState.OPEN) & Q(content__isnull=True)),
                name="staff_import_content_only_while_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def close(self, state: StaffImportState, result: dict[str, Any] | None = None) -> None:
        """Forget the rows, keep the numbers. Saved by the action that decided."""
        self.state = state
        self.content = None
        self.result = result or {}

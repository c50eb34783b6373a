"""The decision log."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """Who decided what about what, and when. Never any content.

    Actor and subject are plain ids: an entry outlives what it names.
    """

    at = models.DateTimeField(_("at"), default=timezone.now, db_index=True)
    actor_id = models.BigIntegerField(
        _("who"), null=True, help_text=_("Empty when the application did it itself, or a participant with her own.")
    )
    action = models.CharField(_("what"), max_length=60)
    subject_type = models.CharField(_("kind"), max_length=60)
    subject_id = models.BigIntegerField(_("number"))
    # Codes and ids only, such as the rules that were overridden.
    details = models.JSONField(_("details"), default=dict)

    class Meta:
        verbose_name = _("decision log entry")
        verbose_name_plural = _("decision log")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"

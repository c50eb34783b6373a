"""What is left of deletions: that they took place."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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

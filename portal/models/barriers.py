"""What is in somebody's way on this site ("Barriere melden")."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.constraints import known_values
from accounts.encryption import EncryptedTextField

WHERE_LENGTH = 300


class BarrierState(models.TextChoices):
    OPEN = "open", _("open")
    SETTLED = "settled", _("done")


class BarrierReport(models.Model):
    """A barrier, reported by anybody, signed in or not. Who it was is nowhere noted.

    Encrypted, because what is in somebody's way can tell of her health.
    """

    State = BarrierState
    TRANSITIONS = {BarrierState.OPEN: {BarrierState.SETTLED}}

    text = EncryptedTextField(_("what is in the way"))
    where = EncryptedTextField(_("where"), blank=True)
    reply_to = EncryptedTextField(_("answer to"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=BarrierState.choices, default=BarrierState.OPEN)
    created_at = models.DateTimeField(_("received at"), auto_now_add=True)
    settled_at = models.DateTimeField(_("done at"), null=True, blank=True)

    class Meta:
        verbose_name = _("reported barrier")
        verbose_name_plural = _("reported barriers")
        # Open before settled, the newest first.
        ordering = ["state", "-created_at", "-pk"]
        constraints = [
            known_values("state", BarrierState, name="barrier_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=BarrierState.OPEN, settled_at__isnull=True)
                | Q(state=BarrierState.SETTLED, settled_at__isnull=False),
                name="barrier_settled_at_exactly_when_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

"""Requests for help ("Nachricht an das Projektteam", R13)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.constraints import known_values
from accounts.encryption import EncryptedTextField
from accounts.models import User
from mentoring.models.cohorts import Cohort


class RequestKind(models.TextChoices):
    QUESTION = "question", _("A question about the programme")
    TANDEM = "tandem", _("Something in the tandem is difficult")
    CHANGE = "change", _("I would like another tandem")
    OTHER = "other", _("Something else")


class RequestRecipient(models.TextChoices):
    TEAM = "team", _("project team")
    ADVISER = "adviser", _("adviser")


class RequestState(models.TextChoices):
    OPEN = "open", _("open")
    ANSWERED = "answered", _("answered")


class SupportRequest(models.Model):
    """A confidential message to the team or the adviser. The partner never learns of it."""

    State = RequestState
    TRANSITIONS = {RequestState.OPEN: {RequestState.ANSWERED}}

    sender = models.ForeignKey(User, models.CASCADE, related_name="support_requests", verbose_name=_("from"))
    cohort = models.ForeignKey(
        Cohort, models.SET_NULL, related_name="support_requests", null=True, blank=True, verbose_name=_("cohort")
    )
    recipient = models.CharField(
        _("to"), max_length=10, choices=RequestRecipient.choices, default=RequestRecipient.TEAM
    )
    kind = models.CharField(_("about"), max_length=10, choices=RequestKind.choices)
    text = EncryptedTextField(_("message"))
    state = models.CharField(_("state"), max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    created_at = models.DateTimeField(_("received at"), auto_now_add=True)
    answer = EncryptedTextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("message to the project team")
        verbose_name_plural = _("messages to the project team")
        ordering = ["-created_at", "-pk"]
        constraints = [
            known_values("kind", RequestKind, name="request_kind_is_known"),
            known_values("recipient", RequestRecipient, name="request_recipient_is_known"),
            known_values("state", RequestState, name="request_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=RequestState.OPEN, answered_at__isnull=True)
                | Q(state=RequestState.ANSWERED, answered_at__isnull=False),
                name="request_answered_at_exactly_when_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

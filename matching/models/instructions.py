"""What the team knows better than any computation: it holds in every run of the year until it is taken back."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.constraints import known_values
from accounts.models import User
from mentoring.models import Mentee, Mentor


class InstructionKind(models.TextChoices):
    LOCK = "lock", _("held fast")
    FORBID = "forbid", _("not together")
    LEAVE_OUT = "leave_out", _("taken out")


class Instruction(models.Model):
    """The team holds two people together, keeps them apart, or takes a mentee out of the matching."""

    Kind = InstructionKind

    kind = models.CharField(_("kind"), max_length=10, choices=InstructionKind.choices)
    mentee = models.ForeignKey(Mentee, models.CASCADE, related_name="instructions", verbose_name=_("mentee"))
    mentor = models.ForeignKey(
        Mentor, models.CASCADE, related_name="instructions", null=True, blank=True, verbose_name=_("mentor")
    )
    # Of a lock: rules (R4 f to h) that the team set aside for the two, and why.
    overridden_rules = models.JSONField(default=list, blank=True)
    override_reason = models.CharField(_("reason for the override"), max_length=500, blank=True)
    given_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        verbose_name = _("instruction for the matching")
        verbose_name_plural = _("instructions for the matching")
        ordering = ["mentee__participation__user__last_name", "mentee__participation__user__first_name", "pk"]
        constraints = [
            known_values("kind", InstructionKind, name="instruction_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind=InstructionKind.LEAVE_OUT, mentor__isnull=True)
                | (~Q(kind=InstructionKind.LEAVE_OUT) & Q(mentor__isnull=False)),
                name="instruction_names_mentor",
            ),
            # She is held with one mentor or taken out, never both.
            models.UniqueConstraint(
                fields=["mentee"],
                condition=~Q(kind=InstructionKind.FORBID),
                name="instruction_one_outcome_per_mentee",
            ),
            models.UniqueConstraint(
                fields=["mentee", "mentor"],
                condition=Q(mentor__isnull=False),
                name="instruction_once_per_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"instruction {self.pk}"

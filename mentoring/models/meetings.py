"""Meetings of a tandem and the notes on them (R8, R9)."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.constraints import known_values
from accounts.encryption import EncryptedTextField
from mentoring.models.goals import Goal
from mentoring.models.pairings import Pairing
from mentoring.models.participations import Offer, Participation

# A meeting is what a mentor can offer.
MeetingKind = Offer

PRESUMED_HELD_AFTER = timedelta(days=14)


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def planned(self) -> "MeetingQuerySet":
        return self.filter(state=MeetingState.PLANNED)

    def upcoming(self, now: datetime) -> "MeetingQuerySet":
        return self.planned().filter(starts_at__gte=now)

    def unanswered(self, now: datetime) -> "MeetingQuerySet":
        """Planned, over, and nobody has said whether they took place."""
        return self.planned().filter(starts_at__lt=now, starts_at__gte=now - PRESUMED_HELD_AFTER)

    def presumably_held(self, now: datetime) -> "MeetingQuerySet":
        return self.planned().filter(starts_at__lt=now - PRESUMED_HELD_AFTER)

    def held(self, now: datetime) -> "MeetingQuerySet":
        """Held, or presumably held."""
        is_presumed = Q(state=MeetingState.PLANNED, starts_at__lt=now - PRESUMED_HELD_AFTER)
        return self.filter(Q(state=MeetingState.HELD) | is_presumed)


class Meeting(models.Model):
    """A meeting that is planned or took place. Only the two partners see it."""

    State = MeetingState
    TRANSITIONS = {MeetingState.PLANNED: {MeetingState.HELD, MeetingState.CANCELLED}}

    pairing = models.ForeignKey(Pairing, models.CASCADE, related_name="meetings")
    kind = models.CharField(_("kind"), max_length=20, choices=MeetingKind.choices, default=MeetingKind.CONVERSATION)
    state = models.CharField(_("state"), max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNED)
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    goals = models.ManyToManyField(Goal, related_name="meetings", blank=True, verbose_name=_("goals"))
    # For calendars: one UID for ever, and a sequence that rises with every change of the entry.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    entry_changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            known_values("state", MeetingState, name="meeting_state_is_known"),
            known_values("kind", MeetingKind, name="meeting_kind_is_known"),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1, minutes__lte=24 * 60),
                name="meeting_minutes_are_sensible",
                violation_error_message=_("The length is between 1 minute and 24 hours."),
            ),
        ]

    def __str__(self) -> str:
        return f"meeting {self.pk}"

    def change_entry(self) -> None:
        """Note that calendars have to take over something new; the caller saves."""
        self.sequence += 1
        self.entry_changed_at = timezone.now()

    def waits_for_answer(self, now: datetime) -> bool:
        """Whether it is over, and nobody has said whether it took place; as `unanswered`."""
        return self.state == MeetingState.PLANNED and now - PRESUMED_HELD_AFTER <= self.starts_at < now

    def is_presumably_held(self, now: datetime) -> bool:
        """Whether it has gone unanswered so long that it counts as held; as `presumably_held`."""
        return self.state == MeetingState.PLANNED and self.starts_at < now - PRESUMED_HELD_AFTER


class MeetingText(models.Model):
    """Place and shared notes of a meeting: both partners read and write them."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, primary_key=True, related_name="text")
    place = EncryptedTextField(_("place"), blank=True)
    notes = EncryptedTextField(_("shared notes"), blank=True)
    # Whose words they are by now: those of whoever saved them last.
    place_by = models.ForeignKey(Participation, models.SET_NULL, related_name="+", null=True)
    notes_by = models.ForeignKey(Participation, models.SET_NULL, related_name="+", null=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"meeting text {self.pk}"


class MeetingNote(models.Model):
    """One partner's own note on a meeting, for nobody else."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="notes")
    author = models.ForeignKey(Participation, models.CASCADE, related_name="meeting_notes")
    text = EncryptedTextField(_("own note"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "author"], name="meeting_note_one_per_author")]

    def __str__(self) -> str:
        return f"note {self.pk}"

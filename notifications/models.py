"""The outbox: one row per message, written in the transaction of its cause; and calendar feeds."""

import secrets
import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.constraints import known_values
from accounts.models import User


class MessageState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    # Waits for its recipient's weekly summary.
    HELD = "held", _("waiting for the weekly summary")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    OBSOLETE = "obsolete", _("no longer needed")
    FAILED = "failed", _("could not be delivered")


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self) -> "MessageQuerySet":
        return self.filter(state__in=[MessageState.QUEUED, MessageState.HELD, MessageState.SENDING])

    def due(self, now: datetime) -> "MessageQuerySet":
        """To be delivered now, the one that waits longest first; a lease that ran out counts no more."""
        return self.filter(
            Q(state=MessageState.QUEUED, due_at__lte=now) | Q(state=MessageState.SENDING, leased_until__lt=now)
        ).order_by("due_at", "pk")

    def failed(self) -> "MessageQuerySet":
        return self.filter(state=MessageState.FAILED)

    def held(self) -> "MessageQuerySet":
        return self.filter(state=MessageState.HELD)


class Message(models.Model):
    """A message to one person, or to the team's mailbox when it has no recipient.

    The row holds ids only; the text is rendered when it is sent. `dedupe_key` names the occasion
    (`meeting-tomorrow:17:2027-01-12`), so that no occasion is told twice.
    """

    State = MessageState

    kind = models.CharField(_("kind"), max_length=60)
    dedupe_key = models.CharField(max_length=200, unique=True)
    recipient = models.ForeignKey(
        User, models.CASCADE, related_name="notifications", null=True, verbose_name=_("recipient")
    )
    # What the message belongs to, for counting: opaque to this app ("cohort:3").
    scope = models.CharField(max_length=60, blank=True, db_index=True)
    # Ids of what the message is about, by name, and dates: {"meeting": 17, "on": "2027-01-12"}.
    references = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=MessageState.choices, default=MessageState.QUEUED)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    due_at = models.DateTimeField(_("due at"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    leased_until = models.DateTimeField(null=True)
    # One for ever, so that a repeat can be recognised as such.
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    # A short code such as "smtp-550", never an address or a text.
    error = models.CharField(_("error"), max_length=60, blank=True)
    # The weekly summary in which it is told, once that is written.
    summary = models.ForeignKey("self", models.SET_NULL, related_name="gathered", null=True, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["due_at", "pk"]
        constraints = [
            known_values("state", MessageState, name="message_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=MessageState.SENT, sent_at__isnull=False)
                | (~Q(state=MessageState.SENT) & Q(sent_at__isnull=True)),
                name="message_sent_at_exactly_when_sent",
            ),
            models.CheckConstraint(
                condition=Q(state=MessageState.SENDING, leased_until__isnull=False)
                | (~Q(state=MessageState.SENDING) & Q(leased_until__isnull=True)),
                name="message_leased_exactly_while_sending",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="message_due")]

    def __str__(self) -> str:
        return self.dedupe_key

    @cached_property
    def loaded(self) -> dict[str, Any]:
        """What its kind has read for many messages at once, for as long as delivery may rely on it."""
        return {}


class ToldOccasion(models.Model):
    """An occasion whose message is deleted by now: what remains, so that nobody is told again.

    A keyed hash of the dedupe key: it says neither whom nor what about.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    since = models.DateField()

    def __str__(self) -> str:
        return f"occasion of {self.since}"


class Rhythm(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    WEEKLY = "weekly", _("Once a week, on Mondays")


class MailPreference(models.Model):
    """How somebody wants to be written to (R12). Without a row the defaults hold."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="mail_preference")
    rhythm = models.CharField(_("reminders"), max_length=10, choices=Rhythm.choices, default=Rhythm.AT_ONCE)
    wants_tomorrow = models.BooleanField(_("remind me the day before an appointment"), default=True)

    class Meta:
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")
        constraints = [known_values("rhythm", Rhythm, name="mail_preference_rhythm_is_known")]

    def __str__(self) -> str:
        return f"mail preference {self.pk}"


class ReminderTurn(models.Model):
    """When somebody was last reminded of something: the next reminder waits a week (R12)."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="reminder_turn")
    # The reminder that has this turn: it keeps it when it has to be sent again.
    message = models.ForeignKey(Message, models.CASCADE, related_name="+")
    day = models.DateField(_("last reminded on"))

    class Meta:
        verbose_name = _("reminder turn")
        verbose_name_plural = _("reminder turns")

    def __str__(self) -> str:
        return f"reminder turn {self.pk}"


NONCE_LENGTH = 32


def new_nonce() -> str:
    return secrets.token_hex(NONCE_LENGTH // 2)


class CalendarFeed(models.Model):
    """Somebody wants her appointments as a feed.

    The nonce is half of its address; the other half is computed and stored nowhere (`feeds.py`), so
    that nobody can read an address in the table. Another nonce makes another address.
    """

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="calendar_feed")
    nonce = models.CharField(max_length=NONCE_LENGTH, unique=True, default=new_nonce, editable=False)

    def __str__(self) -> str:
        return f"calendar feed {self.pk}"

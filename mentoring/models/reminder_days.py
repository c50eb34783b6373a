"""When a year reminds its people, in days that the team can change."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def _days(words: Any, default: int, *, most: int = 90) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        words, default=default, validators=[MinValueValidator(1), MaxValueValidator(most)]
    )


class ReminderDays(models.Model):
    """The defaults are those of the programme; 1 day is the least everywhere."""

    first_draft_reminder_days = _days(_("first reminder of an unsent application: days before the close"), 8)
    last_draft_reminder_days = _days(_("last reminder of an unsent application: days before the close"), 1)
    invitation_reminder_days = _days(_("reminder of an unanswered invitation: days after it"), 7)
    agreement_reminder_days = _days(_("reminder of an unconfirmed agreement: days after the announcement"), 14)
    first_meeting_reminder_days = _days(_("reminder of the first meeting: days after the start"), 14)
    unanswered_meeting_days = _days(_("question whether a meeting took place: days after it"), 3, most=13)
    silence_weeks = _days(_("reminder when no meeting follows: weeks beyond the rhythm"), 2, most=26)

    class Meta:
        abstract = True

    @classmethod
    def reminder_fields(cls) -> list[str]:
        return [field.name for field in ReminderDays._meta.local_fields]

"""When a year reminds its people, in days that the team can change."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


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


def _usual(name: str) -> int:
    return next(field.default for field in ReminderDays._meta.local_fields if field.name == name)


def _usual_days(name: str) -> str:
    count = _usual(name)
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def _usual_weeks(name: str) -> str:
    count = _usual(name)
    return ngettext("%(count)s week", "%(count)s weeks", count) % {"count": count}


# The default of a field in words, such as "8 days"; a year may have it otherwise.
usual_days = lazy(_usual_days, str)
usual_weeks = lazy(_usual_weeks, str)

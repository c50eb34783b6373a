"""What the matching removes when its period is over (R14)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.retention import Rule, days_of
from matching.models import Instruction, Run


@transaction.atomic
def remove_expired_reasons(now: datetime) -> int:
    """Remove what was computed for a year, and what the team told it, some time after the year's end.

    Proposals go with their reasons and prices; tandems stay. Returns how many runs went.
    """
    last_end = timezone.localdate(now) - timedelta(days=days_of("matching"))
    Instruction.objects.filter(mentee__participation__cohort__ends_on__lt=last_end).delete()
    expired = Run.objects.filter(cohort__ends_on__lt=last_end)
    count = expired.count()
    expired.delete()
    return count


RULES = (
    Rule(
        code="matching",
        what=_("Proposals of the matching, with reasons and prices, and what the project team told it"),
        begins=_("at the end of the mentoring year"),
        outcome=_("deleted"),
        remove=remove_expired_reasons,
    ),
)

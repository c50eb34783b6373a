"""What the matching removes when its period is over (R14)."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction

from matching.models import Instruction, Run


@transaction.atomic
def remove_expired_reasons(*, today: date) -> int:
    """Remove what was computed for a year, and what the team told it, some time after the year's end.

    Proposals go with their reasons and prices; tandems stay. Returns how many runs went.
    """
    last_end = today - timedelta(days=settings.MATCHING_REASONS_DAYS)
    Instruction.objects.filter(mentee__participation__cohort__ends_on__lt=last_end).delete()
    expired = Run.objects.filter(cohort__ends_on__lt=last_end)
    count = expired.count()
    expired.delete()
    return count

"""What the site removes when its period is over (R14)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from portal.models import BarrierReport


@transaction.atomic
def remove_expired_reports(now: datetime) -> int:
    """Remove reported barriers that were settled long enough ago, and return how many that were.

    What nobody has looked at stays until somebody does.
    """
    settled_before = now - timedelta(days=settings.BARRIER_REPORT_DAYS)
    removed, _by_model = BarrierReport.objects.filter(settled_at__lt=settled_before).delete()
    return removed

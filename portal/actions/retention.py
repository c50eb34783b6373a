"""What the site removes when its period is over (R14)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.retention import Rule, days_of
from portal.models import BarrierReport


@transaction.atomic
def remove_expired_reports(now: datetime) -> int:
    """Remove reported barriers that were settled long enough ago, and return how many that were.

    What nobody has looked at stays until somebody does.
    """
    settled_before = now - timedelta(days=days_of("barrier_reports"))
    removed, _by_model = BarrierReport.objects.filter(settled_at__lt=settled_before).delete()
    return removed


RULES = (
    Rule(
        code="barrier_reports",
        what=_("Reported barriers"),
        begins=_("when they were settled"),
        outcome=_("deleted"),
        remove=remove_expired_reports,
    ),
)

"""What the site removes when its period is over (R14)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.retention import Rule, days_of
from portal.models import BarrierReport, BarrierState


@transaction.atomic
def remove_expired_reports(now: datetime) -> int:
    """Remove reported barriers that were settled long enough ago, and return how many that were.

    What nobody has settled goes that long after it was reported: until then the team's entry names it.
    """
    before = now - timedelta(days=days_of("barrier_reports"))
    never_settled = Q(state=BarrierState.OPEN, created_at__lt=before)
    removed, _by_model = BarrierReport.objects.filter(Q(settled_at__lt=before) | never_settled).delete()
    return removed


RULES = (
    Rule(
        code="barrier_reports",
        what=_("Reported barriers"),
        begins=_("when they were settled; when they were reported, if nobody settles them"),
        outcome=_("deleted"),
        remove=remove_expired_reports,
    ),
)

"""What the accounts app removes when its period is over (R14)."""

from datetime import datetime, timedelta

from django.conf import settings

from accounts import append_only
from accounts.models import AuditEntry, Session


def remove_expired_decisions(*, now: datetime) -> int:
    """Remove what has stood in the decision log for its whole period; return how many entries.

    The only place that may remove from the log: the database refuses all others.
    """
    expired = AuditEntry.objects.filter(at__lt=now - timedelta(days=settings.DECISION_LOG_DAYS))
    with append_only.mode(append_only.RETENTION):
        removed, _by_model = expired.delete()
    return removed


def remove_expired_sessions(*, now: datetime) -> int:
    """Remove the sessions that have run out; return how many.

    They hold the addresses with which people signed in, or tried to.
    """
    removed, _by_model = Session.objects.filter(expire_date__lt=now).delete()
    return removed

"""What the accounts app removes when its period is over (R14)."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts import append_only
from accounts.models import AuditEntry, Session, SignIn, StaffImport
from accounts.retention import Rule, days_of


def remove_expired_decisions(now: datetime) -> int:
    """Remove what has stood in the decision log for its whole period, and what stayed of imports as long.

    The only place that may remove from the log: the database refuses all others.
    """
    begin = now - timedelta(days=days_of("decisions"))
    imports, _by_model = StaffImport.objects.filter(created_at__lt=begin).delete()
    with append_only.mode(append_only.RETENTION):
        entries, _by_model = AuditEntry.objects.filter(at__lt=begin).delete()
    return imports + entries


def remove_expired_sessions(now: datetime) -> int:
    """Remove the sessions that have run out.

    They hold the addresses with which people signed in, or tried to.
    """
    removed, _by_model = Session.objects.filter(expire_date__lt=now - timedelta(days=days_of("sessions"))).delete()
    return removed


def remove_expired_sign_ins(now: datetime) -> int:
    removed, _by_model = SignIn.objects.filter(at__lt=now - timedelta(days=days_of("signin_log"))).delete()
    return removed


RULES = (
    Rule(
        code="decisions",
        what=_("Decision log, and the figures of staff imports"),
        begins=_("when it was written"),
        outcome=_("deleted"),
        remove=remove_expired_decisions,
    ),
    Rule(
        code="sessions",
        what=_("Sign-ins"),
        begins=_("when they have run out"),
        outcome=_("deleted"),
        remove=remove_expired_sessions,
    ),
    Rule(
        code="signin_log",
        what=_("Log of sign-ins, refused ones too"),
        begins=_("when it was written"),
        outcome=_("deleted"),
        remove=remove_expired_sign_ins,
    ),
)

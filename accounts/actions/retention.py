"""What the accounts app removes when its period is over (R14)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import append_only, changed_addresses, journal
from accounts.actions import directory
from accounts.models import AuditEntry, Employee, Session, SignIn, StaffImport, User
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


@transaction.atomic
def remove_leavers(now: datetime) -> int:
    """Remove directory entries of people who left long enough ago. Their accounts were closed that day."""
    left_before = timezone.localdate(now) - timedelta(days=days_of("left"))
    gone = Employee.objects.filter(is_active=False, left_on__lt=left_before)
    count = gone.count()
    if count:
        directory.lock_directory()
        gone.delete()
        directory.tell_organisation_changed(by=None)
    return count


def remove_unused_accounts(now: datetime) -> int:
    """Remove accounts that belong to nothing any more: no directory entry, no role, no participation.

    Whatever else still needs one keeps it: the database says so.
    """
    opened_before = now - timedelta(days=days_of("accounts"))
    unused = User.objects.filter(employee=None, roles=None, is_superuser=False, date_joined__lt=opened_before)
    return sum(_remove_unless_needed(user) for user in unused.order_by("pk"))


def _remove_unless_needed(user: User) -> bool:
    try:
        with transaction.atomic():
            user.delete()
    except ProtectedError:
        return False
    return True


def remove_expired_journals(now: datetime) -> int:
    """Remove the files of the journal whose month was over long ago. No backup from before is kept so long."""
    before = timezone.localdate(now) - timedelta(days=days_of("journal"))
    return sum(each.remove_months_before(before, now) for each in journal.journals_in(settings.JOURNAL_DIR))


RULES = (
    Rule(
        code="left",
        what=_("Directory entries of people who left"),
        begins=_("when they left"),
        outcome=_("deleted"),
        remove=remove_leavers,
    ),
    Rule(
        code="accounts",
        what=_("Accounts without directory entry, role and participation"),
        begins=_("when they were opened"),
        outcome=_("deleted"),
        remove=remove_unused_accounts,
    ),
    Rule(
        code=changed_addresses.PERIOD,
        what=_("The earlier work e-mail of an account"),
        begins=_("when it was changed; so long it counts for signing in"),
        outcome=_("deleted"),
        remove=changed_addresses.forget_earlier,
    ),
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
        code="journal",
        what=_("Journal for restoring from a backup: hashes of what was sent and deleted"),
        begins=_("when its month was over"),
        outcome=_("deleted"),
        remove=remove_expired_journals,
    ),
    Rule(
        code="signin_log",
        what=_("Log of sign-ins, refused ones too"),
        begins=_("when it was written"),
        outcome=_("deleted"),
        remove=remove_expired_sign_ins,
    ),
)

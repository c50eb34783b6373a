"""Applies the periods (R14) and reports on it; and the periods of what is left here."""

import logging
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.logs import without_text
from accounts.retention import Rule, days_of, rules
from privacy.models import DataExport, Deletion, ExportState, RetentionReport

logger = logging.getLogger(__name__)


def apply_retention(now: datetime) -> RetentionReport:
    """Remove everything whose period is over, and write down how much that was. Safe to run again.

    A rule that cannot be applied stops no other: the report and the log name it, without persons.
    """
    removed, failed = {}, []
    for rule in rules():
        try:
            count = rule.remove(now)
        except Exception as error:  # whatever is wrong with one kind of data, the others go
            logger.error("The period of %s could not be applied: %s", rule.code, without_text(error))
            failed.append(rule.code)
        else:
            if count:
                removed[rule.code] = count
    return RetentionReport.objects.create(at=now, removed=removed, failed=failed)


def remove_old_reports(now: datetime) -> int:
    old = RetentionReport.objects.filter(at__lt=now - timedelta(days=days_of("retention_reports")))
    removed, _by_model = old.delete()
    return removed


def remove_old_deletions(now: datetime) -> int:
    removed, _by_model = Deletion.objects.filter(at__lt=now - timedelta(days=days_of("deletions"))).delete()
    return removed


def remove_old_exports(now: datetime) -> int:
    """Remove what people asked for about themselves, fetched or not; one that waits to be built stays."""
    begin = now - timedelta(days=days_of("exports"))
    failed = Q(state=ExportState.FAILED, requested_at__lte=begin)
    old = DataExport.objects.filter(Q(ready_at__lte=begin) | failed)
    count = old.count()
    old.delete()
    return count


RULES = (
    Rule(
        code="exports",
        what=_("Files with everything about oneself, for whoever asked for them"),
        begins=_("when they were ready; what was fetched is gone at once"),
        outcome=_("deleted"),
        remove=remove_old_exports,
    ),
    Rule(
        code="retention_reports",
        what=_("Reports on deletions"),
        begins=_("when they were written"),
        outcome=_("deleted"),
        remove=remove_old_reports,
    ),
    Rule(
        code="deletions",
        what=_("Hashes of deletions"),
        begins=_("when somebody was deleted on request"),
        outcome=_("deleted"),
        remove=remove_old_deletions,
    ),
)

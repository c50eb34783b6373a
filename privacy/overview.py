"""The periods in words, and what was removed when each was over."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.retention import Rule, Words, rules
from privacy.models import RetentionReport

DAYS_OF_A_MONTH = 30.4
SHOWN = timedelta(days=365)


@dataclass(frozen=True)
class Line:
    """One rule, how long it keeps what it is about, and how much it removed in the last twelve months."""

    what: Words
    begins: Words
    period: str
    outcome: Words
    removed: int


@dataclass(frozen=True)
class Overview:
    lines: Sequence[Line]
    latest: RetentionReport | None
    # What the latest run could not apply.
    failed: Sequence[Words]


def overview(now: datetime) -> Overview:
    """Return every rule with what it has removed, and how the latest run went."""
    removed: Counter[str] = Counter()
    for report in RetentionReport.objects.filter(at__gt=now - SHOWN):
        removed.update(report.removed)
    latest = RetentionReport.objects.first()
    failed = set(latest.failed) if latest else set()
    return Overview(
        lines=[_line(rule, removed[rule.code]) for rule in rules()],
        latest=latest,
        failed=[rule.what for rule in rules() if rule.code in failed],
    )


def _line(rule: Rule, removed: int) -> Line:
    return Line(rule.what, rule.begins, in_words(rule.days), rule.outcome, removed)


def in_words(days: int) -> str:
    """Return a period as people speak of it: "3 Monate", "3 Jahre"."""
    months = round(days / DAYS_OF_A_MONTH)
    if days == 0:
        return _("at once")
    if months == 0:
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    if months > 12 and months % 12 == 0:
        return _("%(count)s years") % {"count": months // 12}
    return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}

"""What workshops lose when its period is over (R14). Registrations go with the participations."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.retention import Rule, days_of
from workshops.models import Workshop


def forget_hosts(now: datetime) -> int:
    """No longer name who hosted workshops that were over long ago; return how many those are."""
    before = now - timedelta(days=days_of("hosts"))
    return Workshop.objects.filter(host__isnull=False, ends_at__lt=before).update(host=None)


RULES: Iterable[Rule] = (
    Rule(
        code="hosts",
        what=_("Who hosted a workshop"),
        begins=_("when the workshop is over"),
        outcome=_("no longer named"),
        remove=forget_hosts,
    ),
)

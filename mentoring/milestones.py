"""The milestones of a tandem that the team reads by name (R10), and nothing beyond them.

Each is a yes or a no, as long as it is known. How often, when and about what two people met is theirs alone.
"""

from datetime import datetime, timedelta

from django.db.models import BooleanField, Case, Exists, OuterRef, QuerySet, Value, When
from django.utils import timezone

from accounts.retention import days_of
from mentoring.models import LIVE, Meeting, Pairing, PairingState


def expected(pairings: QuerySet[Pairing]) -> QuerySet[Pairing]:
    """Keep the tandems that milestones are expected of: announced, and live or completed."""
    return pairings.filter(announced_at__isnull=False, state__in=[*LIVE, PairingState.COMPLETED])


def with_milestones(pairings: QuerySet[Pairing], now: datetime) -> QuerySet[Pairing]:
    """Say of each tandem whether its agreement was confirmed and its first meeting held.

    A planned meeting that nobody answered for counts as held after a while, as everywhere. Once meetings are
    deleted nobody knows any more whether two people met: None.
    """
    held = Meeting.objects.filter(pairing=OuterRef("pk")).held(now)
    kept_since = timezone.localdate(now) - timedelta(days=days_of("texts"))
    return pairings.annotate(
        has_confirmed_agreement=Case(
            When(activated_at__isnull=False, then=Value(True)), default=Value(False), output_field=BooleanField()
        ),
        has_met=Case(
            When(Exists(held), then=Value(True)),
            When(mentee__participation__cohort__ends_on__gte=kept_since, then=Value(False)),
            default=Value(None),
            output_field=BooleanField(null=True),
        ),
    )

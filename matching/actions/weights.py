"""The weights of a year: changed, and taken over for the next one."""

from typing import Any

from django.db import transaction

from accounts import audit
from accounts.errors import Conflict
from accounts.models import User
from matching.models import Weighting
from mentoring.models import Cohort


@transaction.atomic
def change(cohort: Cohort, settings: dict[str, Any], *, version: int, by: User) -> Weighting:
    """Keep other weights, and note which. Runs that were computed before stay as they are.

    `settings` are those of `Weighting.SETTINGS`; `version` is what the reader saw.

    Raises:
        Conflict: when they were saved elsewhere since.
    """
    Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    weighting = Weighting.objects.filter(cohort=cohort).first() or Weighting(cohort=cohort)
    if weighting.version != version:
        raise Conflict
    changed = sorted(name for name in Weighting.SETTINGS if getattr(weighting, name) != settings[name])
    if changed:
        for name in changed:
            setattr(weighting, name, settings[name])
        weighting.version += 1
        weighting.save()
        audit.record("matching.weights_changed", cohort, by=by, weights=changed)
    return weighting


def take_over(*, source: Cohort, copy: Cohort, **_other: Any) -> None:
    """Give the new year the weights of the old one; it may have none of its own."""
    weighting = Weighting.objects.filter(cohort=source).first()
    if weighting is not None:
        Weighting.from_snapshot(copy, weighting.snapshot()).save()

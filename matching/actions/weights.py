"""The weights of a year: changed, and taken over for the next one."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Conflict, Refused
from accounts.models import User
from matching import facts
from matching.models import Run, RunState, Weighting
from matching.staleness import changes_since
from mentoring.actions.impartial import require_pairing_in
from mentoring.models import Cohort


@transaction.atomic
def keep(trial: Run, *, version: int, by: User) -> Weighting:
    """Keep the weights of a trial, whose effect was looked at.

    Raises:
        Refused: when the trial has no result, or something behind it has changed since: then it shows another
            effect than the weights would have.
        Conflict: when other weights were saved since.
    """
    Cohort.objects.select_for_update(of=("self",)).get(pk=trial.cohort_id)
    if trial.state != RunState.READY:
        raise Refused(_("Please look first at what these weights would change."))
    if changes := changes_since(trial, facts.read(trial.cohort)):
        text = _("Since this preview something has changed. %(changes)s Please look at the effect once more.")
        raise Refused(text % {"changes": " ".join(changes)})
    return change(trial.cohort, trial.weights, version=version, by=by)


@transaction.atomic
def change(cohort: Cohort, settings: dict[str, Any], *, version: int, by: User) -> Weighting:
    """Keep other weights, and note which. Runs that were computed before stay as they are.

    `settings` are those of `Weighting.SETTINGS`; `version` is what the reader saw.

    Raises:
        Refused: when she takes part in the year.
        Conflict: when they were saved elsewhere since.
    """
    Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    require_pairing_in(by, cohort.pk)
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

"""Programme years: set up, changed and taken over from last year."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Conflict, Refused
from accounts.models import OrgUnit, User
from mentoring.models import Cohort, Criterion
from mentoring.signals import cohort_copied

DATES = ("applications_open_on", "applications_close_on", "starts_on", "acquaintance_ends_on", "ends_on")
SETTINGS = (
    "introduction",
    "requirements",
    "organisation_rule",
    "minimum_mentor_level",
    "minimum_level_distance",
    "minimum_open_goals",
    "rhythm_weeks",
    *Cohort.reminder_fields(),
)


@dataclass(frozen=True)
class CriterionEntry:
    """A criterion as the form has it; without `pk` it is new."""

    text: str
    position: int
    pk: int | None = None


@transaction.atomic
def create(cohort: Cohort, *, organisations: Iterable[OrgUnit], by: User) -> Cohort:
    """Set a year up. `cohort` is new and was checked by its form."""
    cohort.save()
    cohort.organisations.set(organisations)
    audit.record("cohort.created", cohort, by=by)
    return cohort


@transaction.atomic
def change(cohort: Cohort, *, organisations: Iterable[OrgUnit], version: int, by: User) -> Cohort:
    """Keep a year as its form has it, and note which fields are different.

    Live tandems that the new rules would not allow stay; the team sees them.

    Raises:
        Conflict: when it was saved elsewhere since `version`.
    """
    present = Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    if present.version != version:
        raise Conflict
    chosen = {unit.pk for unit in organisations}
    changed = [name for name in (*DATES, *SETTINGS, "title") if getattr(cohort, name) != getattr(present, name)]
    if chosen != set(present.organisations.values_list("pk", flat=True)):
        changed.append("organisations")
    if changed:
        cohort.version = present.version + 1
        cohort.save()
        cohort.organisations.set(chosen)
        audit.record("cohort.changed", cohort, by=by, cohort_fields=sorted(changed))
    return cohort


@transaction.atomic
def set_criteria(cohort: Cohort, kept: Sequence[CriterionEntry], removed: Iterable[int], *, by: User) -> None:
    """Add, reword, order and remove the published criteria of a year.

    Raises:
        Refused: when one that a decision cites would be reworded or removed: what was decided by it
            must stay readable.
    """
    Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    present = {criterion.pk: criterion for criterion in cohort.criteria.all()}
    cited = set(cohort.criteria.cited().values_list("pk", flat=True))
    changed = False
    for pk in removed:
        _require_not_cited(present[pk], cited)
        present[pk].delete()
        changed = True
    for entry in kept:
        criterion = Criterion(cohort=cohort) if entry.pk is None else present[entry.pk]
        if (criterion.pk, criterion.text, criterion.position) == (entry.pk, entry.text, entry.position) and entry.pk:
            continue
        if criterion.text != entry.text:
            _require_not_cited(criterion, cited)
        criterion.text, criterion.position = entry.text, entry.position
        criterion.save()
        changed = True
    if changed:
        audit.record("cohort.criteria_changed", cohort, by=by)


def _require_not_cited(criterion: Criterion, cited: set[int]) -> None:
    if criterion.pk in cited:
        text = _("“%(criterion)s” was cited in a decision and stays as it is. Please add a new criterion instead.")
        raise Refused(text % {"criterion": criterion.text})


@transaction.atomic
def copy(source: Cohort, *, title: str, by: User) -> Cohort:
    """Take a year over for the next one: dates a year later, settings, organisations and criteria.

    People and what they decided stay with the old year. Other apps are told and add what is theirs.

    Raises:
        Refused: when another year has this title.
    """
    source = Cohort.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if Cohort.objects.filter(title=title).exists():
        raise Refused(_("There is already a cohort with this title."))
    new = Cohort(title=title)
    for name in DATES:
        setattr(new, name, a_year_later(getattr(source, name)))
    for name in SETTINGS:
        setattr(new, name, getattr(source, name))
    new.save()
    new.organisations.set(source.organisations.all())
    Criterion.objects.bulk_create(
        Criterion(cohort=new, text=criterion.text, position=criterion.position) for criterion in source.criteria.all()
    )
    cohort_copied.send(sender=copy, source=source, copy=new, by=by)
    audit.record("cohort.copied", new, by=by, source=source.pk)
    return new


def a_year_later(day: date) -> date:
    """Return the same day of the next year; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def title_of_next(title: str) -> str:
    """Return the title with every year in it one later: "Jahrgang 2027/28" becomes "Jahrgang 2028/29"."""
    pattern = re.compile(r"(?<!\d)(?:20\d\d|(?<=/)\d\d)(?!\d)")
    return pattern.sub(lambda found: str(int(found[0]) + 1).zfill(len(found[0])), title)

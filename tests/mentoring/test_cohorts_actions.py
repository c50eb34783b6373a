"""What the team sets up for a year: settings with a version, criteria with their order."""

import pytest

from accounts.errors import Conflict, Refused
from accounts.models import AuditEntry
from mentoring.actions import cohorts
from mentoring.actions.cohorts import CriterionEntry
from mentoring.models import Cohort
from tests.factories import CriterionFactory, MenteeFactory

pytestmark = pytest.mark.django_db


def test_a_year_that_was_saved_elsewhere_is_not_overwritten(cohort, team_member):
    stale = Cohort.objects.get(pk=cohort.pk)
    towns = list(cohort.organisations.all())
    cohort.title = "Jahrgang 2027/28"
    cohorts.change(cohort, organisations=towns, version=1, by=team_member)

    stale.title = "Ein anderer Titel"
    with pytest.raises(Conflict):
        cohorts.change(stale, organisations=towns, version=1, by=team_member)

    assert Cohort.objects.get(pk=cohort.pk).title == "Jahrgang 2027/28"


def test_criteria_that_stay_as_they_are_leave_no_trace(cohort, team_member):
    kept = CriterionFactory(cohort=cohort)
    same = CriterionEntry(kept.text, kept.position, kept.pk)

    cohorts.set_criteria(cohort, [same], [], by=team_member)
    assert not AuditEntry.objects.filter(action="cohort.criteria_changed").exists()

    cohorts.set_criteria(cohort, [same, CriterionEntry("Neu", 2, None)], [], by=team_member)
    assert [one.text for one in cohort.criteria.all()] == [kept.text, "Neu"]
    assert AuditEntry.objects.filter(action="cohort.criteria_changed").count() == 1


def test_a_criterion_that_was_cited_is_ordered_and_not_reworded(cohort, team_member):
    cited = MenteeFactory(cohort=cohort, state="accepted").criterion
    cohorts.set_criteria(cohort, [CriterionEntry(cited.text, 7, cited.pk)], [], by=team_member)
    with pytest.raises(Refused):
        cohorts.set_criteria(cohort, [CriterionEntry("Anders", 7, cited.pk)], [], by=team_member)
    cited.refresh_from_db()
    assert cited.position == 7

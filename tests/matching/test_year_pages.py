"""The page of a year: who still looks, and what comes next."""

import pytest
from django.urls import reverse

from matching.actions import approving, changes
from mentoring.actions import pairings
from tests.factories import NOW
from tests.matching.pages import text_of, url
from tests.matching.years import computed

pytestmark = pytest.mark.django_db


def test_a_year_that_is_over_says_so_and_offers_no_step(team, run, team_member, clock):
    clock.move_to(NOW.replace(year=run.cohort.ends_on.year + 1))
    team.force_login(team_member)

    answer = team.get(url("cohort", run.cohort_id))

    assert "Dieses Mentoring-Jahr ist zu Ende" in text_of(answer)
    assert "suchen eine" not in text_of(answer)
    assert url("start", run.cohort_id) not in answer.content.decode()


def test_who_was_taken_out_is_not_counted_among_those_who_look(team, run, team_member):
    changes.take_out(run.proposals.first(), revision=run.revision, by=team_member, now=NOW)
    computed(run)

    overview = team.get(url("cohort", run.cohort_id)).context["overview"]

    assert (overview.looking, overview.taken_out) == (1, 1)


def test_when_everybody_has_a_tandem_the_announcement_comes_next_and_no_other_run(team, run, team_member):
    tandems = [approving.approve(one, revision=run.revision, by=team_member, now=NOW) for one in run.proposals.all()]
    announcement = reverse("admin:mentoring_cohort_announce", args=[run.cohort_id])

    page = team.get(url("cohort", run.cohort_id)).content.decode()
    assert announcement in page
    assert url("start", run.cohort_id) not in page

    pairings.announce(tandems, by=team_member, now=NOW)
    page = team.get(url("cohort", run.cohort_id)).content.decode()
    assert announcement not in page
    assert url("start", run.cohort_id) not in page
    assert url("run", run.pk) in page

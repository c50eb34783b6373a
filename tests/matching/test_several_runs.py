"""Several runs of a year: told apart, the newer one led to, and compared with what was decided in between."""

import pytest
from django.utils.formats import number_format

from matching.actions import approving
from matching.models import Importance, Run, RunKind, RunState, Weighting
from matching.naming import run_title, run_titles
from mentoring.models import MenteeState
from tests.factories import NOW, CohortFactory
from tests.matching.factories import RunFactory
from tests.matching.pages import text_of, url
from tests.matching.years import proposal_for

pytestmark = pytest.mark.django_db


def test_runs_are_numbered_within_their_year(cohort, django_assert_num_queries):
    RunFactory(cohort=CohortFactory())
    RunFactory(cohort=cohort, kind=RunKind.TRIAL)
    first, second = RunFactory.create_batch(2, cohort=cohort)

    assert (first.number, second.number) == (1, 2)
    with django_assert_num_queries(1):
        assert [one.number for one in Run.objects.filter(cohort=cohort).matchings().numbered()] == [2, 1]


def test_the_number_stands_in_the_title_and_in_the_name_of_the_file(team, run, year):
    second = year.run()

    assert "2. Lauf, 15.01.2027, 10:00 Uhr" in text_of(team.get(url("run", second.pk)))
    names = [team.get(url("export", one.pk))["Content-Disposition"] for one in (run, second)]
    assert ["lauf-1.xlsx" in names[0], "lauf-2.xlsx" in names[1]] == [True, True]


def test_the_decision_log_names_a_run_as_its_page_does(cohort):
    run = RunFactory(cohort=cohort)

    assert run_titles([str(run.pk), "0", "nonsense"]) == {str(run.pk): run_title(run)}


def test_the_page_of_a_year_says_which_run_counts(team, run, year):
    second = year.run()
    RunFactory(cohort=year.cohort, state=RunState.FAILED, failure="interrupted", finished_at=None)

    def places() -> list[str]:
        return [place for _run, _title, place in team.get(url("cohort", year.cohort.pk)).context["runs"]]

    assert places() == ["fehlgeschlagen", "aktuell", "überholt"]
    year.mentee(0)
    assert places() == ["fehlgeschlagen", "nicht mehr aktuell", "überholt"]
    assert run_title(second) in text_of(team.get(url("cohort", year.cohort.pk)))


def test_an_overtaken_run_leads_to_the_newer_one_and_says_what_else_has_changed(team, run, year):
    newer = year.run()
    newcomer = year.mentee(0)

    answer = team.get(url("run", run.pk))

    page = answer.content.decode()
    assert f'<a class="kern-btn kern-btn--primary" href="{url("run", newer.pk)}"' in page
    assert url("start", year.cohort.pk) not in page
    assert str(newcomer) in text_of(answer)


def test_a_refusal_by_an_overtaken_run_does_not_ask_for_a_new_one(team, run, year):
    newer = year.run()
    proposal = run.proposals.first()

    told = text_of(team.post(url("hold", proposal.pk), {"revision": run.revision}, follow=True))

    assert run_title(newer) in told
    assert "Bitte entscheiden Sie nach dem neueren." in told
    assert "starten Sie einen neuen" not in told


def test_a_failed_run_is_not_called_older_than_the_one_before(team, run, year):
    failed = RunFactory(cohort=year.cohort, state=RunState.FAILED, failure="interrupted")

    assert team.get(url("run", failed.pk)).context["newer"] is None


def test_after_the_end_of_the_year_an_old_run_offers_no_new_one(team, run, team_member, clock):
    clock.move_to(NOW.replace(year=run.cohort.ends_on.year + 1))
    team.force_login(team_member)

    answer = team.get(url("run", run.pk))

    assert answer.context["outdated"] == ["Dieses Mentoring-Jahr ist zu Ende."]
    assert url("start", run.cohort_id) not in answer.content.decode()


def test_a_click_on_a_page_that_did_not_know_the_newest_run_leads_to_that(team, run):
    answer = team.post(url("start", run.cohort_id), {"seen": 0}, follow=True)

    assert list(Run.objects.all()) == [run]
    assert answer.redirect_chain[-1][0] == url("run", run.pk)
    assert "neuer als die Seite" in text_of(answer)


@pytest.mark.parametrize("name", ["cohort", "run"])
def test_a_click_on_a_page_that_knew_it_starts_another(team, run, name):
    page = team.get(url(name, run.cohort_id if name == "cohort" else run.pk)).content.decode()
    assert f'name="seen" value="{run.pk}"' in page

    team.post(url("start", run.cohort_id), {"seen": run.pk})

    assert Run.objects.count() == 2


# --- two runs side by side -----------------------------------------------------------------------


def test_who_was_approved_in_between_is_no_other_proposal(team, run, year, team_member):
    approved, other = run.proposals.all()
    approving.approve(approved, revision=run.revision, by=team_member, now=NOW)
    newer = year.run()

    comparison = team.get(url("compare", newer.pk)).context["comparison"]

    assert comparison.changes == []
    assert [(row.mentee, row.after) for row in comparison.only_in_one] == [
        (str(approved.mentee), "inzwischen freigegeben")
    ]
    proposal = proposal_for(newer, other.mentee)
    figures = {label: sides for label, *sides in comparison.figures}
    assert figures["Mentees in beiden Läufen"] == ["1", "1"]
    assert figures["Punkte insgesamt"] == [number_format(one.score, force_grouping=True) for one in (other, proposal)]


def test_who_left_or_came_in_between_is_said_so(team, run, year):
    gone = run.proposals.first().mentee
    gone.state = MenteeState.NO_TANDEM
    gone.save()
    newcomer = year.mentee(0)
    newer = year.run()

    comparison = team.get(url("compare", newer.pk)).context["comparison"]

    told = {row.mentee: (row.before, row.after) for row in comparison.only_in_one}
    assert told[str(gone)][1] == str(MenteeState.NO_TANDEM.label)
    assert told[str(newcomer)][0] == "suchte noch nicht"


def test_the_older_run_stands_on_the_left_whichever_page_was_opened(team, run, year):
    newer = year.run()

    for page, other in ((run, newer), (newer, run)):
        names = team.get(url("compare", page.pk), {"mit": other.pk}).context["names"]
        assert names == [f"{run_title(run)} (überholt)", f"{run_title(newer)} (neuester)"]


def test_under_other_weights_neither_fit_nor_points_are_compared(team, run, year):
    Weighting.objects.create(cohort=year.cohort, topics=Importance.OFF)
    newer = year.run()

    answer = team.get(url("compare", newer.pk))

    assert [label for label, *_sides in answer.context["comparison"].figures] == [
        "Mentees in beiden Läufen",
        "Vorgeschlagene Tandems",
    ]
    assert not any("passend" in row.before + row.after for row in answer.context["comparison"].changes)

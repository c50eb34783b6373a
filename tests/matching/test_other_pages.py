"""Comparison, weights, supply and demand; and what stays out of the web process."""

import subprocess
import sys

import pytest

from matching.models import (
    Importance,
    Instruction,
    Run,
    RunKind,
    RunState,
    Weighting,
)
from mentoring.actions import cohorts
from tests.matching.pages import text_of, url
from tests.matching.years import computed, proposed

pytestmark = pytest.mark.django_db


def test_two_runs_are_compared(team, run, year):
    apart = run.proposals.select_related("mentor__participation__user").first()
    team.post(url("keep_apart", apart.pk), {"revision": run.revision})
    first = computed(run)
    Instruction.objects.all().delete()
    second = year.run()

    answer = team.get(url("compare", second.pk), {"mit": first.pk})

    names = {change.mentee for change in answer.context["comparison"].changes}
    assert names == {str(one.mentee) for one in second.proposals.all() if proposed(first)[one.mentee] != one.mentor}


def test_without_a_second_run_there_is_nothing_to_compare(team, run):
    assert team.get(url("compare", run.pk)).context["comparison"] is None


def test_weights_are_tried_before_they_are_kept(team, year):
    year.mentee(0), year.mentor(0)
    form = weights_form(year, topics=Importance.LOW)

    answer = team.post(url("weights", year.cohort.pk), form | {"try": "1"})
    computed(Run.objects.get(kind=RunKind.TRIAL))
    page = team.get(answer.url)

    assert page.context["trial"] is not None
    assert page.context["form"]["topics"].value() == Importance.LOW
    assert not Weighting.objects.exists()
    team.post(answer.url, form | {"keep": "1"})
    assert Weighting.objects.get().topics == Importance.LOW


def test_weights_that_were_changed_elsewhere_are_not_overwritten(team, year):
    form = weights_form(year, topics=Importance.LOW)
    answer = team.post(url("weights", year.cohort.pk), form | {"try": "1"})
    computed(Run.objects.get(kind=RunKind.TRIAL))
    seen_version = team.get(answer.url).context["form"]["seen_version"].value()
    Weighting.objects.create(cohort=year.cohort, wish=Importance.OFF, version=2)

    answer = team.post(answer.url, form | {"keep": "1", "seen_version": seen_version})

    assert "Fehler:" in text_of(answer)
    assert Weighting.objects.get().topics == Importance.HIGH


def test_weights_whose_effect_nobody_saw_are_not_kept(team, year):
    form = weights_form(year, topics=Importance.LOW)
    assert "Fehler:" in text_of(team.post(url("weights", year.cohort.pk), form | {"keep": "1"}))

    answer = team.post(url("weights", year.cohort.pk), form | {"try": "1"})
    computed(Run.objects.get(kind=RunKind.TRIAL))
    others = weights_form(year, topics=Importance.OFF)
    assert "Fehler:" in text_of(team.post(answer.url, others | {"keep": "1"}))

    assert not Weighting.objects.exists()


def test_other_weights_take_the_place_of_those_that_are_being_tried(team, year):
    team.post(url("weights", year.cohort.pk), weights_form(year, topics=Importance.LOW) | {"try": "1"})
    answer = team.post(url("weights", year.cohort.pk), weights_form(year, topics=Importance.OFF) | {"try": "1"})

    newest, replaced = Run.objects.filter(kind=RunKind.TRIAL)
    assert (replaced.state, newest.weights["topics"]) == (RunState.FAILED, Importance.OFF)
    assert answer.url.endswith(f"?probe={newest.pk}")


def weights_form(year, **changed) -> dict[str, object]:
    """Return what a browser sends for the weights of a year: boxes that are not ticked are missing."""
    weights = Weighting(cohort=year.cohort).snapshot() | changed
    return {name: value for name, value in weights.items() if value is not False} | {"seen_version": 1}


def test_points_that_do_not_rise_are_refused(team, year):
    answer = team.post(url("weights", year.cohort.pk), weights_form(year, points_low=9) | {"try": "1"})

    assert "Fehler:" in text_of(answer)
    assert not Run.objects.exists()


@pytest.mark.parametrize("points", [-1, 0, 21, "viele"])
def test_points_out_of_range_are_told_the_range_that_the_hint_names(team, year, points):
    hint = "Zwischen 1 und 20"
    assert hint in text_of(team.get(url("weights", year.cohort.pk)))

    page = text_of(team.post(url("weights", year.cohort.pk), weights_form(year, points_low=points) | {"try": "1"}))

    assert "Bitte eine ganze Zahl zwischen 1 und 20 eingeben." in page
    assert "mindestens 0" not in page


def test_supply_and_demand_names_the_bottleneck(team, year):
    first, second, other = year.mentee(0), year.mentee(0), year.mentee(0)
    shared, refused = year.mentor(0), year.mentor(0)
    for mentee in (first, second):
        year.exclude(mentee, refused)
    team.post(url("supply", year.cohort.pk))
    computed(Run.objects.get(kind=RunKind.SUPPLY))

    answer = team.get(url("supply", year.cohort.pk))

    (shortage,) = answer.context["shortages"]
    assert (set(shortage.mentees), shortage.mentors) == ({str(first), str(second)}, [str(shared)])
    page = text_of(answer)
    assert str(first) in page
    assert str(other) not in page
    assert year.topics[0].title in page


def test_when_everybody_is_short_of_places_nobody_is_listed(team, year):
    mentees = [year.mentee(0), year.mentee(0)]
    year.mentor(0)
    team.post(url("supply", year.cohort.pk))
    computed(Run.objects.get(kind=RunKind.SUPPLY))

    page = text_of(team.get(url("supply", year.cohort.pk)))

    assert "weniger Plätze als Mentees" in page
    assert not any(str(one) in page for one in mentees)


def test_the_copy_of_a_year_takes_the_weights_along(cohort, team_member):
    Weighting.objects.create(cohort=cohort, wish=Importance.OFF, version=4)

    copy = cohorts.copy(cohort, title="Noch ein Jahr", by=team_member)

    assert (copy.weighting.wish, copy.weighting.version) == (Importance.OFF, 1)


def test_the_web_process_does_without_the_solver():
    seen = "import sys, config.celery, config.wsgi; from django.urls import get_resolver; get_resolver().url_patterns"
    check = "print(sorted({'numpy', 'scipy', 'ortools'} & set(sys.modules)))"

    result = subprocess.run([sys.executable, "-c", f"{seen}; {check}"], capture_output=True, text=True, check=True)

    assert result.stdout.strip() == "[]"

"""The preview of other weights: what it measures, whom it names first, and how long it counts."""

import pytest

from matching.actions import approving
from matching.models import Importance, Run, RunKind, RunState, Weighting
from mentoring.models import MenteeState, Wish
from tests.factories import NOW, PairingFactory
from tests.matching.factories import RunFactory
from tests.matching.pages import text_of, url
from tests.matching.test_other_pages import weights_form
from tests.matching.years import proposal_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def preview(year):
    """Two mentees and one place: by topics the first one gets it, by wishes the second one."""
    year.mentee(0)
    Wish.objects.create(mentee=year.mentee(1), mentor=year.mentor(0), position=1)
    weights = {"topics": Importance.OFF, "wish": Importance.HIGH}
    return year.run(RunKind.TRIAL, weighting=Weighting(cohort=year.cohort, **weights))


def address(preview: Run) -> str:
    return f"{url('weights', preview.cohort_id)}?probe={preview.pk}"


def kept(preview: Run, **changed) -> dict[str, object]:
    """Return what a browser sends to keep the weights of a preview."""
    weights = {name: value for name, value in (preview.weights | changed).items() if value is not False}
    return weights | {"seen_version": preview.findings["version"], "keep": "1"}


def test_both_sides_are_measured_without_any_weight(team, preview):
    figures = {label: sides for label, *sides in team.get(address(preview)).context["trial"].figures}

    assert figures["Themen"] == ["50 %", "0 %"]
    assert figures["Wünsche"] == ["0 %", "100 %"]
    assert "sehr passend" not in figures


def test_who_loses_and_who_gains_a_place_stands_first_and_is_marked(team, preview, year):
    first, second, *_others = team.get(address(preview)).context["trial"].changes

    assert (first.loses, first.gains) == (True, False)
    assert (second.loses, second.gains) == (False, True)
    page = text_of(team.get(address(preview)))
    assert f"{first.mentee} verliert ihren Platz" in page
    assert f"{second.mentee} bekommt einen Platz" in page


def test_an_older_preview_counts_common_topics_only_of_those_whose_topics_are_still_read(team, year):
    closed, still_read = year.mentee(0), year.mentee(1)
    mentors = year.mentor(0), year.mentor(1)
    preview = year.run(RunKind.TRIAL, weighting=Weighting(cohort=year.cohort, topics=Importance.OFF))
    preview.findings["changes"] = [
        {"mentee": mentee.pk}
        | {
            side: {"mentor": mentor.pk, "topics": topics, "wanted": 1, "wish": 2}
            for side, mentor, topics in (("before", mentors[0], 1), ("after", mentors[1], 0))
        }
        for mentee in (closed, still_read)
    ]
    preview.save()
    PairingFactory(mentee=closed, mentor__state="withdrawn", state="ended")

    rows = {row.mentee: (row.before, row.after) for row in team.get(address(preview)).context["trial"].changes}

    assert rows[str(closed)] == tuple(f"{mentor} (Wunsch 2)" for mentor in mentors)
    assert rows[str(still_read)] == (
        f"{mentors[0]} (1 von 1 Themen, Wunsch 2)",
        f"{mentors[1]} (0 von 1 Themen, Wunsch 2)",
    )


def test_the_old_weight_stands_beside_the_new_one_where_they_differ(team, preview):
    answer = team.get(address(preview))

    assert answer.context["trial"].weights == [("Themen", "hoch", "aus"), ("Wünsche", "mittel", "hoch")]
    hints = {field.name for field in answer.context["form"] if "Bisher:" in str(field.help_text)}
    assert hints == {"topics", "wish"}


@pytest.mark.parametrize("name", ["cohort", "weights"])
def test_the_newest_preview_is_found_again(team, preview, name):
    assert f"?probe={preview.pk}" in team.get(url(name, preview.cohort_id)).content.decode()

    Weighting.from_snapshot(preview.cohort, preview.weights).save()
    assert f"?probe={preview.pk}" not in team.get(url(name, preview.cohort_id)).content.decode()


def test_a_preview_of_others_than_who_look_now_is_not_kept(team, preview, year):
    gone = preview.cohort.participations.filter(mentee__isnull=False).first().mentee
    gone.state = MenteeState.WITHDRAWN
    gone.save()

    page = team.get(address(preview))
    assert str(gone) in " ".join(page.context["changes"])
    assert 'name="keep"' not in page.content.decode()

    answer = team.post(address(preview), kept(preview))
    assert str(gone) in text_of(answer)
    assert not Weighting.objects.exists()


def test_an_approval_is_a_change_for_a_preview(team, year, team_member):
    mentee = year.mentee(0)
    year.mentor(0)
    run = year.run()
    preview = year.run(RunKind.TRIAL, weighting=Weighting(cohort=year.cohort, topics=Importance.LOW))
    assert team.get(address(preview)).context["changes"] == []

    approving.approve(proposal_for(run, mentee), revision=run.revision, by=team_member, now=NOW)

    assert team.get(address(preview)).context["changes"]


def test_a_refusal_stands_first_and_without_the_old_result(team, preview):
    answer = team.post(address(preview), kept(preview, offers=Importance.HIGH))

    assert answer.context["trial"] is None
    content = answer.content.decode().split('id="content-main"')[1]
    assert content.index("m-error-summary") < content.index("<h2") < content.index("<form")


def test_weights_that_compare_nothing_are_refused(team, year):
    nothing = dict.fromkeys(("topics", "wish", "meeting", "offers", "levels", "branch"), Importance.OFF)

    answer = team.post(url("weights", year.cohort.pk), weights_form(year, **nothing) | {"try": "1"})

    assert "mindestens ein Kriterium" in text_of(answer)
    assert not answer.context["form"].has_expert_errors
    assert not Run.objects.exists()


def test_with_nobody_to_match_the_preview_says_so(team, year):
    preview = year.run(RunKind.TRIAL, weighting=Weighting(cohort=year.cohort, topics=Importance.LOW))

    page = text_of(team.get(address(preview)))

    assert "Niemand hat eine Mentor:in gesucht" in page
    assert "in beiden Fällen" not in page


def test_a_preview_that_is_still_computed_is_found_as_well(team, cohort):
    tried = Weighting(cohort=cohort, topics=Importance.LOW).snapshot()
    preview = RunFactory(cohort=cohort, kind=RunKind.TRIAL, state=RunState.RUNNING, finished_at=None, weights=tried)

    assert f"?probe={preview.pk}" in team.get(url("cohort", cohort.pk)).content.decode()

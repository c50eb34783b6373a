"""Supply and demand on its page: the widest gap first, and whether it is still true."""

import pytest

from matching.models import Importance, RunKind, Weighting
from mentoring.actions import review
from mentoring.models import MenteeState, MentorState, Topic
from tests.factories import NOW, CriterionFactory, GoalFactory, MenteeFactory
from tests.matching.pages import text_of, url

pytestmark = pytest.mark.django_db


def shown(team, year):
    return team.get(url("supply", year.cohort.pk))


def test_the_widest_gap_stands_first(team, year):
    for _ in range(4):
        year.mentee(1)
    year.mentee(0), year.mentee(0)
    year.mentor(1, capacity=2)
    year.run(RunKind.SUPPLY)

    rows = [(row.title, row.servable, row.wanting) for row in shown(team, year).context["topics"]]

    assert rows == [(year.topics[0].title, 0, 2), (year.topics[1].title, 2, 4)]


def test_what_each_says_in_her_own_words_is_never_called_short(team, year):
    other = Topic.objects.get(needs_words=True)
    for _ in range(3):
        GoalFactory(mentee=year.mentee(), topic=other)
    year.mentee(0)
    year.run(RunKind.SUPPLY)

    answer = shown(team, year)

    assert [(row.title, row.is_short) for row in answer.context["topics"]] == [
        (year.topics[0].title, True),
        (other.title, False),
    ]
    assert "jede mit eigenen Worten" in text_of(answer)


def test_what_has_changed_since_is_said_with_a_button_to_compute_it_anew(team, year):
    year.mentee(0), year.mentor(0)
    year.run(RunKind.SUPPLY)
    assert shown(team, year).context["changes"] == []

    newcomer = MenteeFactory(cohort=year.cohort, state=MenteeState.SUBMITTED)

    answer = shown(team, year)
    assert str(newcomer) in text_of(answer)
    assert '<button type="submit" class="kern-btn kern-btn--primary">' in answer.content.decode()


def test_a_decision_that_moves_no_place_is_no_change(team, year):
    applicant = MenteeFactory(cohort=year.cohort, state=MenteeState.SUBMITTED)
    mentor = year.mentor(0, state=MentorState.SUBMITTED)
    year.run(RunKind.SUPPLY)

    review.accept(applicant, CriterionFactory(cohort=year.cohort), by=year.team, now=NOW)
    mentor.state = MentorState.CONFIRMED
    mentor.save()
    Weighting.objects.create(cohort=year.cohort, topics=Importance.LOW)
    assert shown(team, year).context["changes"] == []

    mentor.state = MentorState.PAUSED
    mentor.save()
    assert str(mentor) in text_of(shown(team, year))


def test_an_applicant_who_is_gone_is_a_change(team, year):
    mentee = year.mentee(0)
    year.run(RunKind.SUPPLY)
    mentee.state = MenteeState.WITHDRAWN
    mentee.save()

    assert str(mentee) in text_of(shown(team, year))


def test_while_nobody_has_applied_there_is_no_all_clear(team, year):
    year.mentor(0)
    year.run(RunKind.SUPPLY)

    page = text_of(shown(team, year))

    assert "Noch hat sich niemand beworben" in page
    assert "Nirgends" not in page

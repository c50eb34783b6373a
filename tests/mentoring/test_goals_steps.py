"""What the start page offers a mentee next."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mentoring.models import Mentee, MenteeState, PairingState
from mentoring.steps import next_steps_for_mentee
from tests import factories
from tests.factories import GoalFactory, MenteeFactory, PairingFactory

pytestmark = pytest.mark.django_db

IN_THE_YEAR = datetime(2027, 6, 1, 9, 0, tzinfo=factories.NOW.tzinfo)


def titles(mentee: Mentee, now: datetime = factories.NOW, today: date | None = None) -> list[str]:
    return [step.title for step in next_steps_for_mentee(mentee.participation.user, now, today or now.date())]


@pytest.mark.parametrize(
    ("day", "text", "weight"),
    [
        (15, "Sie haben noch 16 Tage Zeit.", 25),
        (30, "Sie haben noch einen Tag Zeit.", 10),
        (31, "Heute ist der letzte Tag.", 10),
    ],
)
def test_a_draft_says_how_much_time_is_left(cohort, now, day, text, weight):
    mentee = MenteeFactory(cohort=cohort, state=MenteeState.DRAFT)
    step = next_steps_for_mentee(mentee.participation.user, now, date(2027, 1, day))[0]
    assert (step.title, step.weight) == ("Bewerbung fertigstellen", weight)
    assert step.text == f"{cohort}. {text}"


def test_a_draft_that_can_no_longer_be_sent_is_no_step(cohort, now):
    mentee = MenteeFactory(cohort=cohort, state=MenteeState.DRAFT)
    assert titles(mentee, today=date(2027, 2, 1)) == []


def test_news_are_a_step_once_they_are_announced_and_for_a_month(cohort):
    news = ["Es gibt Neuigkeiten zu Ihrer Bewerbung"]
    told = factories.ANNOUNCED_AT
    for state in (MenteeState.ACCEPTED, MenteeState.DECLINED, MenteeState.NO_TANDEM):
        assert titles(MenteeFactory(cohort=cohort, state=state), now=told) == []
        mentee = MenteeFactory(cohort=cohort, state=state, announced=True)
        assert titles(mentee, now=told) == news
        assert titles(mentee, now=told + timedelta(days=31)) == []


def test_with_a_tandem_the_news_are_old(cohort):
    pairing = PairingFactory(cohort=cohort, state=PairingState.APPROVED, announced=True)
    assert titles(pairing.mentee, now=factories.ANNOUNCED_AT) == []


def test_goals_running_short_are_a_step_in_a_tandem_that_works(cohort):
    pairing = PairingFactory(cohort=cohort, state=PairingState.ACTIVE)
    GoalFactory(mentee=pairing.mentee)
    GoalFactory(mentee=pairing.mentee, state="settled")
    assert titles(pairing.mentee, now=IN_THE_YEAR) == ["Neue Themen überlegen"]
    GoalFactory(mentee=pairing.mentee, state="in_work")
    assert titles(pairing.mentee, now=IN_THE_YEAR) == []


def test_a_tandem_that_rests_is_left_in_peace(cohort):
    pairing = PairingFactory(cohort=cohort, state=PairingState.RESTING)
    assert titles(pairing.mentee, now=IN_THE_YEAR) == []


def test_several_years_need_no_more_statements_than_one(cohort):
    mentee = MenteeFactory(cohort=cohort, state=MenteeState.DRAFT)
    user = mentee.participation.user
    with CaptureQueriesContext(connection) as one:
        next_steps_for_mentee(user, factories.NOW, factories.TODAY)
    MenteeFactory(user=user, state=MenteeState.DRAFT)
    MenteeFactory(user=user, state=MenteeState.DECLINED, announced=True)
    with CaptureQueriesContext(connection) as three:
        assert len(next_steps_for_mentee(user, factories.ANNOUNCED_AT, factories.TODAY)) == 3
    assert len(one) == len(three)

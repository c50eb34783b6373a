"""What is told of a year and a quarter: nothing that leads to somebody (R11)."""

from datetime import date, timedelta

import pytest

from notifications.localtime import at_local
from reporting.numbers import numbers_of
from reporting.quarters import Quarter
from tests.mentoring.years import BEFORE_IT, a_tandem, a_year_of_tandems, add_goals, meet

pytestmark = pytest.mark.django_db

AUTUMN = Quarter(2026, 4)
AUTUMN_ENDS = at_local(date(2027, 1, 1))
HIDDEN = "zu wenige für eine Angabe"


def numbers(tandems):
    return numbers_of(tandems[0].mentee.participation.cohort, AUTUMN)


def test_tandems_are_told_exactly_and_all_else_in_bands():
    tandems = a_year_of_tandems(6)
    for tandem in tandems:
        meet(tandem, at=BEFORE_IT)
        meet(tandem, times=2)
        add_goals(tandem, 1)
    add_goals(tandems[0], 4)

    found = numbers(tandems)

    assert (found.tandems, found.meetings, found.goals_added, found.goals_done) == (6, "10–19", "10–19", HIDDEN)


def test_many_meetings_of_few_tandems_are_not_told():
    tandems = a_year_of_tandems(8)
    for tandem in tandems[:4]:
        meet(tandem, at=BEFORE_IT)
    meet(tandems[0], times=10)

    # Four are known by name to have met: all ten are theirs.
    assert numbers(tandems).meetings == HIDDEN

    meet(tandems[4], at=BEFORE_IT)
    assert numbers(tandems).meetings == "10–19"


def test_that_everybody_met_once_and_no_more_is_not_told():
    tandems = a_year_of_tandems(9)
    for tandem in tandems:
        meet(tandem)
    assert numbers(tandems).meetings == HIDDEN

    for tandem in tandems[:5]:
        meet(tandem)
    assert numbers(tandems).meetings == "10–19"


def test_many_goals_of_few_mentees_are_not_told():
    tandems = a_year_of_tandems(4)
    for tandem in tandems:
        add_goals(tandem, 5)
    assert numbers(tandems).goals_added == HIDDEN

    tandems.append(a_tandem(tandems[0].mentee.participation.cohort))
    assert numbers(tandems).goals_added == "20–49"


def test_the_numbers_of_a_quarter_stay_what_they_were(clock, now):
    tandems = a_year_of_tandems(5)
    for tandem in tandems:
        meet(tandem, at=BEFORE_IT)
        meet(tandem)
        meet(tandem, at=AUTUMN_ENDS - timedelta(days=3), state="planned")
        add_goals(tandem, 1)
    before = numbers(tandems)

    clock.move_to(now + timedelta(days=60))
    for tandem in tandems:
        meet(tandem, times=5, at=now)
        add_goals(tandem, 5, at=now, done_at=now)

    assert numbers(tandems) == before

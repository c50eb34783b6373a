"""What happened in the tandems of a year, counted without persons."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mentoring.figures import figures_of
from mentoring.models import MeetingState, PairingState
from notifications.localtime import at_local
from tests.mentoring.years import ANNOUNCED_AT, BEFORE_IT, IN_AUTUMN, a_tandem, a_year, add_goals, meet

pytestmark = pytest.mark.django_db

BEGIN, END = at_local(date(2026, 10, 1)), at_local(date(2027, 1, 1))
MOMENT = timedelta(seconds=1)


@pytest.fixture
def year():
    return a_year()


def figures(year):
    return figures_of(year, BEGIN, END)


def test_tandems_count_that_were_told_of_each_other_and_not_over_at_the_end(year):
    a_tandem(year)
    a_tandem(year, PairingState.RESTING)
    a_tandem(year, PairingState.ENDED, closed_at=END)
    a_tandem(year, PairingState.ENDED, closed_at=END - MOMENT)
    a_tandem(year, announced_at=END)
    a_tandem(year, PairingState.APPROVED, announced_at=None)
    a_tandem(year, PairingState.PROPOSED, announced_at=None)
    a_tandem(a_year())

    assert figures(year).tandems == 3


def test_a_year_that_ended_before_is_counted_with_the_tandems_of_its_last_day():
    year = a_year(ends_on=date(2026, 11, 30))
    a_tandem(year, PairingState.COMPLETED, closed_at=at_local(date(2026, 12, 1)))
    a_tandem(year, PairingState.ENDED, closed_at=at_local(date(2026, 11, 30)))

    assert figures(year).tandems == 1


def test_meetings_count_that_took_place_or_are_presumed_to_have_at_the_end(year):
    tandem = a_tandem(year)
    meet(tandem, times=2)
    meet(tandem, state=MeetingState.PLANNED)
    meet(tandem, state=MeetingState.PLANNED, at=END - timedelta(days=13))
    meet(tandem, state=MeetingState.CANCELLED)
    meet(a_tandem(a_year()))
    meet(a_tandem(year, PairingState.ENDED, closed_at=END - MOMENT))

    assert figures(year).meetings == 3


def test_a_meeting_counts_in_one_quarter_alone_by_the_clock_of_the_town(year):
    tandem = a_tandem(year)
    for at in (BEGIN - MOMENT, BEGIN, END - MOMENT, END):
        meet(tandem, at=at)

    before, after = (
        figures_of(year, at_local(date(2026, 7, 1)), BEGIN),
        figures_of(year, END, at_local(date(2027, 4, 1))),
    )

    assert (before.meetings, figures(year).meetings, after.meetings) == (1, 2, 1)
    assert datetime(2026, 9, 30, 22, tzinfo=UTC) == BEGIN


def test_who_has_met_and_who_met_for_the_first_time_are_told_apart(year):
    a_tandem(year)
    meet(a_tandem(year), at=BEFORE_IT)
    again = a_tandem(year)
    meet(again, at=BEFORE_IT)
    meet(again)
    meet(a_tandem(year), times=3)
    meet(a_tandem(year), at=END)

    found = figures(year)

    assert (found.acquainted, found.newly_acquainted, found.meetings) == (3, 1, 4)


def test_goals_count_from_the_announcement_of_the_tandem_on(year):
    tandem = a_tandem(year)
    add_goals(tandem, 1, at=ANNOUNCED_AT - MOMENT, done_at=ANNOUNCED_AT - MOMENT)
    add_goals(tandem, 2, at=BEFORE_IT, done_at=IN_AUTUMN)
    add_goals(tandem, 3)
    add_goals(tandem, 1, at=END)
    add_goals(a_tandem(a_year()), 1)
    late = a_tandem(year, announced_at=IN_AUTUMN + timedelta(days=7))
    add_goals(late, 1, done_at=IN_AUTUMN)

    found = figures(year)

    assert (found.goals_added, found.goals_done) == (3, 2)


def test_goals_of_a_mentee_with_a_second_tandem_count_once_and_from_the_second_on(year):
    first = a_tandem(year, PairingState.ENDED, closed_at=BEFORE_IT)
    add_goals(first, 1, at=BEFORE_IT, done_at=IN_AUTUMN)
    second = a_tandem(year, mentee=first.mentee, announced_at=IN_AUTUMN)
    add_goals(second, 1, at=IN_AUTUMN - MOMENT)
    add_goals(second, 1)

    found = figures(year)

    assert (found.goals_added, found.goals_done) == (1, 1)


def test_an_empty_year_is_counted(year):
    assert set(vars(figures(year)).values()) == {0}


def test_counting_takes_as_many_statements_for_many_tandems_as_for_one(year, django_assert_num_queries):
    for size in (1, 5):
        for _ in range(size):
            tandem = a_tandem(year)
            meet(tandem)
            add_goals(tandem, 1)
        with django_assert_num_queries(5):
            figures(year)

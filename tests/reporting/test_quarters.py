"""Quarters of the calendar year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.quarters import Quarter


@pytest.mark.parametrize(
    ("day", "written", "first", "last"),
    [
        (date(2027, 1, 1), "2027-Q1", date(2027, 1, 1), date(2027, 3, 31)),
        (date(2027, 6, 30), "2027-Q2", date(2027, 4, 1), date(2027, 6, 30)),
        (date(2027, 7, 1), "2027-Q3", date(2027, 7, 1), date(2027, 9, 30)),
        (date(2028, 12, 31), "2028-Q4", date(2028, 10, 1), date(2028, 12, 31)),
    ],
)
def test_a_day_lies_in_a_quarter(day: date, written: str, first: date, last: date) -> None:
    quarter = Quarter.of(day)
    assert (str(quarter), quarter.first_day, quarter.last_day) == (written, first, last)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_quarters_follow_each_other_without_a_gap(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.first_day <= day <= quarter.last_day
    assert quarter.next.first_day == quarter.last_day + timedelta(days=1)
    assert quarter.next.previous == quarter == quarter.previous.next
    assert Quarter.read(str(quarter)) == quarter

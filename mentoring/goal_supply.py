"""When a mentee is told that her topics run short (R7)."""

from datetime import date, timedelta

from mentoring.models import Cohort

# With less time than this left, nobody needs new topics.
TIME_FOR_NEW_GOALS = timedelta(weeks=8)


def is_short(cohort: Cohort, unsettled: int, today: date) -> bool:
    """Say whether somebody with so many goals that are not done should think of new ones."""
    return has_time_for_new_goals(cohort, today) and unsettled < cohort.minimum_open_goals


def has_time_for_new_goals(cohort: Cohort, today: date) -> bool:
    """Say whether the year runs and is not nearly over."""
    return cohort.starts_on <= today and cohort.ends_on - today > TIME_FOR_NEW_GOALS

"""When a mentee is told that her topics run short (R7)."""

from datetime import date, timedelta

from mentoring.models import Cohort

# With less time than this left, nobody needs new topics.
TIME_FOR_NEW_GOALS = timedelta(weeks=8)


def is_short(cohort: Cohort, unsettled: int, today: date) -> bool:
    """Say whether somebody with so many goals that are not done should think of new ones."""
    is_running = cohort.starts_on <= today and cohort.ends_on - today > TIME_FOR_NEW_GOALS
    return is_running and unsettled < cohort.minimum_open_goals

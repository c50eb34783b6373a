"""Moments of local days: 07:00 is 07:00 in Berlin, also on the days on which the clocks change."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

# When what belongs to a day goes out.
MORNING = time(7)


def at_local(day: date, at: time = time.min) -> datetime:
    """Return a moment of a local day."""
    return datetime.combine(day, at, tzinfo=timezone.get_default_timezone())


def monday_of(day: date) -> date:
    """Return the Monday of the week in which a day lies."""
    return day - timedelta(days=day.weekday())

"""What stands in somebody's calendar, gathered from every app for the start page."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Appointment:
    """One appointment, with a link to its page and to its calendar file."""

    starts_at: datetime
    ends_at: datetime | None
    title: str
    url: str
    place: str = ""
    # Empty where there is no calendar file.
    calendar_url: str = ""

"""What a mentee can do next."""

from datetime import date, datetime

from accounts.models import User
from accounts.steps import Step


def next_steps_for_mentee(user: User, now: datetime, today: date) -> list[Step]:
    """Return what waits for somebody who applies or was accepted."""
    return []

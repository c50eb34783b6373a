"""Years under way in the last quarter of 2026, with what happened in their tandems."""

from datetime import UTC, date, datetime
from typing import Any

from mentoring.models import Cohort, Goal, MeetingState, Pairing, PairingState
from tests import factories
from tests.mentoring.mail_examples import SECRET
from tests.mentoring.tandems import meeting_of

ANNOUNCED_AT = datetime(2026, 2, 15, 8, 0, tzinfo=UTC)
# Within the quarter.
IN_AUTUMN = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
BEFORE_IT = datetime(2026, 8, 3, 9, 0, tzinfo=UTC)


def a_year(**fields: Any) -> Cohort:
    """Return a year that began in March 2026."""
    dates = {
        "applications_open_on": date(2026, 1, 1),
        "applications_close_on": date(2026, 1, 31),
        "starts_on": date(2026, 3, 1),
        "acquaintance_ends_on": date(2026, 4, 15),
        "ends_on": date(2027, 3, 31),
    }
    return factories.CohortFactory(**(dates | fields))


def a_year_of_tandems(count: int, **dates: date) -> list[Pairing]:
    """Return the tandems of a year that began in March 2026."""
    cohort = a_year(**dates)
    return [a_tandem(cohort) for _ in range(count)]


def a_tandem(cohort: Cohort, state: PairingState = PairingState.ACTIVE, **fields: Any) -> Pairing:
    return factories.PairingFactory(cohort=cohort, state=state, **({"announced_at": ANNOUNCED_AT} | fields))


def meet(tandem: Pairing, *, times: int = 1, at: datetime = IN_AUTUMN, state: str = MeetingState.HELD) -> None:
    """Let a tandem have met, with shared notes that nobody else may read."""
    for _ in range(times):
        meeting = meeting_of(tandem, state=state, starts_at=at)
        meeting.text.notes = SECRET
        meeting.text.save()


def add_goals(tandem: Pairing, count: int, *, at: datetime = IN_AUTUMN, done_at: datetime | None = None) -> None:
    """Give a mentee goals that she added, and reached, at these moments."""
    state = "open" if done_at is None else "settled"
    for _ in range(count):
        goal = factories.GoalFactory(mentee=tandem.mentee, state=state, done_at=done_at)
        Goal.objects.filter(pk=goal.pk).update(created_at=at)

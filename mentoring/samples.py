"""What mails are about when the team looks at them beforehand: the newest year, and invented things of it."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring.models import Cohort, Meeting, MeetingState, Mentee, Mentor, Participation
from notifications.kinds import NO_ROW
from notifications.localtime import at_local

# Mails name no partner and no place, so a meeting needs no more than a time.
MEETING_TIME = time(10)


def cohort(now: datetime) -> Cohort:
    """Return the newest year as it is set up, or an invented one where there is none yet."""
    return Cohort.objects.first() or _invented_year(timezone.localdate(now))


def mentee(reader: User, now: datetime) -> Mentee:
    return Mentee(participation=_participation(reader, now))


def mentor(reader: User, now: datetime) -> Mentor:
    return Mentor(participation=_participation(reader, now))


def meeting(now: datetime, *, days: int, state: MeetingState = MeetingState.PLANNED) -> Meeting:
    """Return a meeting so many days from now, or before."""
    return Meeting(starts_at=at_local(timezone.localdate(now) + timedelta(days=days), MEETING_TIME), state=state)


def _participation(reader: User, now: datetime) -> Participation:
    # Its id is that of the mentee or mentor, too.
    return Participation(pk=NO_ROW, cohort=cohort(now), user=reader)


def _invented_year(today: date) -> Cohort:
    starts_on = today + timedelta(days=60)
    return Cohort(
        title=_("Example of a mentoring year"),
        applications_open_on=today,
        applications_close_on=today + timedelta(days=30),
        starts_on=starts_on,
        acquaintance_ends_on=starts_on + timedelta(days=45),
        ends_on=starts_on + timedelta(days=365),
    )

"""Messages of every kind of this app, as they would be sent on `factories.TODAY`."""

from collections.abc import Callable
from datetime import date, timedelta

from accounts.models import Employee
from mentoring.models import Cohort, MentorState, PairingState, RequestKind, SupportRequest
from notifications import outbox
from notifications.models import Message
from portal.models import BarrierReport
from tests import factories
from tests.mentoring.mail_examples import SECRET
from tests.mentoring.years import a_year_of_tandems, add_goals, meet
from tests.workshops.factories import RegistrationFactory, WorkshopFactory


def team_digest() -> list[Message]:
    """A week in which everything waits that has somebody's name or words beside its button."""
    SupportRequest.objects.create(sender=factories.UserFactory(), kind=RequestKind.CHANGE, text=SECRET)
    BarrierReport.objects.create(text=SECRET, where=SECRET, reply_to=SECRET)
    cohort = factories.CohortFactory(title="Jahrgang 2027/28")
    factories.MenteeFactory(cohort=cohort, motivation=SECRET)
    factories.MentorFactory(cohort=cohort, state=MentorState.SUBMITTED, introduction=SECRET)
    for _ in range(2):
        _broken_tandem_in(cohort)
    begin = factories.NOW - timedelta(days=7)
    workshop = WorkshopFactory(
        cohort=cohort, title=SECRET, state="open", starts_at=begin, ends_at=begin + timedelta(hours=3)
    )
    RegistrationFactory(workshop=workshop, state="registered")
    factories.MenteeFactory(motivation=SECRET)
    return [outbox.draft("team-digest", "2027-01-11", recipient=None, monday="2027-01-11")]


def quarterly_numbers() -> list[Message]:
    """A year with something to tell, one with too little, and one that ended in the quarter."""
    busy, small = a_year_of_tandems(7), a_year_of_tandems(2)
    over = a_year_of_tandems(1, ends_on=date(2026, 11, 30))
    for tandem in busy:
        meet(tandem, times=3)
        add_goals(tandem, 1)
    meet(small[0])
    return [
        outbox.draft("quarterly-numbers", str(cohort.pk), recipient=None, cohort=cohort.pk, quarter="2026-Q4")
        for cohort in (tandems[0].mentee.participation.cohort for tandems in (busy, small, over))
    ]


EXAMPLES: dict[str, Callable[[], list[Message]]] = {
    "team-digest": team_digest,
    "quarterly-numbers": quarterly_numbers,
}


def _broken_tandem_in(cohort: Cohort) -> None:
    """Make a tandem whose mentor has become the mentee's superior."""
    tandem = factories.PairingFactory(cohort=cohort, state=PairingState.ACTIVE)
    mentee, mentor = (side.participation.user.employee for side in (tandem.mentee, tandem.mentor))
    Employee.objects.filter(pk=mentee.pk).update(superior=mentor)

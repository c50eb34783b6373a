"""Puts the demo together: the town, a finished, a running and an applying year."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, cycle

from django.db import transaction

from accounts.models import Employee, Role, User
from mentoring.actions import mentors, pairings
from mentoring.models import Mentee, Pairing
from notifications.models import Message, MessageState
from portal.demo import life, texts, town, years
from portal.demo.years import Year, at

TANDEMS = 12
MENTORS = 11
# More than there are places for, so that the matching has something to explain.
ACCEPTED_EARLY = 11


@dataclass(frozen=True)
class SignIn:
    """An account to try, and what it shows."""

    role: str
    email: str


@transaction.atomic
def build(*, now: datetime, today: date) -> list[SignIn]:
    """Fill an empty database, and return one sign-in per role.

    All dates are seen from today. What would have been told in the past counts as sent; what is
    recent waits in the outbox as it would in real life.
    """
    organisation = town.import_directory(today=today)
    in_charge = town.people_in_charge()
    candidates = iter(_candidates())
    leaders = cycle(_leaders(in_charge))
    opens = {
        "finished": today - timedelta(days=84 + 365 + 60),
        "running": today - timedelta(days=84 + 150),
        "applying": today - timedelta(days=21),
    }
    made = {
        name: Year(
            years.make_cohort(_title(day), organisation, opens_on=day), in_charge[Role.TEAM], candidates, leaders
        )
        for name, day in opens.items()
    }
    _finish(made["finished"], in_charge[Role.ADVISER], now=now, today=today)
    # Somebody who was a mentor before is the first of this year too, so that she has former tandems.
    again = Employee.objects.get(user__participations__mentor=made["finished"].mentors[0])
    made["running"].leaders = chain([again], leaders)
    running = _run(made["running"], in_charge[Role.ADVISER], now=now, today=today)
    Message.objects.filter(state=MessageState.QUEUED).update(state=MessageState.SENT, sent_at=now)
    applicant = _begin(made["applying"], today=today)
    undecided = made["applying"].mentees[-1].participation
    life.ask_the_adviser(undecided, in_charge[Role.ADVISER], in_charge[Role.TEAM], now=now, today=today)
    return _sign_ins(in_charge, *years.partners(running), applicant.participation.user)


def _title(opens_on: date) -> str:
    start = opens_on + timedelta(days=84)
    return f"Mentoring-Jahr {start.year}/{(start.year + 1) % 100:02}"


def _candidates() -> list[Employee]:
    """Return women who could apply, from one department after another."""
    found = Employee.objects.filter(level__rank__lte=2, user__isnull=True).order_by("unit__code", "pk")
    women = [employee for employee in found if employee.first_name in texts.WOMEN]
    return [employee for offset in range(4) for employee in women[offset::4]]


def _leaders(in_charge: dict[Role, User]) -> list[Employee]:
    """Return those who could be mentors, beside the people who run the programme."""
    busy = {user.employee_id for user in in_charge.values()}
    found = Employee.objects.filter(level__rank__in=[3, 4]).order_by("level__rank", "unit__code")
    free = [employee for employee in found if employee.pk not in busy]
    return [employee for offset in range(3) for employee in free[offset::3]]


def _finish(year: Year, adviser: User, *, now: datetime, today: date) -> None:
    """A year that is over: everybody met, most goals are settled, the tandems are completed."""
    years.invite_mentors(year, MENTORS)
    years.apply(year, TANDEMS)
    years.accept_all(year)
    years.match(year)
    years.confirm_agreements(year, year.tandems)
    years.set_back(year)
    life.hold_kickoff(year, adviser)
    life.meet(year, year.tandems, until=today)
    life.settle_goals(year.tandems, now=at(year.cohort.ends_on - timedelta(days=20)), all_of_them=True)
    life.write_for_mentees(year.tandems)
    pairings.complete_due(now=at(year.cohort.ends_on + timedelta(days=1), 1), today=today)


def _run(year: Year, adviser: User, *, now: datetime, today: date) -> Pairing:
    """A year in its fifth month. Returns the tandem whose partners sign in."""
    years.invite_mentors(year, MENTORS)
    years.apply(year, TANDEMS)
    years.accept_all(year)
    years.match(year)
    confirmed = year.tandems[:-2]
    years.confirm_agreements(year, confirmed)
    years.set_back(year)
    life.hold_kickoff(year, adviser)
    life.meet(year, confirmed, until=today - timedelta(days=15))
    life.settle_goals(confirmed, now=at(today - timedelta(days=15)), all_of_them=False)
    life.plan_ahead(confirmed, now=now, today=today)
    pairings.rest(confirmed[-1], by=year.team)
    life.plan_exchange(year, adviser, now=now, today=today)
    life.ask_for_help(year.tandems, year.team, now=now)
    life.ask_the_adviser(year.tandems[-1], adviser, year.team, now=now, today=today)
    return confirmed[0]


def _begin(year: Year, *, today: date) -> Mentee:
    """A year that takes applications; most are accepted, so that the matching can be tried.

    Returns a draft whose author signs in.
    """
    years.invite_mentors(year, MENTORS - 3)
    for waiting in range(2):
        mentor = years.invite(year, next(year.leaders))
        profile = mentors.Profile(topics=list(year.mentors[waiting].topics.all()), place=mentor.place)
        mentors.save_profile(mentor, profile, version=1)
        mentors.submit(mentor, confirms_self_image=True, now=at(year.application_day))
    years.invite(year, next(year.leaders))
    years.apply(year, TANDEMS + 1)
    years.set_back(year)
    years.accept(year, year.mentees[:ACCEPTED_EARLY], on=today - timedelta(days=1))
    return years.draft(year, next(year.candidates), TANDEMS + 1)


def _sign_ins(in_charge: dict[Role, User], mentee: User, mentor: User, applicant: User) -> list[SignIn]:
    return [
        SignIn("Mentee", mentee.email),
        SignIn("Mentor:in", mentor.email),
        SignIn("Bewerberin", applicant.email),
        SignIn("Projektteam", in_charge[Role.TEAM].email),
        SignIn("Personalverwaltung", in_charge[Role.HR].email),
        SignIn("Beratung", in_charge[Role.ADVISER].email),
        SignIn("Administration", in_charge[Role.ADMINISTRATION].email),
    ]

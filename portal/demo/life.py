"""What happens in the demo's tandems through the year: meetings, notes, goals, workshops, requests."""

from datetime import date, datetime, timedelta
from itertools import cycle

from accounts.models import User
from mentoring.actions import goals, grants, meetings, requests
from mentoring.models import GoalState, MeetingKind, ObsoleteReason, Pairing, Participation, RequestKind
from mentoring.models.requests import RequestRecipient
from portal.demo import texts
from portal.demo.years import Year, at, partners
from workshops.actions import attendance, planning, registrations
from workshops.audience import audience_of
from workshops.models import Audience, Workshop, WorkshopKind
from workshops.rules import Details

RHYTHM = timedelta(weeks=6)


def meet(year: Year, tandems: list[Pairing], *, until: date) -> None:
    """Log a meeting every few weeks since the start, each tandem at its own pace."""
    shared, own = cycle(texts.SHARED_NOTES), cycle(texts.OWN_NOTES)
    for index, pairing in enumerate(tandems):
        mentee, mentor = partners(pairing)
        day = year.cohort.starts_on + timedelta(days=12 + index * 2 % 13)
        number = 0
        while day < min(until, year.cohort.ends_on):
            moment = at(_workday(day), 9 + number % 6)
            kind = list(MeetingKind)[(index + number) % 5]
            meeting = meetings.log(
                pairing, by=mentor, starts_at=moment, now=moment + timedelta(hours=2), kind=kind, minutes=60
            )
            touched = list(pairing.mentee.goals.unsettled()[: 1 + number % 2])
            meetings.complete_log(meeting, by=mentee, minutes=60, goals=touched, kind=kind, version=meeting.version)
            if number % 2 == 0:
                meetings.write_shared_notes(meeting, next(shared), by=mentee, version=1)
            if number % 3 == 0:
                meetings.write_own_note(meeting, next(own), by=mentee, version=None)
            day += RHYTHM + timedelta(days=index % 3 * 5)
            number += 1


def plan_ahead(tandems: list[Pairing], *, now: datetime, today: date) -> None:
    """Plan the next meeting of most tandems; one that is over waits for its answer."""
    for index, pairing in enumerate(tandems):
        mentee, _mentor = partners(pairing)
        if index % 4 == 3:
            continue
        day = _workday(today + timedelta(days=1 + index * 3))
        meetings.plan(pairing, by=mentee, starts_at=at(day, 14), now=now, minutes=60, place="Besprechungsraum 2.14")
    if tandems:
        last = _workday(today - timedelta(days=4))
        meetings.plan(
            tandems[0], by=partners(tandems[0])[1], starts_at=at(last, 11), now=at(last - timedelta(days=9)), minutes=60
        )


def _workday(day: date) -> date:
    """Return the day, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def settle_goals(tandems: list[Pairing], *, now: datetime, all_of_them: bool) -> None:
    """Bring goals into every state; at the end of a year most are settled."""
    for index, pairing in enumerate(tandems):
        mentee, _mentor = partners(pairing)
        for number, goal in enumerate(pairing.mentee.goals.order_by("position")):
            if (all_of_them and number < 2) or (number == 0 and index % 2 == 0):
                goals.settle(goal, by=mentee, now=now)
            elif number == 1 and index % 3 == 0:
                goals.make_obsolete(goal, ObsoleteReason.REORGANISATION, by=mentee, now=now)
            elif number == 1 and goal.state == GoalState.OPEN:
                goals.take_up(goal, by=mentee)


def write_for_mentees(tandems: list[Pairing]) -> None:
    """Let some mentors say what they know of a goal of their mentee."""
    for index, pairing in enumerate(tandems[::2]):
        goal = pairing.mentee.goals.order_by("position")[0]
        words = texts.MENTORS_WORDS[index % len(texts.MENTORS_WORDS)]
        goals.write_words(goal, pairing.mentor.participation, words, version=None)


def hold_kickoff(year: Year, host: User) -> None:
    """Invite to the kickoff, let people register, and note who was there."""
    workshop = plan_kickoff(year, host)
    day = year.cohort.starts_on
    planning.open_registration(workshop, by=year.team, now=at(day - timedelta(days=2)))
    invited = list(audience_of(workshop).select_related("user"))
    for participation in invited[: len(invited) - 1]:
        registrations.register(workshop, participation, now=at(day))
    registered = list(workshop.registrations.registered())
    marks = {registration.pk: index % 9 != 8 for index, registration in enumerate(registered)}
    attendance.mark_attendance(workshop, marks, by=year.team, now=workshop.ends_at)


def plan_kickoff(year: Year, host: User) -> Workshop:
    """Plan the kickoff two weeks after the start."""
    starts_at = at(_workday(year.cohort.starts_on + timedelta(days=14)), 9)
    details = Details(
        cohort=year.cohort,
        kind=WorkshopKind.KICKOFF,
        title="Einführungsworkshop",
        description="Was das Programm erwartet, wie gute Tandems arbeiten, und Zeit, sich kennenzulernen.",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=4),
        place="Rathaus, Großer Sitzungssaal",
        link="",
        host=host,
        seats=30,
        audience=Audience.ALL,
    )
    return planning.create(details, by=year.team, now=at(year.review_day))


def plan_exchange(year: Year, host: User, *, now: datetime, today: date) -> None:
    """Offer the mentors an exchange in a few weeks, open for registration."""
    starts_at = at(_workday(today + timedelta(days=20)), 15)
    details = Details(
        cohort=year.cohort,
        kind=WorkshopKind.EXCHANGE,
        title="Austausch der Mentor:innen",
        description="Was läuft gut, was ist schwierig? Ein Nachmittag unter Mentor:innen, moderiert von der Beratung.",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place="Jahnplatz, Raum 1.03",
        link="",
        host=host,
        seats=8,
        audience=Audience.MENTORS,
    )
    workshop = planning.create(details, by=year.team, now=now)
    planning.open_registration(workshop, by=year.team, now=now)
    for participation in list(audience_of(workshop).select_related("user"))[2:6]:
        registrations.register(workshop, participation, now=now)


def ask_the_adviser(about: Participation | Pairing, adviser: User, team: User, *, now: datetime, today: date) -> None:
    """Open an application or a tandem to the adviser for three weeks."""
    reason = texts.GRANT_REASONS[1 if isinstance(about, Pairing) else 0]
    grants.open_to_adviser(
        about, adviser, reason=reason, starts_on=today, ends_on=today + timedelta(days=21), by=team, now=now
    )


def ask_for_help(tandems: list[Pairing], team: User, *, now: datetime) -> None:
    """Two requests to the team, one of them answered, and one to the adviser."""
    mentee, _mentor = partners(tandems[1])
    _mentee, mentor = partners(tandems[2])
    cohort = tandems[0].mentee.participation.cohort
    answered = requests.send(mentee, texts.REQUESTS[0], kind=RequestKind.QUESTION, cohort=cohort)
    requests.answer(answered, texts.ANSWER, by=team, now=now)
    requests.send(mentor, texts.REQUESTS[1], kind=RequestKind.QUESTION, cohort=cohort)
    requests.send(
        mentor, texts.REQUESTS[1], kind=RequestKind.QUESTION, cohort=cohort, recipient=RequestRecipient.ADVISER
    )

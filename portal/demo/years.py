"""The demo's programme years, lived through with the actions that people use.

Everything happens at a given moment of the year's own calendar, so that each state is one that the
application itself has reached.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from zoneinfo import ZoneInfo

from accounts.actions import accounts
from accounts.models import Employee, Level, OrgUnit, User
from mentoring import access
from mentoring.actions import agreements, applications, goals, mentors, pairings, review
from mentoring.models import (
    Cohort,
    Criterion,
    Goal,
    Mentee,
    Mentor,
    Mode,
    Offer,
    Origin,
    Pairing,
    Participation,
    Topic,
)
from mentoring.rules import Rules
from portal.demo import texts

BERLIN = ZoneInfo("Europe/Berlin")
CRITERIA = [
    "Motivation und Lernziele passen zum Programm",
    "Eine Führungsaufgabe ist in den nächsten zwei Jahren möglich",
    "Ausgewogene Verteilung auf die Ämter",
    "Vorrang aus dem Vorjahr",
]


def at(day: date, hour: int = 10) -> datetime:
    """Return an hour of a day in Kerpen as an instant."""
    return datetime.combine(day, time(hour), BERLIN).astimezone(UTC)


@dataclass
class Year:
    """A cohort while it is lived through, with the people who are left to take part."""

    cohort: Cohort
    team: User
    candidates: Iterator[Employee]
    leaders: Iterator[Employee]
    mentees: list[Mentee] = field(default_factory=list)
    mentors: list[Mentor] = field(default_factory=list)
    tandems: list[Pairing] = field(default_factory=list)

    @property
    def application_day(self) -> date:
        return self.cohort.applications_open_on + timedelta(days=7)

    @property
    def review_day(self) -> date:
        return self.cohort.applications_close_on + timedelta(days=5)


def make_cohort(title: str, organisation: OrgUnit, *, opens_on: date) -> Cohort:
    """Create a year whose applications open on the given day."""
    cohort = Cohort.objects.create(
        title=title,
        introduction="Ein Jahr lang begleitet Sie eine erfahrene Führungskraft, vertraulich und auf Augenhöhe.",
        requirements=(
            "Das Programm richtet sich an weibliche Beschäftigte, die eine Führungsaufgabe anstreben oder sie "
            "vor kurzem übernommen haben."
        ),
        applications_open_on=opens_on,
        applications_close_on=opens_on + timedelta(days=42),
        starts_on=opens_on + timedelta(days=84),
        acquaintance_ends_on=opens_on + timedelta(days=130),
        ends_on=opens_on + timedelta(days=84 + 365),
        minimum_mentor_level=Level.objects.get(name="Abteilungsleitung"),
    )
    cohort.organisations.add(organisation)
    Criterion.objects.bulk_create(
        Criterion(cohort=cohort, text=text, position=position) for position, text in enumerate(CRITERIA, start=1)
    )
    return cohort


def invite_mentors(year: Year, number: int) -> None:
    """Invite leaders who say yes, complete their profile and are confirmed."""
    topics = list(Topic.objects.filter(needs_words=False))
    introductions = cycle(texts.INTRODUCTIONS)
    for index in range(number):
        mentor = invite(year, next(year.leaders))
        mentors.save_profile(
            mentor,
            mentors.Profile(
                capacity=2 if index % 4 == 0 else 1,
                introduction=next(introductions),
                topics=topics[index % 5 :: 3],
                offers=[Offer.CONVERSATION, list(Offer)[1 + index % 4]],
                mode=Mode.EITHER,
                place=mentor.place,
                is_shown_to_applicants=index % 3 != 0,
            ),
            version=1,
        )
        mentors.submit(mentor, confirms_self_image=True, now=at(year.application_day))
        mentors.confirm(mentor, by=year.team, now=at(year.application_day, 15))
        year.mentors.append(Mentor.objects.get(pk=mentor.pk))


def invite(year: Year, employee: Employee) -> Mentor:
    """Invite one leader, who has not answered yet."""
    day = at(year.cohort.applications_open_on)
    return mentors.invite(year.cohort, employee, origin=Origin.EQUALITY_OFFICE, by=year.team, now=day)


def apply(year: Year, number: int) -> None:
    """Let women of the town hall apply and submit."""
    for index in range(number):
        mentee = draft(year, next(year.candidates), index)
        day = year.application_day
        applications.submit(mentee, belongs_to_target_group=True, now=at(day), today=day)
        year.mentees.append(Mentee.objects.get(pk=mentee.pk))


def draft(year: Year, employee: Employee, index: int) -> Mentee:
    """Let somebody begin an application: motivation, topics with words for some, mode."""
    user = accounts.open_account(employee)
    mentee = applications.start(user, year.cohort, today=year.application_day)
    applications.save_motivation(mentee, texts.MOTIVATIONS[index % len(texts.MOTIVATIONS)])
    chosen = [(index * 5 + step) % 16 + 1 for step in (0, 4, 9, 13)][: 3 + index % 2]
    if index % 7 == 3:
        chosen.append(17)
    topics = [Topic.objects.get(position=position) for position in chosen]
    words = {topic.pk: applications.Words(texts.GOAL_WORDS[17]) for topic in topics if topic.needs_words}
    applications.choose_topics(mentee, topics, words=words)
    for goal in mentee.goals.select_related("topic").exclude(topic__needs_words=True)[:2]:
        goals.write_words(goal, mentee.participation, texts.GOAL_WORDS[goal.topic.position], version=None)
    applications.save_frame(mentee, mode=list(Mode)[index % 3], place=employee.site)
    shown = [mentor.pk for mentor in access.mentors_to_wish_for(mentee).order_by("pk")]
    if shown and index % 2 == 0:
        applications.set_wishes(mentee, shown[index % len(shown) :][:2])
    return mentee


def accept_all(year: Year) -> None:
    """Accept every application of the year."""
    accept(year, year.mentees, on=year.review_day)


def accept(year: Year, mentees: Iterable[Mentee], *, on: date) -> None:
    """Accept some applications, without telling anybody."""
    criterion = year.cohort.criteria.get(position=1)
    for mentee in mentees:
        review.accept(mentee, criterion, by=year.team, now=at(on))


def match(year: Year) -> None:
    """Propose, approve and announce the first allowed tandem for each mentee."""
    day = year.review_day + timedelta(days=14)
    for mentee in year.mentees:
        mentor = _first_possible(year, mentee)
        if mentor is None:
            continue
        pairing = pairings.propose(mentee, mentor, by=year.team, now=at(day))
        pairings.approve(pairing, by=year.team, now=at(day))
        year.tandems.append(pairing)
    pairings.announce(year.tandems, by=year.team, now=at(year.cohort.starts_on - timedelta(days=7)))


def _first_possible(year: Year, mentee: Mentee) -> Mentor | None:
    rules = Rules([mentee], year.mentors)
    return next((mentor for mentor in year.mentors if not rules.reasons(mentee, mentor)), None)


def confirm_agreements(year: Year, tandems: list[Pairing]) -> None:
    """Let both partners write and confirm their agreement."""
    day = year.cohort.starts_on + timedelta(days=10)
    written = {"place": "Rathaus", "focus": texts.FOCUS, "if_it_does_not_fit": texts.IF_IT_DOES_NOT_FIT}
    for index, pairing in enumerate(tandems):
        mentee, mentor = partners(pairing)
        version = 1
        if index % 2 == 0:
            version = agreements.write(pairing, rhythm_weeks=6, texts=written, by=mentee, version=1).version
        agreements.confirm(pairing, by=mentee, version=version, shares_goals=index % 3 != 2, now=at(day))
        agreements.confirm(pairing, by=mentor, version=version, now=at(day + timedelta(days=3)))


def partners(pairing: Pairing) -> tuple[User, User]:
    """Return mentee and mentor of a tandem."""
    return pairing.mentee.participation.user, pairing.mentor.participation.user


def set_back(year: Year) -> None:
    """Give what the database dated by itself the days on which it happened in the year."""
    day = at(year.application_day)
    Participation.objects.filter(cohort=year.cohort).update(created_at=day)
    Goal.objects.filter(mentee__participation__cohort=year.cohort).update(created_at=day)
    Pairing.objects.of_cohort(year.cohort.pk).update(proposed_at=at(year.review_day + timedelta(days=10)))

"""What people do in the example year: each sentence of the timetable is an action of the application."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from accounts.actions import identities
from accounts.models import Employee, Role, User
from mentoring.actions import agreements, applications, goals, meetings, mentors, pairings, requests, review
from mentoring.models import (
    Agreement,
    Cohort,
    Criterion,
    Goal,
    Meeting,
    Mentee,
    Mentor,
    Mode,
    Origin,
    Pairing,
    Participation,
    RequestKind,
    SupportRequest,
    Topic,
)
from mentoring.models.requests import RequestRecipient
from notifications.actions import prefer
from notifications.models import Rhythm
from tests import factories
from tests.year import numbers
from workshops.actions import attendance, planning, registrations
from workshops.models import Audience, Workshop, WorkshopKind
from workshops.rules import Details

BERLIN = ZoneInfo("Europe/Berlin")
WHO = rf"(?P<who>{numbers.PATTERN})"
ROLE = r"(?P<role>Mentee|Mentor:in)"
WHEN = r"(?P<when>\d\d\.\d\d\.\d{4} um \d\d:\d\d Uhr)"

Sentence = tuple[re.Pattern[str], Callable[..., None]]
_sentences: list[Sentence] = []


def says(pattern: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let a function do what a sentence says."""

    def note(function: Callable[..., None]) -> Callable[..., None]:
        _sentences.append((re.compile(pattern + r"\."), function))
        return function

    return note


@dataclass
class Story:
    """The people of the year. `now` moves from day to day."""

    cohort: Cohort
    team: User
    adviser: User
    now: datetime
    people: dict[tuple[str, int], Employee] = field(default_factory=dict)

    def happens(self, sentence: str) -> None:
        """Do what a sentence says.

        Raises:
            LookupError: when nobody knows what that is.
        """
        for pattern, function in _sentences:
            if match := pattern.fullmatch(sentence):
                function(self, **_read(match.groupdict()))
                return
        raise LookupError(f"Nobody knows how to do this: {sentence}")

    def employee(self, role: str, number: int) -> Employee:
        """Return somebody of the directory, as she is when she is first spoken of."""
        if (role, number) not in self.people:
            rank = factories.MENTEE_RANK if role == "Mentee" else factories.MENTOR_RANK
            address = f"{role[:6].lower()}{number}@kerpen.example"
            self.people[role, number] = factories.EmployeeFactory(
                first_name=role, last_name=str(number), email=address, level__rank=rank
            )
        return self.people[role, number]

    def users(self, role: str, who: Iterable[int]) -> list[User]:
        employees = [self.employee(role, number) for number in who]
        return [User.objects.filter(employee=one).first() or factories.UserFactory(employee=one) for one in employees]

    def mentees(self, who: Iterable[int]) -> list[Mentee]:
        return [Mentee.objects.get(participation__user=user) for user in self.users("Mentee", who)]

    def mentors(self, who: Iterable[int]) -> list[Mentor]:
        return [Mentor.objects.get(participation__user=user) for user in self.users("Mentor:in", who)]

    def tandem_of(self, user: User) -> Pairing:
        return Pairing.objects.filter(mentee__participation__user=user).first() or Pairing.objects.get(
            mentor__participation__user=user
        )

    def tandems(self, who: Iterable[int]) -> list[Pairing]:
        return [self.tandem_of(user) for user in self.users("Mentee", who)]

    def next_meeting_of(self, user: User) -> Meeting:
        return Meeting.objects.planned().filter(pairing=self.tandem_of(user)).earliest("starts_at")

    def participation_of(self, user: User) -> Participation:
        return Participation.objects.get(user=user)

    @property
    def criterion(self) -> Criterion:
        return self.cohort.criteria.get()

    @property
    def today(self) -> Any:
        return self.now.astimezone(BERLIN).date()


def _read(words: dict[str, str]) -> dict[str, Any]:
    """Turn the words of a sentence into what actions take."""
    reading: dict[str, Callable[[str], Any]] = {"who": numbers.read, "when": _moment, "count": int}
    return {name: reading.get(name, str)(word) for name, word in words.items() if word is not None}


def _moment(words: str) -> datetime:
    return datetime.strptime(words, "%d.%m.%Y um %H:%M Uhr").replace(tzinfo=BERLIN)


def topics(count: int, *, but: Iterable[int] = ()) -> list[Topic]:
    found = Topic.objects.on_offer().filter(needs_words=False).exclude(pk__in=but)
    return list(found.order_by("position", "pk")[:count])


@says(rf"Das Projektteam lädt Mentor:in {WHO} ein")
def invite(story: Story, who: list[int]) -> None:
    for number in who:
        employee = story.employee("Mentor:in", number)
        mentors.invite(story.cohort, employee, origin=Origin.EQUALITY_OFFICE, by=story.team, now=story.now)


@says(rf"Mentor:in {WHO} (?:sendet|senden) das Profil")
def send_profile(story: Story, who: list[int]) -> None:
    for mentor in story.mentors(who):
        profile = mentors.Profile(topics=topics(3), place="Rathaus")
        mentors.save_profile(mentor, profile, version=mentor.version)
        mentors.submit(mentor, confirms_self_image=True, now=story.now)


@says(rf"Das Projektteam nimmt Mentor:in {WHO} auf")
def confirm_mentors(story: Story, who: list[int]) -> None:
    for mentor in story.mentors(who):
        mentors.confirm(mentor, by=story.team, now=story.now)


@says(rf"Mentor:in {WHO} (?:sagt|sagen) die Einladung ab")
def decline_invitation(story: Story, who: list[int]) -> None:
    for mentor in story.mentors(who):
        mentors.withdraw(mentor)


@says(rf"Mentee {WHO} (?:beginnt|beginnen) eine Bewerbung")
def begin(story: Story, who: list[int]) -> None:
    for user in story.users("Mentee", who):
        applications.start(user, story.cohort, today=story.today)


@says(rf"Mentee {WHO} (?:sendet|senden) die Bewerbung ab")
def send_application(story: Story, who: list[int]) -> None:
    for mentee in story.mentees(who):
        applications.save_motivation(mentee, "Ich möchte mehr Verantwortung übernehmen.")
        applications.save_frame(mentee, mode=Mode.EITHER, place="Rathaus")
        applications.choose_topics(mentee, topics(3))
        applications.submit(mentee, belongs_to_target_group=True, now=story.now, today=story.today)


@says(rf"Das Projektteam nimmt die Bewerbung von Mentee {WHO} an")
def accept(story: Story, who: list[int]) -> None:
    for mentee in story.mentees(who):
        review.accept(mentee, story.criterion, by=story.team, now=story.now)


@says(rf"Das Projektteam lehnt die Bewerbung von Mentee {WHO} ab")
def decline(story: Story, who: list[int]) -> None:
    for mentee in story.mentees(who):
        review.decline(mentee, story.criterion, by=story.team, now=story.now)


@says(rf"Das Projektteam bildet Tandem {WHO}")
def pair(story: Story, who: list[int]) -> None:
    for mentee, mentor in zip(story.mentees(who), story.mentors(who), strict=True):
        pairing = pairings.propose(mentee, mentor, by=story.team, now=story.now)
        pairings.approve(pairing, by=story.team, now=story.now)


@says(rf"Das Projektteam entscheidet, dass Mentee {WHO} in diesem Jahr kein Tandem bekommt")
def leave_without_tandem(story: Story, who: list[int]) -> None:
    for mentee in story.mentees(who):
        review.leave_without_tandem(mentee, story.criterion, by=story.team, now=story.now)


@says(r"Das Projektteam gibt alles bekannt")
def announce(story: Story) -> None:
    pairings.announce(Pairing.objects.all(), by=story.team, now=story.now)
    review.announce(Mentee.objects.all(), by=story.team, now=story.now, talk_was_offered=True)


@says(rf"{ROLE} {WHO} (?:bestätigt|bestätigen) die Vereinbarung")
def confirm_agreement(story: Story, role: str, who: list[int]) -> None:
    for user in story.users(role, who):
        agreement = Agreement.objects.get(pairing=story.tandem_of(user))
        agreements.confirm(agreement.pairing, by=user, version=agreement.version, now=story.now)


@says(rf"{ROLE} {WHO} (?:plant|planen) ein Treffen für den {WHEN}")
def plan(story: Story, role: str, who: list[int], when: datetime) -> None:
    for user in story.users(role, who):
        meetings.plan(story.tandem_of(user), by=user, starts_at=when, now=story.now, place="Raum 12")


@says(rf"{ROLE} {WHO} (?:verlegt|verlegen) das Treffen auf den {WHEN}")
def move(story: Story, role: str, who: list[int], when: datetime) -> None:
    for user in story.users(role, who):
        meeting = story.next_meeting_of(user)
        meetings.change(
            meeting,
            by=user,
            starts_at=when,
            now=story.now,
            kind=meeting.kind,
            minutes=meeting.minutes,
            place="Raum 12",
            version=meeting.version,
        )


@says(rf"{ROLE} {WHO} (?:sagt|sagen) das Treffen ab")
def call_off(story: Story, role: str, who: list[int]) -> None:
    for user in story.users(role, who):
        meetings.cancel(story.next_meeting_of(user), by=user)


@says(rf"{ROLE} {WHO} (?:hält|halten) fest, dass das Treffen stattgefunden hat")
def hold(story: Story, role: str, who: list[int]) -> None:
    for user in story.users(role, who):
        meetings.mark_held(story.next_meeting_of(user), by=user, now=story.now)


@says(rf"Mentee {WHO} tritt zurück")
def step_back(story: Story, who: list[int]) -> None:
    for user in story.users("Mentee", who):
        pairings.step_back(story.tandem_of(user), by=user, now=story.now, today=story.today)


@says(rf"Das Projektteam (?P<what>beendet|weckt) Tandem {WHO}")
def end_or_wake(story: Story, what: str, who: list[int]) -> None:
    for tandem in story.tandems(who):
        if what == "weckt":
            pairings.resume(tandem, by=story.team, now=story.now)
        else:
            pairings.end(tandem, by=story.team, now=story.now)


@says(rf"Das Projektteam lässt Tandem {WHO} ruhen")
def rest(story: Story, who: list[int]) -> None:
    for tandem in story.tandems(who):
        pairings.rest(tandem, by=story.team)


@says(rf"{ROLE} {WHO} (?:möchte|möchten) Erinnerungen (?P<rhythm>wöchentlich|sofort)")
def choose_rhythm(story: Story, role: str, who: list[int], rhythm: str) -> None:
    chosen = Rhythm.WEEKLY if rhythm == "wöchentlich" else Rhythm.AT_ONCE
    for user in story.users(role, who):
        prefer(user, rhythm=chosen, wants_tomorrow=True, now=story.now)


@says(rf"{ROLE} {WHO} (?:möchte|möchten) am Vortag nicht erinnert werden")
def want_no_tomorrow(story: Story, role: str, who: list[int]) -> None:
    for user in story.users(role, who):
        prefer(user, rhythm=Rhythm.AT_ONCE, wants_tomorrow=False, now=story.now)


@says(rf"Mentee {WHO} (?:erreicht|erreichen) (?P<count>\d+) Ziele")
def settle(story: Story, who: list[int], count: int) -> None:
    for mentee in story.mentees(who):
        for goal in Goal.objects.unsettled().filter(mentee=mentee)[:count]:
            goals.settle(goal, by=mentee.participation.user, now=story.now)


@says(rf"Mentee {WHO} (?:nimmt sich|nehmen sich) (?P<count>\d+) neue Ziele vor")
def add_goals(story: Story, who: list[int], count: int) -> None:
    for mentee in story.mentees(who):
        for topic in topics(count, but=mentee.goals.values_list("topic", flat=True)):
            goals.add(mentee, topic, by=mentee.participation.user)


@says(rf"Das Projektteam öffnet die Anmeldung zum Workshop „(?P<title>[^“]+)“ am {WHEN} mit (?P<count>\d+) Plätzen")
def open_workshop(story: Story, title: str, when: datetime, count: int) -> None:
    details = Details(
        cohort=story.cohort,
        kind=WorkshopKind.TRAINING if Workshop.objects.exists() else WorkshopKind.KICKOFF,
        title=title,
        description="",
        starts_at=when,
        ends_at=when.replace(hour=when.hour + 3),
        place="Rathaus, Saal 1",
        link="",
        host=None,
        seats=count,
        audience=Audience.ALL,
    )
    workshop = planning.create(details, by=story.team, now=story.now)
    planning.open_registration(workshop, by=story.team, now=story.now)


@says(rf"{ROLE} {WHO} (?:meldet|melden) sich zum Workshop an")
def register(story: Story, role: str, who: list[int]) -> None:
    for user in story.users(role, who):
        registrations.register(Workshop.objects.latest("pk"), story.participation_of(user), now=story.now)


@says(rf"{ROLE} {WHO} (?:meldet|melden) sich vom Workshop ab")
def cancel_registration(story: Story, role: str, who: list[int]) -> None:
    for user in story.users(role, who):
        registrations.cancel_registration(Workshop.objects.latest("pk"), story.participation_of(user), now=story.now)


@says(rf"Das Projektteam verlegt den Workshop auf den {WHEN}")
def move_workshop(story: Story, when: datetime) -> None:
    workshop = Workshop.objects.latest("pk")
    known = {name: getattr(workshop, name) for name in Details.names()}
    details = Details(**(known | {"starts_at": when, "ends_at": when.replace(hour=when.hour + 3)}))
    planning.update(workshop, details, version=workshop.version, by=story.team, now=story.now)


@says(r"Das Projektteam sagt den Workshop ab")
def call_off_workshop(story: Story) -> None:
    planning.cancel(Workshop.objects.latest("pk"), by=story.team, now=story.now)


@says(r"Das Projektteam vermerkt, dass alle beim Workshop waren")
def mark_attendance(story: Story) -> None:
    workshop = Workshop.objects.latest("pk")
    marks = {seat.pk: True for seat in workshop.registrations.registered()}
    attendance.mark_attendance(workshop, marks, by=story.team, now=story.now)


@says(rf"{ROLE} {WHO} schreibt (?P<recipient>dem Projektteam|der Beratung)")
def ask_for_help(story: Story, role: str, who: list[int], recipient: str) -> None:
    to = RequestRecipient.TEAM if recipient == "dem Projektteam" else RequestRecipient.ADVISER
    for user in story.users(role, who):
        requests.send(user, "Ich brauche Rat.", kind=RequestKind.CHANGE, cohort=story.cohort, recipient=to)


@says(rf"(?P<answerer>Das Projektteam|Die Beratung) antwortet {ROLE} {WHO}")
def answer(story: Story, answerer: str, role: str, who: list[int]) -> None:
    by = story.team if answerer == "Das Projektteam" else story.adviser
    for user in story.users(role, who):
        requests.answer(SupportRequest.objects.get(sender=user), "Gern.", by=by, now=story.now)


def begin_year(dates: dict[str, Any], now: datetime) -> Story:
    """Set up a year with its dates, a criterion, somebody of the team and an adviser."""
    cohort = factories.CohortFactory(
        title="Jahrgang 2027/28",
        applications_open_on=dates["Bewerbungen ab"],
        applications_close_on=dates["Bewerbungen bis"],
        starts_on=dates["Beginn"],
        acquaintance_ends_on=dates["Ende der Kennenlernzeit"],
        ends_on=dates["Ende"],
    )
    factories.CriterionFactory(cohort=cohort)
    team = factories.RoleAssignmentFactory(role=Role.TEAM).user
    adviser = factories.RoleAssignmentFactory(role=Role.ADVISER, user__employee=None).user
    return Story(cohort=cohort, team=team, adviser=adviser, now=now)


@says(rf"{ROLE} {WHO} verbindet das eigene Konto mit dem Anmeldedienst der Stadt")
def connects(story: Story, role: str, who: list[int]) -> None:
    for user in story.users(role, who):
        identities.connect(user, issuer="https://login.kerpen.example", subject=f"nr-{user.pk}")

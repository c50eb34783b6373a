"""Builds people, cohorts and tandems for tests, always as the database allows them.

A test names only what matters to it; the rest is made so that it fits: mentee and mentor work in
different units of one town, their levels allow a tandem, and timestamps go with the state. All
dates belong to a year in which `TODAY` lies in the application period. What only one app needs
stands in `tests/<app>/factories.py`.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import factory
from django.utils import timezone
from factory import LazyAttribute, LazyFunction, SelfAttribute, Sequence, SubFactory, post_generation
from factory.django import DjangoModelFactory

from accounts.models import Employee, Level, OrgUnit, Role, RoleAssignment, User
from mentoring.models import (
    LIVE,
    Cohort,
    Criterion,
    Goal,
    GoalState,
    Meeting,
    MeetingState,
    Mentee,
    MenteeState,
    Mentor,
    MentorState,
    Origin,
    Pairing,
    PairingState,
    Participation,
    ParticipationRole,
    Topic,
    TopicGroup,
)

TODAY = date(2027, 1, 15)
NOW = datetime(2027, 1, 15, 9, 0, tzinfo=UTC)

INVITED_AT = datetime(2026, 12, 15, 8, 0, tzinfo=UTC)
SUBMITTED_AT = datetime(2027, 1, 10, 8, 0, tzinfo=UTC)
DECIDED_AT = datetime(2027, 2, 5, 8, 0, tzinfo=UTC)
APPROVED_AT = datetime(2027, 2, 10, 8, 0, tzinfo=UTC)
ANNOUNCED_AT = datetime(2027, 2, 15, 8, 0, tzinfo=UTC)
ACTIVATED_AT = datetime(2027, 3, 10, 8, 0, tzinfo=UTC)
CLOSED_AT = datetime(2028, 3, 31, 8, 0, tzinfo=UTC)

MENTEE_RANK = 2
MINIMUM_MENTOR_RANK = 3
MENTOR_RANK = 4

FIRST_NAMES = ["Rabia", "Anna", "Katrin", "Mira", "Sophie", "Leonie", "Frank", "Petra", "Jana", "Olga", "Uwe"]
LAST_NAMES = ["Weiß", "Pütz", "Schmitz", "Öztürk", "Krüger", "Nowak", "Hansen", "Vogel", "Brandt"]


class LevelFactory(DjangoModelFactory[Level]):
    """A level by its rank; a rank that exists already is taken as it is."""

    class Meta:
        model = Level
        django_get_or_create = ("rank",)

    rank = MENTEE_RANK
    name = LazyAttribute(lambda level: f"Ebene {level.rank}")


def the_town() -> OrgUnit:
    """Return the organisation to which everybody belongs who is not given another one."""
    return OrgUnit.objects.get_or_create(code="00", parent=None, defaults={"name": "Stadtverwaltung"})[0]


class OrgUnitFactory(DjangoModelFactory[OrgUnit]):
    """A unit right under the town. `parent=None` makes an organisation, `with_head=True` a head."""

    class Meta:
        model = OrgUnit
        skip_postgeneration_save = True

    code = Sequence(lambda n: str(1000 + n))
    name = LazyAttribute(lambda unit: f"Dienststelle {unit.code}")
    parent = LazyFunction(the_town)
    organisation = LazyAttribute(lambda unit: unit.parent and (unit.parent.organisation or unit.parent))

    @post_generation
    def with_head(unit: OrgUnit, create: bool, wanted: bool | None, **employee: Any) -> None:
        if create and wanted:
            unit.head = EmployeeFactory(unit=unit, **({"level__rank": MENTOR_RANK} | employee))
            unit.save()


class OrganisationFactory(OrgUnitFactory):
    """Another town: the root of a tree of its own."""

    name = LazyAttribute(lambda unit: f"Verwaltung {unit.code}")
    parent = None


class EmployeeFactory(DjangoModelFactory[Employee]):
    """A directory entry in a unit of its own. `level__rank=5` sets the level."""

    class Meta:
        model = Employee

    first_name = Sequence(lambda n: FIRST_NAMES[n % len(FIRST_NAMES)])
    last_name = Sequence(lambda n: LAST_NAMES[n % len(LAST_NAMES)])
    email = Sequence(lambda n: f"person{n}@kerpen.example")
    unit = SubFactory(OrgUnitFactory)
    level = SubFactory(LevelFactory)
    function = "Sachbearbeitung"
    site = "Rathaus"
    phone = Sequence(lambda n: f"02237 58-{1000 + n}")
    confirmed_on = TODAY


class UserFactory(DjangoModelFactory[User]):
    """An account of somebody in the directory; its verified address comes with it.

    `employee=None` makes somebody from outside; `password=…` lets her sign in by password.
    """

    class Meta:
        model = User

    employee = SubFactory(EmployeeFactory)
    first_name = LazyAttribute(lambda user: user.employee.first_name if user.employee else "Vera")
    last_name = LazyAttribute(lambda user: user.employee.last_name if user.employee else "Extern")
    email = factory.LazyAttributeSequence(
        lambda user, n: user.employee.email if user.employee else f"extern{n}@beratung.example"
    )

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **fields: Any) -> User:
        return model_class.objects.create_user(*args, **fields)


class RoleAssignmentFactory(DjangoModelFactory[RoleAssignment]):
    class Meta:
        model = RoleAssignment

    user = SubFactory(UserFactory)
    role = Role.TEAM


class CohortFactory(DjangoModelFactory[Cohort]):
    """A year that accepts applications on `TODAY`, for the staff of the town.

    `organisations=[…]` lets others take part.
    """

    class Meta:
        model = Cohort
        skip_postgeneration_save = True

    title = Sequence(lambda n: f"Jahrgang 2027/28 ({n})")
    requirements = "Sie möchten bald eine Führungsaufgabe übernehmen."
    applications_open_on = date(2027, 1, 1)
    applications_close_on = date(2027, 1, 31)
    starts_on = date(2027, 3, 1)
    acquaintance_ends_on = date(2027, 4, 15)
    ends_on = date(2028, 3, 31)
    minimum_mentor_level = SubFactory(LevelFactory, rank=MINIMUM_MENTOR_RANK)

    @post_generation
    def organisations(cohort: Cohort, create: bool, given: list[OrgUnit] | None, **kwargs: Any) -> None:
        if create:
            cohort.organisations.set([the_town()] if given is None else given)


class CriterionFactory(DjangoModelFactory[Criterion]):
    class Meta:
        model = Criterion

    cohort = SubFactory(CohortFactory)
    text = Sequence(lambda n: f"Auswahlkriterium {n}")


class TopicFactory(DjangoModelFactory[Topic]):
    """A topic beside those of the catalogue."""

    class Meta:
        model = Topic

    title = Sequence(lambda n: f"Thema {n}")
    group = TopicGroup.CAREER
    position = Sequence(lambda n: 100 + n)


def some_topic(number: int = 0) -> Topic:
    """Return one of the catalogue's topics that need no own words; makes one when there is none."""
    topics = list(Topic.objects.on_offer().filter(needs_words=False).order_by("position", "pk"))
    return topics[number % len(topics)] if topics else TopicFactory()


class ParticipationFactory(DjangoModelFactory[Participation]):
    class Meta:
        model = Participation

    cohort = SubFactory(CohortFactory)
    user = SubFactory(UserFactory)
    role = ParticipationRole.MENTEE


def _participation(role: ParticipationRole, rank: int) -> LazyAttribute:
    """Return how a mentee or mentor gets her participation from what the test named."""

    def make(step: Any) -> Participation:
        user = step.user
        if user is None:
            employee = step.employee or EmployeeFactory(
                unit=step.unit or OrgUnitFactory(), level=step.level or LevelFactory(rank=rank)
            )
            user = User.objects.filter(employee=employee).first() or UserFactory(employee=employee)
        return ParticipationFactory(cohort=step.cohort or CohortFactory(), user=user, role=role)

    return LazyAttribute(make)


class MenteeFactory(DjangoModelFactory[Mentee]):
    """An application in any state, submitted by default; `announced=True` tells her the decision.

    `cohort`, `user`, `employee`, `unit` and `level` say who applies where.
    """

    class Meta:
        model = Mentee

    class Params:
        cohort = None
        user = None
        employee = None
        unit = None
        level = None
        announced = False

    participation = _participation(ParticipationRole.MENTEE, MENTEE_RANK)
    state = MenteeState.SUBMITTED
    motivation = "Ich möchte mehr Verantwortung übernehmen."
    place = "Rathaus"
    submitted_at = LazyAttribute(lambda mentee: None if mentee.state == MenteeState.DRAFT else SUBMITTED_AT)
    decided_at = LazyAttribute(lambda mentee: DECIDED_AT if mentee.state in Mentee.DECIDED else None)
    criterion = LazyAttribute(
        lambda mentee: CriterionFactory(cohort=mentee.participation.cohort) if mentee.state in Mentee.DECIDED else None
    )
    announced_state = LazyAttribute(lambda mentee: mentee.state if mentee.announced else "")
    announced_criterion = LazyAttribute(lambda mentee: mentee.criterion if mentee.announced else None)
    announced_at = LazyAttribute(lambda mentee: ANNOUNCED_AT if mentee.announced else None)


MENTORS_WITH_PROFILE = (MentorState.SUBMITTED, MentorState.CONFIRMED, MentorState.PAUSED, MentorState.DECLINED)


class MentorFactory(DjangoModelFactory[Mentor]):
    """A mentor in any state, confirmed by default. `topics=[…]` says what she offers to talk about.

    `cohort`, `user`, `employee`, `unit` and `level` say who takes part where.
    """

    class Meta:
        model = Mentor
        skip_postgeneration_save = True

    class Params:
        cohort = None
        user = None
        employee = None
        unit = None
        level = None

    participation = _participation(ParticipationRole.MENTOR, MENTOR_RANK)
    state = MentorState.CONFIRMED
    origin = LazyAttribute(
        lambda mentor: Origin.SELF if mentor.state == MentorState.SELF_NOMINATED else Origin.EQUALITY_OFFICE
    )
    invited_at = LazyAttribute(lambda mentor: None if mentor.origin == Origin.SELF else INVITED_AT)
    introduction = "Ich leite seit vielen Jahren."
    place = "Rathaus"
    submitted_at = LazyAttribute(lambda mentor: SUBMITTED_AT if mentor.state in MENTORS_WITH_PROFILE else None)
    self_image_confirmed_at = SelfAttribute("submitted_at")
    decided_at = LazyAttribute(
        lambda mentor: (
            DECIDED_AT if mentor.state in (MentorState.CONFIRMED, MentorState.PAUSED, MentorState.DECLINED) else None
        )
    )

    @post_generation
    def topics(mentor: Mentor, create: bool, given: list[Topic] | None, **kwargs: Any) -> None:
        if create and given:
            mentor.topics.set(given)


class GoalFactory(DjangoModelFactory[Goal]):
    """A goal in any state, open by default. Its words are a matter of the test."""

    class Meta:
        model = Goal

    mentee = SubFactory(MenteeFactory, state=MenteeState.ACCEPTED)
    topic = LazyAttribute(lambda goal: some_topic(goal.position - 1))
    position = LazyAttribute(lambda goal: Goal.objects.filter(mentee=goal.mentee).count() + 1)
    added_by = SelfAttribute("mentee.participation")
    obsolete_reason = LazyAttribute(lambda goal: "other" if goal.state == GoalState.OBSOLETE else "")
    state = GoalState.OPEN
    done_at = LazyAttribute(lambda goal: NOW if goal.state in (GoalState.SETTLED, GoalState.OBSOLETE) else None)


def _free_seat(step: Any) -> int | None:
    if step.state not in LIVE:
        return None
    taken = set(step.mentor.pairings.live().values_list("seat", flat=True))
    return next(seat for seat in (1, 2, 3) if seat not in taken)


WAS_ACTIVE = (PairingState.ACTIVE, PairingState.RESTING, PairingState.COMPLETED, PairingState.ENDED)
CLOSED = (PairingState.COMPLETED, PairingState.WITHDRAWN, PairingState.DECLINED, PairingState.ENDED)


class PairingFactory(DjangoModelFactory[Pairing]):
    """A tandem in any state, proposed by default, of two people of one cohort.

    An approved one is not announced unless `announced=True`; whatever comes after that is.
    """

    class Meta:
        model = Pairing

    class Params:
        cohort = None
        announced = LazyAttribute(lambda pairing: pairing.state in (*WAS_ACTIVE, PairingState.DECLINED))

    mentee = LazyAttribute(
        lambda pairing: MenteeFactory(
            cohort=pairing.cohort or CohortFactory(), state=MenteeState.ACCEPTED, announced=pairing.announced
        )
    )
    mentor = LazyAttribute(lambda pairing: MentorFactory(cohort=pairing.mentee.participation.cohort))
    state = PairingState.PROPOSED
    seat = LazyAttribute(_free_seat)
    approved_at = LazyAttribute(
        lambda pairing: None if pairing.state in (PairingState.PROPOSED, PairingState.WITHDRAWN) else APPROVED_AT
    )
    announced_at = LazyAttribute(lambda pairing: ANNOUNCED_AT if pairing.announced else None)
    activated_at = LazyAttribute(lambda pairing: ACTIVATED_AT if pairing.state in WAS_ACTIVE else None)
    closed_at = LazyAttribute(lambda pairing: CLOSED_AT if pairing.state in CLOSED else None)


class MeetingFactory(DjangoModelFactory[Meeting]):
    """A meeting of an active tandem, planned by default."""

    class Meta:
        model = Meeting

    pairing = SubFactory(PairingFactory, state=PairingState.ACTIVE)
    state = MeetingState.PLANNED
    starts_at = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
    entry_changed_at = LazyFunction(lambda: timezone.now() - timedelta(days=7))

"""Many people around the world of `world.py`: long lists on every page, for counting statements."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import count

from django.db import connection

from accounts.models import AuditEntry, Employee, Level, OrgUnit, User
from mentoring.models import (
    AdviserGrant,
    Agreement,
    AgreementText,
    Cohort,
    Criterion,
    Exclusion,
    Goal,
    GoalShare,
    GoalText,
    GrantPurpose,
    KeptGoalText,
    Meeting,
    MeetingState,
    MeetingText,
    Mentee,
    MenteeState,
    Mentor,
    MentorState,
    Origin,
    Pairing,
    PairingState,
    Participation,
    ParticipationRole,
    RequestKind,
    SupportRequest,
    Topic,
    Wish,
)
from mentoring.models.requests import RequestRecipient
from notifications.models import Message, MessageState
from portal.models import BarrierReport, Contact
from tests.factories import (
    ACTIVATED_AT,
    ANNOUNCED_AT,
    APPROVED_AT,
    CLOSED_AT,
    DECIDED_AT,
    FIRST_NAMES,
    INVITED_AT,
    LAST_NAMES,
    MENTEE_RANK,
    MENTOR_RANK,
    NOW,
    SUBMITTED_AT,
    TODAY,
    CohortFactory,
    the_town,
)
from tests.permissions.world import World
from workshops.models import Registration, RegistrationState, Workshop, WorkshopState

PEOPLE_PER_UNIT = 20
# What one person has of her own does not grow with the town.
OWN_ROWS = 30

_numbers = count(1)


def add_crowd(world: World, *, people: int, tandems: int) -> None:
    """Let so many more people work in the town, and so many more tandems of every state be there.

    Of every list that a page shows, the world gets that many more rows: applications, mentors,
    workshops, messages; and what is one person's own (goals, meetings, requests) up to 30.
    """
    cohort = Cohort.objects.get(pk=world.things["cohort"])
    employees = _employees(people)
    users = _users(employees[: tandems * 4])
    wishing, hoping, mentees, mentors = (users[part * tandems : (part + 1) * tandems] for part in range(4))
    pairings = _tandems(cohort, mentees, mentors)
    _applications(cohort, wishing, hoping, [pairing.mentor for pairing in pairings])
    _words(pairings)
    _own_rows(world, min(tandems, OWN_ROWS))
    _lists_of_the_team(world, cohort, pairings, min(tandems, OWN_ROWS))
    with connection.cursor() as cursor:
        # What PostgreSQL does by itself some time after so many rows, and cannot within a test's transaction.
        cursor.execute("ANALYZE")


def _employees(number: int) -> list[Employee]:
    town, level = the_town(), {rank: Level.objects.get(rank=rank) for rank in (MENTEE_RANK, MENTOR_RANK)}
    units = OrgUnit.objects.bulk_create(
        OrgUnit(code=f"C{next(_numbers)}", name="Amt", parent=town, organisation=town, is_department=True)
        for _ in range(number // PEOPLE_PER_UNIT + 1)
    )
    employees = Employee.objects.bulk_create(
        Employee(
            email=f"crowd{next(_numbers)}@kerpen.example",
            first_name=FIRST_NAMES[index % len(FIRST_NAMES)],
            last_name=LAST_NAMES[index % len(LAST_NAMES)],
            unit=units[index % len(units)],
            level=level[MENTOR_RANK if index % 2 else MENTEE_RANK],
            function="Sachbearbeitung",
            site="Rathaus",
            confirmed_on=TODAY,
        )
        for index in range(number)
    )
    for unit, head, deputy in zip(units, employees, reversed(employees), strict=False):
        unit.head, unit.deputy = head, deputy
    OrgUnit.objects.bulk_update(units, ["head", "deputy"])
    for index, employee in enumerate(employees[len(units) :]):
        employee.superior = employees[index % len(units)]
    Employee.objects.bulk_update(employees[len(units) :], ["superior"], batch_size=500)
    return employees


def _users(employees: list[Employee]) -> list[User]:
    return User.objects.bulk_create(
        User(email=one.email, first_name=one.first_name, last_name=one.last_name, employee=one) for one in employees
    )


def _participations(cohort: Cohort, users: list[User], role: ParticipationRole) -> list[Participation]:
    return Participation.objects.bulk_create(Participation(cohort=cohort, user=user, role=role) for user in users)


def _tandems(cohort: Cohort, mentees: list[User], mentors: list[User]) -> list[Pairing]:
    """Half of them active, the others in turn proposed, approved, announced, resting and ended."""
    criterion = Criterion.objects.create(cohort=cohort, text="Passt zum Programm")
    topics = list(Topic.objects.on_offer()[:4])
    accepted = Mentee.objects.bulk_create(
        Mentee(
            participation=participation,
            state=MenteeState.ACCEPTED,
            submitted_at=SUBMITTED_AT,
            decided_at=DECIDED_AT,
            criterion=criterion,
            announced_state=MenteeState.ACCEPTED,
            announced_criterion=criterion,
            announced_at=ANNOUNCED_AT,
        )
        for participation in _participations(cohort, mentees, ParticipationRole.MENTEE)
    )
    confirmed = Mentor.objects.bulk_create(
        Mentor(
            participation=participation,
            state=MentorState.SUBMITTED if index % 7 == 6 else MentorState.CONFIRMED,
            origin=Origin.HR,
            capacity=3,
            is_shown_to_applicants=True,
            invited_at=INVITED_AT,
            submitted_at=SUBMITTED_AT,
            self_image_confirmed_at=SUBMITTED_AT,
            decided_at=DECIDED_AT,
        )
        for index, participation in enumerate(_participations(cohort, mentors, ParticipationRole.MENTOR))
    )
    offered = Mentor.topics.through
    offered.objects.bulk_create(offered(mentor=mentor, topic=topic) for mentor in confirmed for topic in topics[:3])
    rest = ("proposed", "approved", "announced", "resting", "ended")
    return Pairing.objects.bulk_create(
        _pairing(mentee, mentor, "active" if index % 2 else rest[index // 2 % len(rest)])
        for index, (mentee, mentor) in enumerate(zip(accepted, confirmed, strict=True))
    )


def _pairing(mentee: Mentee, mentor: Mentor, stage: str) -> Pairing:
    state = PairingState.APPROVED if stage == "announced" else PairingState(stage)
    was_active = stage in ("active", "resting", "ended")
    return Pairing(
        mentee=mentee,
        mentor=mentor,
        state=state,
        seat=1 if state in ("approved", "active", "resting") else None,
        approved_at=None if stage == "proposed" else APPROVED_AT,
        announced_at=ANNOUNCED_AT if was_active or stage == "announced" else None,
        activated_at=ACTIVATED_AT if was_active else None,
        closed_at=CLOSED_AT if stage == "ended" else None,
    )


def _applications(cohort: Cohort, submitted: list[User], accepted: list[User], mentors: list[Mentor]) -> None:
    """Applications to review, and accepted ones that still look for a mentor; each with a wish."""
    criterion = Criterion.objects.create(cohort=cohort, text="Ausgewogene Verteilung")
    applications = [
        Mentee(participation=participation, state=MenteeState.SUBMITTED, submitted_at=SUBMITTED_AT)
        for participation in _participations(cohort, submitted, ParticipationRole.MENTEE)
    ] + [
        Mentee(
            participation=participation,
            state=MenteeState.ACCEPTED,
            submitted_at=SUBMITTED_AT,
            decided_at=DECIDED_AT,
            criterion=criterion,
        )
        for participation in _participations(cohort, accepted, ParticipationRole.MENTEE)
    ]
    Mentee.objects.bulk_create(applications)
    Wish.objects.bulk_create(
        Wish(mentee=mentee, mentor=mentor) for mentee, mentor in zip(applications, mentors * 2, strict=True)
    )


def _words(pairings: list[Pairing]) -> None:
    """Goals, agreements and meetings of tandems, with their words."""
    topics = list(Topic.objects.on_offer()[:3])
    goals = Goal.objects.bulk_create(
        Goal(mentee=pairing.mentee, topic=topic, position=position, added_by=pairing.mentee.participation)
        for pairing in pairings
        for position, topic in enumerate(topics, start=1)
    )
    GoalText.objects.bulk_create(
        GoalText(goal=goal, author=goal.mentee.participation, text="Sicherer auftreten") for goal in goals
    )
    known = [pairing for pairing in pairings if pairing.announced_at]
    agreements = Agreement.objects.bulk_create(Agreement(pairing=pairing, rhythm_weeks=6) for pairing in known)
    AgreementText.objects.bulk_create(AgreementText(agreement=agreement, place="Rathaus") for agreement in agreements)
    _meetings(known)


def _meetings(pairings: list[Pairing]) -> None:
    meetings = Meeting.objects.bulk_create(
        Meeting(pairing=pairing, state=state, starts_at=NOW + timedelta(days=days))
        for pairing in pairings
        for state, days in ((MeetingState.HELD, -30), (MeetingState.PLANNED, -3), (MeetingState.PLANNED, 5))
    )
    MeetingText.objects.bulk_create(MeetingText(meeting=meeting, place="Raum 12") for meeting in meetings)


def _own_rows(world: World, number: int) -> None:
    """Let the mentee, the applicant, the mentor and the advisers of the world have more of what is theirs."""
    tandem = Pairing.objects.get(pk=world.things["tandem"])
    applicant = Mentee.objects.get(pk=world.things["application"])
    topics = list(Topic.objects.on_offer()[:10])
    for mentee in (tandem.mentee, applicant):
        author = mentee.participation
        goals = Goal.objects.bulk_create(
            Goal(mentee=mentee, topic=topics[index % len(topics)], position=10 + index, added_by=author)
            for index in range(number)
        )
        GoalText.objects.bulk_create(GoalText(goal=goal, author=author, text="Sicherer auftreten") for goal in goals)
        Exclusion.objects.bulk_create(
            Exclusion(author=author, other_hash=f"{next(_numbers):064}", email="jemand@kerpen.example")
            for _ in range(number)
        )
    earlier = Pairing.objects.get(mentee=tandem.mentee, state=PairingState.ENDED)
    shares = GoalShare.objects.bulk_create(
        GoalShare(goal=goal, pairing=earlier) for goal in tandem.mentee.goals.filter(position__gte=10, shares=None)
    )
    KeptGoalText.objects.bulk_create(KeptGoalText(share=share, text="Ruhiger auftreten") for share in shares)
    shown = Mentor.objects.exclude(wished_by__mentee=applicant)[:number]
    Wish.objects.bulk_create(Wish(mentee=applicant, mentor=mentor) for mentor in shown)
    _meetings([tandem] * number)
    _grants(world, tandem, Mentee.objects.filter(state=MenteeState.SUBMITTED, wishes__isnull=False)[:number], number)
    for role, recipient in (("mentee", RequestRecipient.TEAM), ("mentor", RequestRecipient.ADVISER)):
        sender = world.users[role]
        assert sender is not None
        SupportRequest.objects.bulk_create(
            SupportRequest(sender=sender, recipient=recipient, kind=RequestKind.QUESTION, text="Vertraulich")
            for _ in range(number)
        )


def _grants(world: World, tandem: Pairing, applications: Iterable[Mentee], number: int) -> None:
    """Let the adviser have more to read: of one tandem many times, and of many applications once."""
    values = {"adviser": world.users["adviser_with_grant"], "reason": "Vertraulich", "given_at": NOW}
    values |= {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=14)}
    AdviserGrant.objects.bulk_create(
        AdviserGrant(purpose=GrantPurpose.TANDEM, pairing=tandem, **values) for _ in range(number)
    )
    AdviserGrant.objects.bulk_create(
        AdviserGrant(purpose=GrantPurpose.SELECTION, participation_id=mentee.pk, **values) for mentee in applications
    )


def _lists_of_the_team(world: World, cohort: Cohort, pairings: list[Pairing], number: int) -> None:
    """Years, workshops with their participants, messages, contacts and entries of the log."""
    CohortFactory.create_batch(number // 3)
    host = world.users["adviser"]
    workshops = Workshop.objects.bulk_create(
        Workshop(
            cohort=cohort,
            title="Workshop",
            host=host,
            place="Saal 1",
            starts_at=NOW + timedelta(days=40 + index),
            ends_at=NOW + timedelta(days=41 + index),
            state=WorkshopState.OPEN,
        )
        for index in range(number)
    )
    full = Workshop.objects.get(pk=world.things["workshop"])
    mentee = Pairing.objects.get(pk=world.things["tandem"]).mentee.participation
    places = [(full, pairing.mentee.participation) for pairing in pairings] + [(one, mentee) for one in workshops]
    Registration.objects.bulk_create(
        Registration(workshop=workshop, participation=participation, state=RegistrationState.REGISTERED, since=NOW)
        for workshop, participation in places
    )
    Message.objects.bulk_create(
        Message(
            kind="decision",
            dedupe_key=f"decision:crowd:{next(_numbers)}",
            recipient=pairing.mentee.participation.user,
            scope=f"cohort:{cohort.pk}",
            state=MessageState.FAILED,
            error="smtp-550",
        )
        for pairing in pairings
    )
    Contact.objects.bulk_create(Contact(name=f"Kontakt {next(_numbers)}") for _ in range(number))
    BarrierReport.objects.bulk_create(BarrierReport(text="Vertraulich") for _ in range(number))
    AuditEntry.objects.bulk_create(
        AuditEntry(action="pairing.approved", subject_type="mentoring.pairing", subject_id=pairing.pk)
        for pairing in pairings
    )

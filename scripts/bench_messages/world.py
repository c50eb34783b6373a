"""An invented programme year of any size, written in few statements."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import Level, User
from mentoring.models import (
    Agreement,
    Cohort,
    Criterion,
    Goal,
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
)
from notifications import outbox
from notifications.models import Message

ROWS_PER_STATEMENT = 2_000
DAYS_OF_THE_YEAR = 100


@dataclass(frozen=True)
class Tandem:
    """How a tandem is doing: on which days from today its meetings are, and whether anything is missing."""

    planned: tuple[int, ...] = ()
    held: tuple[int, ...] = ()
    is_agreed: bool = True
    has_goals: bool = True


# A meeting tomorrow, and one that nobody has answered for.
BUSY = Tandem(planned=(1, -4))
UNSIGNED = Tandem(planned=(10,), held=(-10,), is_agreed=False)
SILENT = Tandem(held=(-95,), has_goals=False)
NOT_BEGUN = Tandem(is_agreed=False, has_goals=False)


def make_year(tandems: int, now: datetime, kinds: tuple[Tandem, ...] = (BUSY,)) -> Cohort:
    """Write a year with so many active tandems, as many of each kind."""
    today = timezone.localdate(now)
    begun_at = now - timedelta(days=DAYS_OF_THE_YEAR)
    cohort = _cohort(today)
    mentees = _participations(cohort, ParticipationRole.MENTEE, tandems)
    mentors = _participations(cohort, ParticipationRole.MENTOR, tandems)
    criterion = Criterion.objects.create(cohort=cohort, text="Führungsaufgabe in Aussicht")
    Mentee.objects.bulk_create(
        (
            Mentee(
                participation=participation,
                state=MenteeState.ACCEPTED,
                announced_state=MenteeState.ACCEPTED,
                submitted_at=now,
                decided_at=now,
                announced_at=now,
                criterion=criterion,
                announced_criterion=criterion,
            )
            for participation in mentees
        ),
        batch_size=ROWS_PER_STATEMENT,
    )
    Mentor.objects.bulk_create(
        (
            Mentor(
                participation=participation,
                state=MentorState.CONFIRMED,
                origin=Origin.EQUALITY_OFFICE,
                invited_at=now,
                submitted_at=now,
                self_image_confirmed_at=now,
                decided_at=now,
            )
            for participation in mentors
        ),
        batch_size=ROWS_PER_STATEMENT,
    )
    pairings = Pairing.objects.bulk_create(
        (
            Pairing(
                mentee_id=mentee.pk,
                mentor_id=mentor.pk,
                state=PairingState.ACTIVE,
                seat=1,
                approved_at=begun_at,
                announced_at=begun_at,
                activated_at=begun_at,
            )
            for mentee, mentor in zip(mentees, mentors, strict=True)
        ),
        batch_size=ROWS_PER_STATEMENT,
    )
    described = list(zip(pairings, itertools.cycle(kinds), strict=False))
    Agreement.objects.bulk_create(
        (_agreement(pairing, tandem, now) for pairing, tandem in described), batch_size=ROWS_PER_STATEMENT
    )
    Meeting.objects.bulk_create(
        (meeting for pairing, tandem in described for meeting in _meetings(pairing, tandem, today)),
        batch_size=ROWS_PER_STATEMENT,
    )
    Goal.objects.bulk_create(
        (goal for pairing, tandem in described for goal in _goals(pairing, tandem, cohort)),
        batch_size=ROWS_PER_STATEMENT,
    )
    return cohort


def _agreement(pairing: Pairing, tandem: Tandem, now: datetime) -> Agreement:
    version, moment = (1, now) if tandem.is_agreed else (None, None)
    return Agreement(
        pairing=pairing,
        rhythm_weeks=6,
        mentee_confirmed_version=version,
        mentee_confirmed_at=moment,
        mentor_confirmed_version=version,
        mentor_confirmed_at=moment,
    )


def _meetings(pairing: Pairing, tandem: Tandem, today: date) -> Iterator[Meeting]:
    """Yield the meetings of a tandem; those of a day begin every quarter of an hour."""
    for state, days in ((MeetingState.PLANNED, tandem.planned), (MeetingState.HELD, tandem.held)):
        for day in days:
            starts_at = _at_eight(today + timedelta(days=day)) + timedelta(minutes=15 * (pairing.pk % 36))
            # Planned some days ago: whoever reads of a meeting today needs no reminder for tomorrow.
            planned_at = _at_eight(today - timedelta(days=9))
            yield Meeting(pairing=pairing, starts_at=starts_at, state=state, entry_changed_at=planned_at)


def _goals(pairing: Pairing, tandem: Tandem, cohort: Cohort) -> Iterator[Goal]:
    topic = Topic(pk=1)
    for position in range(cohort.minimum_open_goals if tandem.has_goals else 1):
        yield Goal(mentee_id=pairing.mentee_id, topic=topic, position=position)


def news_of_tandems(cohort: Cohort, now: datetime) -> list[Message]:
    """Build a "tandem-announced" for both partners of each tandem, due now."""
    pairings = Pairing.objects.of_cohort(cohort.pk).select_related("mentee__participation", "mentor__participation")
    return [
        outbox.draft(
            "tandem-announced",
            f"{pairing.pk}:{partner.user_id}",
            recipient=partner.user_id,
            scope=f"cohort:{cohort.pk}",
            due_at=now,
            pairing=pairing.pk,
        )
        for pairing in pairings.order_by("pk")
        for partner in (pairing.mentee.participation, pairing.mentor.participation)
    ]


def _at_eight(day: date) -> datetime:
    return datetime.combine(day, time(8), tzinfo=timezone.get_default_timezone())


def _cohort(today: date) -> Cohort:
    level = Level.objects.order_by("rank")[0]
    return Cohort.objects.create(
        title="Jahrgang",
        applications_open_on=today - timedelta(days=200),
        applications_close_on=today - timedelta(days=150),
        starts_on=today - timedelta(days=DAYS_OF_THE_YEAR),
        acquaintance_ends_on=today - timedelta(days=60),
        ends_on=today + timedelta(days=265),
        minimum_mentor_level=level,
    )


def _participations(cohort: Cohort, role: ParticipationRole, count: int) -> list[Participation]:
    users = User.objects.bulk_create(
        (
            User(
                email=f"{role}{number}@kerpen.example",
                first_name=f"Jürgen{number % 97}",
                last_name=f"Öztürk-Weiß{number % 1013}",
            )
            for number in range(count)
        ),
        batch_size=ROWS_PER_STATEMENT,
    )
    return Participation.objects.bulk_create(
        (Participation(cohort=cohort, user=user, role=role) for user in users), batch_size=ROWS_PER_STATEMENT
    )

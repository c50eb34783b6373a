"""An invented programme year of any size, written in few statements."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import Level, User
from mentoring.models import (
    Cohort,
    Criterion,
    Meeting,
    Mentee,
    MenteeState,
    Mentor,
    MentorState,
    Origin,
    Pairing,
    PairingState,
    Participation,
    ParticipationRole,
)
from notifications import outbox
from notifications.models import Message

ROWS_PER_STATEMENT = 2_000


def make_year(tandems: int, now: datetime) -> Cohort:
    """Write a year of active tandems, each with one meeting tomorrow and one nobody has answered for."""
    today = timezone.localdate(now)
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
                approved_at=now,
                announced_at=now,
                activated_at=now,
            )
            for mentee, mentor in zip(mentees, mentors, strict=True)
        ),
        batch_size=ROWS_PER_STATEMENT,
    )
    tomorrow, days_ago = _at_eight(today + timedelta(days=1)), _at_eight(today - timedelta(days=4))
    Meeting.objects.bulk_create(
        (
            Meeting(pairing=pairing, starts_at=morning + timedelta(minutes=15 * (number % 36)))
            for number, pairing in enumerate(pairings)
            for morning in (tomorrow, days_ago)
        ),
        batch_size=ROWS_PER_STATEMENT,
    )
    return cohort


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
        starts_on=today - timedelta(days=100),
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

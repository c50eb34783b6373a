"""What the team does with a workshop."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts import audit
from accounts.errors import Conflict, Refused, Stale
from accounts.models import AuditEntry, Role, User
from mentoring.models import Cohort, ParticipationRole
from notifications.models import Message
from tests.factories import CohortFactory, RoleAssignmentFactory, UserFactory
from tests.workshops.factories import (
    AFTERWARDS,
    BEFORE,
    KICKOFF_AT,
    RegistrationFactory,
    WorkshopFactory,
    a_participant,
    details_of,
)
from workshops.actions import planning
from workshops.models import Audience, RegistrationState, Workshop, WorkshopState

pytestmark = pytest.mark.django_db

LATER = KICKOFF_AT + timedelta(days=1)


@pytest.fixture
def workshop(cohort: Cohort) -> Workshop:
    return WorkshopFactory(cohort=cohort)


def change(workshop: Workshop, by: User, **changes: object) -> Workshop:
    return planning.update(workshop, details_of(workshop, **changes), version=workshop.version, by=by, now=BEFORE)


def told(kind: str) -> set[User]:
    return {message.recipient for message in Message.objects.filter(kind=kind)}


def test_a_new_workshop_is_planned_and_nobody_hears_of_it(cohort, team_member):
    a_participant(cohort)

    workshop = planning.create(details_of(WorkshopFactory.build(cohort=cohort)), by=team_member, now=BEFORE)

    assert workshop.state == WorkshopState.PLANNED
    assert not workshop.registrations.exists()
    assert not Message.objects.exists()
    assert AuditEntry.objects.get().action == "workshop.created"


def test_a_workshop_in_the_past_cannot_be_planned(cohort, team_member):
    with pytest.raises(Refused):
        planning.create(details_of(WorkshopFactory.build(cohort=cohort)), by=team_member, now=AFTERWARDS)

    assert not Workshop.objects.exists()


def test_only_advisers_and_the_team_host(cohort, team_member):
    built = WorkshopFactory.build(cohort=cohort)
    adviser = RoleAssignmentFactory(role=Role.ADVISER).user

    with pytest.raises(Refused):
        planning.create(details_of(built, host=UserFactory()), by=team_member, now=BEFORE)

    assert planning.create(details_of(built, host=adviser), by=team_member, now=BEFORE).host == adviser
    assert planning.create(details_of(built, host=team_member), by=team_member, now=BEFORE).host == team_member


def test_opening_publishes_and_invites_both_partners_of_announced_tandems(cohort, team_member):
    workshop = WorkshopFactory(cohort=cohort, state=WorkshopState.PLANNED)
    mentee = a_participant(cohort)
    mentor = mentee.mentee.pairings.get().mentor.participation

    invited = planning.open_registration(workshop, by=team_member, now=BEFORE)

    workshop.refresh_from_db()
    assert workshop.state == WorkshopState.OPEN
    assert invited == 2
    assert told("workshop-invitation") == {mentee.user, mentor.user}
    assert {row.state for row in workshop.registrations.all()} == {RegistrationState.INVITED}
    assert AuditEntry.objects.get().action == "workshop.opened"


def test_opening_for_mentors_invites_mentors_only(cohort, team_member):
    workshop = WorkshopFactory(cohort=cohort, state=WorkshopState.PLANNED, audience=Audience.MENTORS)
    mentor = a_participant(cohort, ParticipationRole.MENTOR)

    planning.open_registration(workshop, by=team_member, now=BEFORE)

    assert told("workshop-invitation") == {mentor.user}


def test_opening_twice_is_refused(workshop, team_member):
    with pytest.raises(Stale):
        planning.open_registration(workshop, by=team_member, now=BEFORE)


def test_opening_needs_a_place_or_a_link(cohort, team_member):
    nowhere = WorkshopFactory(cohort=cohort, state=WorkshopState.PLANNED, place="")

    with pytest.raises(Refused):
        planning.open_registration(nowhere, by=team_member, now=BEFORE)

    nowhere.state = WorkshopState.OPEN
    with pytest.raises(IntegrityError), transaction.atomic():
        nowhere.save()


def test_opening_after_the_beginning_is_refused(cohort, team_member):
    workshop = WorkshopFactory(cohort=cohort, state=WorkshopState.PLANNED)

    with pytest.raises(Refused):
        planning.open_registration(workshop, by=team_member, now=KICKOFF_AT)


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_at": LATER, "ends_at": LATER + timedelta(hours=2)},
        {"ends_at": KICKOFF_AT + timedelta(hours=1)},
        {"place": "Bürgerhaus"},
        {"link": "https://treffen.kerpen.example/kickoff"},
    ],
    ids=["day", "end", "place", "link"],
)
def test_a_new_time_place_or_link_is_told_to_who_is_registered_or_waits(workshop, team_member, changes):
    registered = RegistrationFactory(workshop=workshop)
    waits = RegistrationFactory(workshop=workshop, state=RegistrationState.WAITLISTED)
    RegistrationFactory(workshop=workshop, state=RegistrationState.CANCELLED)
    RegistrationFactory(workshop=workshop, state=RegistrationState.INVITED)
    workshop.seats = 1
    workshop.save()

    changed = change(workshop, team_member, **changes)

    assert changed.sequence == 1
    assert told("workshop-change") == {registered.participation.user, waits.participation.user}
    entry = AuditEntry.objects.get(action="workshop.changed")
    assert entry.details == {"workshop_fields": sorted(changes)}


def test_a_new_title_is_told_to_nobody(workshop, team_member):
    RegistrationFactory(workshop=workshop)

    changed = change(workshop, team_member, title="Auftakt", description="Mit Kaffee.")

    assert changed.sequence == 0
    assert not told("workshop-change")


def test_a_planned_workshop_changes_without_a_word(cohort, team_member):
    planned = WorkshopFactory(cohort=cohort, state=WorkshopState.PLANNED)

    changed = change(planned, team_member, place="Bürgerhaus")

    assert (changed.place, changed.sequence) == ("Bürgerhaus", 0)
    assert not Message.objects.exists()


def test_saving_without_a_change_leaves_no_trace(workshop, team_member):
    change(workshop, team_member)

    assert not AuditEntry.objects.exists()
    workshop.refresh_from_db()
    assert workshop.version == 1


def test_a_second_tab_cannot_undo_a_move(workshop, team_member):
    seen_in_both = Workshop.objects.get(pk=workshop.pk)
    change(workshop, team_member, place="Bürgerhaus")

    with pytest.raises(Conflict):
        change(seen_in_both, team_member, title="Auftakt")

    workshop.refresh_from_db()
    assert (workshop.place, workshop.title) == ("Bürgerhaus", "Einführungsworkshop")


def test_more_seats_let_people_move_up(cohort, team_member):
    workshop = WorkshopFactory(cohort=cohort, seats=1)
    RegistrationFactory(workshop=workshop)
    first, second, third = (
        RegistrationFactory(workshop=workshop, state=RegistrationState.WAITLISTED) for _ in range(3)
    )

    change(workshop, team_member, seats=3)

    assert told("workshop-seat") == {first.participation.user, second.participation.user}
    assert list(workshop.registrations.waiting()) == [third]


def test_without_a_limit_everybody_moves_up(cohort, team_member):
    workshop = WorkshopFactory(cohort=cohort, seats=1)
    RegistrationFactory(workshop=workshop)
    RegistrationFactory.create_batch(2, workshop=workshop, state=RegistrationState.WAITLISTED)

    change(workshop, team_member, seats=None)

    assert workshop.registrations.registered().count() == 3


def test_more_seats_help_nobody_once_it_has_begun(cohort, team_member):
    workshop = WorkshopFactory(cohort=cohort, seats=1)
    RegistrationFactory(workshop=workshop)
    waits = RegistrationFactory(workshop=workshop, state=RegistrationState.WAITLISTED)

    planning.update(workshop, details_of(workshop, seats=2), version=1, by=team_member, now=KICKOFF_AT)

    assert list(workshop.registrations.waiting()) == [waits]
    assert not told("workshop-seat")


def test_the_decision_log_says_in_words_what_changed(workshop, team_member):
    change(workshop, team_member, place="Bürgerhaus", seats=9)

    entry = AuditEntry.objects.get()
    assert audit.describe(entry.action) == "Workshop geändert"
    assert audit.describe_details(entry.details) == "geändert: Ort, Plätze"


def test_fewer_seats_than_registrations_are_refused(cohort, team_member):
    workshop = WorkshopFactory(cohort=cohort, seats=5)
    RegistrationFactory.create_batch(3, workshop=workshop)

    with pytest.raises(Refused, match="3"):
        change(workshop, team_member, seats=2)

    assert change(workshop, team_member, seats=3).seats == 3


def test_once_open_the_cohort_stays_and_the_audience_only_widens(cohort, team_member):
    workshop = WorkshopFactory(cohort=cohort, audience=Audience.MENTORS)

    with pytest.raises(Refused):
        change(workshop, team_member, cohort=CohortFactory())
    with pytest.raises(Refused):
        change(workshop, team_member, audience=Audience.MENTEES)

    assert change(workshop, team_member, audience=Audience.ALL).audience == Audience.ALL


def test_a_wider_audience_is_invited_and_the_others_not_again(cohort, team_member):
    workshop = WorkshopFactory(cohort=cohort, audience=Audience.MENTORS, state=WorkshopState.PLANNED)
    mentee = a_participant(cohort)
    planning.open_registration(workshop, by=team_member, now=BEFORE)
    workshop.refresh_from_db()

    change(workshop, team_member, audience=Audience.ALL)

    assert Message.objects.filter(kind="workshop-invitation").count() == 2
    assert Message.objects.filter(kind="workshop-invitation", recipient=mentee.user).count() == 1


@pytest.mark.parametrize("starts_at", [BEFORE - timedelta(days=1), BEFORE])
def test_a_workshop_cannot_be_moved_into_the_past_nor_to_this_moment(workshop, team_member, starts_at):
    with pytest.raises(Refused, match="Vergangenheit"):
        change(workshop, team_member, starts_at=starts_at)


def test_a_workshop_lasts(workshop, team_member):
    with pytest.raises(Refused, match="endet, bevor er beginnt"):
        change(workshop, team_member, ends_at=workshop.starts_at)


def test_what_is_over_keeps_its_time_but_may_get_another_host(workshop, team_member):
    with pytest.raises(Refused):
        planning.update(workshop, details_of(workshop, place="Bürgerhaus"), version=1, by=team_member, now=AFTERWARDS)

    changed = planning.update(
        workshop, details_of(workshop, host=team_member), version=1, by=team_member, now=AFTERWARDS
    )
    assert changed.host == team_member


def test_what_is_over_invites_nobody_when_it_is_changed(cohort, workshop, team_member):
    a_participant(cohort)

    planning.update(workshop, details_of(workshop, title="Auftakt"), version=1, by=team_member, now=AFTERWARDS)

    assert not workshop.registrations.exists()


def test_calling_off_tells_who_is_registered_or_waits(workshop, team_member):
    registered = RegistrationFactory(workshop=workshop)
    waits = RegistrationFactory(workshop=workshop, state=RegistrationState.WAITLISTED)
    RegistrationFactory(workshop=workshop, state=RegistrationState.INVITED)
    RegistrationFactory(workshop=workshop, state=RegistrationState.CANCELLED)

    assert planning.cancel(workshop, by=team_member, now=BEFORE) == 2

    workshop.refresh_from_db()
    assert (workshop.state, workshop.sequence) == (WorkshopState.CANCELLED, 1)
    assert told("workshop-cancelled") == {registered.participation.user, waits.participation.user}
    assert AuditEntry.objects.get().action == "workshop.cancelled"


def test_calling_off_what_was_never_published_tells_nobody(cohort, team_member):
    planned = WorkshopFactory(cohort=cohort, state=WorkshopState.PLANNED)

    assert planning.cancel(planned, by=team_member, now=BEFORE) == 0

    assert not Message.objects.exists()


def test_calling_off_is_final(workshop, team_member):
    planning.cancel(workshop, by=team_member, now=BEFORE)
    workshop.refresh_from_db()

    for attempt in (
        lambda: planning.cancel(workshop, by=team_member, now=BEFORE),
        lambda: planning.open_registration(workshop, by=team_member, now=BEFORE),
        lambda: change(workshop, team_member, title="Auftakt"),
    ):
        with pytest.raises(Stale):
            attempt()


def test_what_has_begun_cannot_be_called_off(workshop, team_member):
    with pytest.raises(Refused):
        planning.cancel(workshop, by=team_member, now=KICKOFF_AT)

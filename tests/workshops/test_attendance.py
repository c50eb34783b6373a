"""Who was there, who may say so, and the milestone that follows from it."""

import pytest

from accounts.errors import Refused, Stale
from accounts.models import AuditEntry, Role
from tests.factories import CohortFactory, PairingFactory, RoleAssignmentFactory, UserFactory
from tests.workshops.factories import AFTERWARDS, BEFORE, THAT_MORNING, RegistrationFactory, WorkshopFactory
from workshops.actions.attendance import mark_attendance
from workshops.figures import kickoff_attendance_of
from workshops.models import Registration, RegistrationState, WorkshopKind, WorkshopState

pytestmark = pytest.mark.django_db


def marks() -> list[bool | None]:
    return list(Registration.objects.order_by("pk").values_list("attended", flat=True))


def test_the_team_marks_who_was_there_and_may_correct_it(cohort, team_member):
    workshop = WorkshopFactory(cohort=cohort)
    first, second, _third = RegistrationFactory.create_batch(3, workshop=workshop)

    assert mark_attendance(workshop, {first.pk: True, second.pk: False}, by=team_member, now=AFTERWARDS) == 2
    assert marks() == [True, False, None]

    assert mark_attendance(workshop, {first.pk: None, second.pk: False}, by=team_member, now=AFTERWARDS) == 1
    assert marks() == [None, False, None]
    # Numbers only: who was there does not stand in the log.
    assert list(AuditEntry.objects.values_list("details", flat=True)) == [{"changed": 1}, {"changed": 2}]


def test_nothing_changed_leaves_no_trace(cohort, team_member):
    registration = RegistrationFactory(workshop=WorkshopFactory(cohort=cohort), attended=True)

    assert mark_attendance(registration.workshop, {registration.pk: True}, by=team_member, now=AFTERWARDS) == 0

    assert not AuditEntry.objects.exists()


def test_an_adviser_marks_the_workshops_she_hosts_and_no_others(cohort, adviser):
    hosted = RegistrationFactory(workshop=WorkshopFactory(cohort=cohort, host=adviser))
    other = RegistrationFactory(workshop=WorkshopFactory(cohort=cohort))

    mark_attendance(hosted.workshop, {hosted.pk: True}, by=adviser, now=AFTERWARDS)
    with pytest.raises(Refused):
        mark_attendance(other.workshop, {other.pk: True}, by=adviser, now=AFTERWARDS)

    assert marks() == [True, None]


def test_hosting_without_the_role_of_an_adviser_is_not_enough(cohort):
    former_adviser = UserFactory()
    registration = RegistrationFactory(workshop=WorkshopFactory(cohort=cohort, host=former_adviser))

    with pytest.raises(Refused):
        mark_attendance(registration.workshop, {registration.pk: True}, by=former_adviser, now=AFTERWARDS)


@pytest.mark.parametrize("role", [Role.HR, Role.ADMINISTRATION])
def test_other_roles_mark_nothing(cohort, role):
    registration = RegistrationFactory(workshop=WorkshopFactory(cohort=cohort))
    by = RoleAssignmentFactory(role=role, user__is_superuser=True).user

    with pytest.raises(Refused):
        mark_attendance(registration.workshop, {registration.pk: True}, by=by, now=AFTERWARDS)


def test_the_list_opens_on_the_day_of_the_workshop(cohort, team_member):
    registration = RegistrationFactory(workshop=WorkshopFactory(cohort=cohort))

    with pytest.raises(Refused):
        mark_attendance(registration.workshop, {registration.pk: True}, by=team_member, now=BEFORE)

    mark_attendance(registration.workshop, {registration.pk: True}, by=team_member, now=THAT_MORNING)
    assert marks() == [True]


@pytest.mark.parametrize(
    "state", [RegistrationState.WAITLISTED, RegistrationState.CANCELLED, RegistrationState.INVITED]
)
def test_only_the_registered_are_marked(cohort, team_member, state):
    registration = RegistrationFactory(workshop=WorkshopFactory(cohort=cohort), state=state)

    with pytest.raises(Stale):
        mark_attendance(registration.workshop, {registration.pk: True}, by=team_member, now=AFTERWARDS)

    assert marks() == [None]


def test_registrations_of_another_workshop_are_refused(cohort, team_member):
    foreign = RegistrationFactory(workshop=WorkshopFactory(cohort=cohort))

    with pytest.raises(Stale):
        mark_attendance(WorkshopFactory(cohort=cohort), {foreign.pk: True}, by=team_member, now=AFTERWARDS)


def test_a_workshop_that_was_called_off_has_no_attendance(cohort, team_member):
    registration = RegistrationFactory(workshop=WorkshopFactory(cohort=cohort, state=WorkshopState.CANCELLED))

    with pytest.raises(Stale):
        mark_attendance(registration.workshop, {registration.pk: True}, by=team_member, now=AFTERWARDS)


# --- the milestone ---------------------------------------------------------------------------


def test_everybody_with_an_announced_tandem_is_expected_at_the_kickoff(cohort):
    running = PairingFactory(cohort=cohort, state="active")
    done = PairingFactory(cohort=cohort, state="completed")
    PairingFactory(cohort=cohort, state="approved")
    PairingFactory(cohort=cohort, state="ended")

    expected = {person.participation for person in kickoff_attendance_of([cohort])[cohort.pk]}

    assert expected == {
        partner.participation for tandem in (running, done) for partner in (tandem.mentee, tandem.mentor)
    }


def test_whoever_was_at_one_kickoff_was_there_and_other_workshops_do_not_count(cohort):
    pairing = PairingFactory(cohort=cohort, state="active")
    for kickoff in WorkshopFactory.create_batch(2, cohort=cohort):
        RegistrationFactory(workshop=kickoff, participation=pairing.mentee.participation, attended=True)
    RegistrationFactory(
        workshop=WorkshopFactory(cohort=cohort, kind=WorkshopKind.TRAINING),
        participation=pairing.mentor.participation,
        attended=True,
    )

    by_person = {person.participation: person.has_attended for person in kickoff_attendance_of([cohort])[cohort.pk]}

    assert by_person == {pairing.mentee.participation: True, pairing.mentor.participation: False}


def test_the_milestone_of_several_years_takes_one_statement(cohort, django_assert_num_queries):
    other = CohortFactory()
    PairingFactory.create_batch(3, cohort=cohort, state="active")
    PairingFactory(cohort=other, state="active")

    with django_assert_num_queries(1):
        found = kickoff_attendance_of([cohort, other])
        names = {year: [str(person.participation) for person in people] for year, people in found.items()}

    assert (len(names[cohort.pk]), len(names[other.pk])) == (6, 2)

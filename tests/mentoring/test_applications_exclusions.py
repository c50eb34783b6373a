"""An exclusion is its author's alone (R4 b, R9)."""

from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from accounts.errors import Refused
from mentoring import access
from mentoring.actions import applications
from mentoring.models import Exclusion, Mentee, MenteeState
from tests.factories import EmployeeFactory, MenteeFactory, MentorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cohort: Any) -> Mentee:
    return MenteeFactory(cohort=cohort, state=MenteeState.DRAFT)


def raw_rows() -> str:
    """Return the table of exclusions as it stands in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mentoring_exclusion")
        return repr(cursor.fetchall())


def test_the_database_holds_neither_address_nor_number_of_the_other(draft):
    other = EmployeeFactory(email="eine.kollegin@kerpen.example")
    exclusion = applications.exclude(draft.participation, " Eine.Kollegin@Kerpen.example ")
    assert "kollegin" not in raw_rows()
    assert exclusion.other_hash != str(other.pk)
    assert Exclusion.objects.get().email == other.email


def test_two_authors_leave_different_hashes_of_the_same_person(cohort, draft):
    other = EmployeeFactory()
    second = MenteeFactory(cohort=cohort)
    hashes = {applications.exclude(author.participation, other.email).other_hash for author in (draft, second)}
    assert len(hashes) == 2


def test_the_address_cannot_be_searched_for(draft):
    applications.exclude(draft.participation, EmployeeFactory(email="gesucht@kerpen.example").email)
    with pytest.raises(FieldError):
        Exclusion.objects.filter(email__startswith="gesucht").exists()


def test_several_people_can_be_named_each_once(draft):
    first, second = EmployeeFactory(), EmployeeFactory()
    for person in (first, second):
        applications.exclude(draft.participation, person.email)
    with pytest.raises(Refused):
        applications.exclude(draft.participation, second.email)
    assert access.exclusions_of(draft.participation.user).count() == 2


def test_only_the_author_reads_her_exclusions(cohort, draft, team_member, administrator):
    named = MentorFactory(cohort=cohort)
    exclusion = applications.exclude(draft.participation, named.participation.user.email)
    assert list(access.exclusions_of(draft.participation.user)) == [exclusion]
    for user in (named.participation.user, team_member, administrator):
        assert not access.exclusions_of(user).exists()


def test_an_exclusion_of_somebody_else_cannot_be_removed(cohort, draft):
    exclusion = applications.exclude(draft.participation, EmployeeFactory().email)
    applications.remove_exclusion(MenteeFactory(cohort=cohort).participation, exclusion.pk)
    assert Exclusion.objects.exists()
    applications.remove_exclusion(draft.participation, exclusion.pk)
    assert not Exclusion.objects.exists()


def test_nobody_is_named_twice_unknown_gone_or_is_the_author_herself(draft):
    other = EmployeeFactory()
    applications.exclude(draft.participation, other.email)
    gone = EmployeeFactory(is_active=False)
    for email in (other.email, "niemand@kerpen.example", gone.email, draft.participation.user.email.upper()):
        with pytest.raises(Refused):
            applications.exclude(draft.participation, email)
    assert Exclusion.objects.count() == 1


def test_an_old_address_of_the_author_is_recognised_as_her_own(draft):
    user = draft.participation.user
    user.email = "neuer.name@kerpen.example"
    user.save()
    with pytest.raises(Refused):
        applications.exclude(draft.participation, user.employee.email)

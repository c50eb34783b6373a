"""The directory keeps whom a mentoring year needs, and lets the others go (R2)."""

from datetime import datetime, timedelta

import pytest

from accounts.actions import directory
from accounts.models import Employee, Role, StaffImport, User
from mentoring.actions import applications, purging, requests
from mentoring.exclusions import hash_of
from mentoring.models import Cohort, RequestKind
from notifications.localtime import at_local
from tests import factories

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def year() -> Cohort:
    return factories.CohortFactory()


@pytest.fixture
def nobody() -> Employee:
    return factories.EmployeeFactory()


def night(year: Cohort) -> datetime:
    return at_local(year.starts_on + DAY)


def stays(employee: Employee, year: Cohort) -> bool:
    purging.purge_directory(night(year))
    return Employee.objects.filter(pk=employee.pk).exists()


def test_who_is_needed_by_nobody_goes_with_the_account(year, nobody):
    user = factories.UserFactory(employee=nobody)

    assert purging.purge_directory(night(year)) == 1

    assert not Employee.objects.exists()
    assert not User.objects.filter(pk=user.pk).exists()
    assert purging.purge_directory(night(year)) == 0


def test_participants_stay_of_whatever_year(year):
    employee = factories.MenteeFactory(state="declined").participation.user.employee

    assert stays(employee, year)


def test_their_superiors_stay_to_the_top(year):
    top = factories.EmployeeFactory()
    middle = factories.EmployeeFactory(superior=top)
    factories.MenteeFactory(employee=factories.EmployeeFactory(superior=middle), cohort=year)

    assert stays(top, year)
    assert stays(middle, year)


def test_superiors_of_nobody_who_takes_part_go(year, nobody):
    factories.EmployeeFactory(superior=nobody)

    assert not stays(nobody, year)


@pytest.mark.parametrize("office", ["head", "deputy"])
def test_who_leads_a_unit_stays(year, nobody, office):
    factories.OrgUnitFactory(**{office: nobody})

    assert stays(nobody, year)


@pytest.mark.parametrize("role", [Role.TEAM, Role.HR, Role.ADMINISTRATION])
def test_who_has_a_role_stays(year, nobody, role):
    factories.RoleAssignmentFactory(role=role, user=factories.UserFactory(employee=nobody))

    assert stays(nobody, year)


def test_superusers_stay(year, nobody):
    factories.UserFactory(employee=nobody, is_superuser=True)

    assert stays(nobody, year)


def test_who_has_asked_for_help_stays_until_that_is_over(year, nobody):
    requests.send(factories.UserFactory(employee=nobody), "Eine Frage", kind=RequestKind.QUESTION)

    assert stays(nobody, year)


def test_a_ring_of_superiors_ends_the_search(year):
    one = factories.EmployeeFactory()
    other = factories.EmployeeFactory(superior=one)
    Employee.objects.filter(pk=one.pk).update(superior=other)
    factories.MenteeFactory(employee=one, cohort=year)

    assert stays(other, year)


class TestNothingIsPurged:
    def test_without_a_year(self, nobody):
        assert purging.purge_directory(factories.NOW) == 0

    def test_while_somebody_can_still_join(self, year, nobody):
        assert purging.purge_directory(at_local(year.starts_on) - DAY) == 0

    def test_while_a_year_is_being_prepared(self, year, nobody):
        factories.CohortFactory(starts_on=year.starts_on + 10 * DAY)

        assert purging.purge_directory(night(year)) == 0

    def test_of_what_came_for_the_year_to_come(self, year, nobody):
        StaffImport.objects.create(created_at=night(year) - DAY / 2, state="applied")

        assert purging.purge_directory(night(year)) == 0

    def test_but_an_older_file_saves_nobody(self, year, nobody):
        StaffImport.objects.create(created_at=night(year) - 2 * DAY, state="applied")

        assert purging.purge_directory(night(year)) == 1


class TestAnExclusion:
    """Somebody whom nobody needs goes and comes back; whoever does not want her as partner still does not."""

    def test_holds_when_she_is_entered_again(self, year, nobody, team_member):
        author = factories.MenteeFactory(cohort=year).participation
        exclusion = applications.exclude(author, nobody.email)
        purging.purge_directory(night(year))
        level = author.user.employee.level

        back = Employee(email=nobody.email, first_name="B", last_name="C", unit=author.user.employee.unit, level=level)
        directory.save_employee(back, by=team_member, today=year.starts_on)

        exclusion.refresh_from_db()
        assert back.pk != nobody.pk
        assert exclusion.other_hash == hash_of(author.pk, back.pk)

    def test_means_whom_it_meant_when_somebody_else_gets_the_address(self, year, nobody, team_member):
        author = factories.MenteeFactory(cohort=year).participation
        exclusion = applications.exclude(author, nobody.email)
        address, nobody.email = nobody.email, "married@kerpen.example"
        nobody.save()
        factories.EmployeeFactory(email=address)

        directory.tell_organisation_changed(by=team_member)

        exclusion.refresh_from_db()
        assert exclusion.other_hash == hash_of(author.pk, nobody.pk)

"""The directory keeps whom a mentoring year needs, and lets the others go (R2)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions import directory, merging
from accounts.models import Employee, Role, User
from mentoring.actions import applications, purging, requests
from mentoring.exclusions import hash_of
from mentoring.models import Cohort, RequestKind
from notifications.localtime import at_local
from tests import factories
from tests.accounts.staff_files import employee, person, replaced, run_import, without
from tests.factories import TODAY

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


def purge(day: date) -> int:
    return purging.purge_directory(at_local(day))


def purge_waiting(day: date) -> int:
    return purging.purge_waiting(at_local(day))


def stays(employee: Employee, year: Cohort) -> bool:
    purging.purge_directory(night(year))
    return Employee.objects.filter(pk=employee.pk).exists()


def test_who_is_needed_by_nobody_goes_with_the_account(year, nobody):
    user = factories.UserFactory(employee=nobody)

    assert purging.purge_directory(night(year)) == 1

    assert not Employee.objects.exists()
    assert not User.objects.filter(pk=user.pk).exists()
    assert purging.purge_directory(night(year)) == 0


def test_who_works_right_at_the_root_of_an_organisation_goes_too(year):
    factories.EmployeeFactory(unit=factories.the_town())

    assert purging.purge_directory(night(year)) == 1


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


def confirmed(on: date, **fields: Any) -> Employee:
    return factories.EmployeeFactory(confirmed_on=on, **fields)


class TestAnEntryStays:
    """As long as there may be a year for which it came."""

    def test_while_somebody_can_still_join(self, year, nobody):
        assert purging.purge_directory(at_local(year.starts_on) - DAY) == 0

    def test_but_not_on_the_day_of_the_begin(self, year, nobody):
        assert purge(year.starts_on) == 1

    def test_while_a_year_is_being_prepared(self, year, nobody):
        factories.CohortFactory(starts_on=year.starts_on + 10 * DAY)

        assert stays(nobody, year)

    def test_when_it_was_confirmed_since_the_last_year_began(self, year):
        factories.CohortFactory(starts_on=year.starts_on - 10 * DAY)

        new, _old = confirmed(year.starts_on), confirmed(year.starts_on - DAY)

        assert purge(year.starts_on + 90 * DAY) == 1
        assert Employee.objects.get() == new

    def test_for_some_time_after_it_was_confirmed(self, year, settings):
        eve = confirmed(year.starts_on - DAY)
        kept = settings.RETENTION_DAYS["directory"]

        assert purge(eve.confirmed_on + kept * DAY) == 0
        assert purge(eve.confirmed_on + (kept + 1) * DAY) == 1

    def test_with_all_above_it(self, year):
        top = factories.EmployeeFactory()
        middle = factories.EmployeeFactory(superior=top)
        entry = confirmed(year.starts_on, superior=middle)

        assert purge(year.starts_on + DAY) == 0
        Employee.objects.filter(pk=entry.pk).update(confirmed_on=TODAY)
        assert purge(year.starts_on + DAY) == 3

    def test_for_the_years_of_its_own_organisation(self, year, nobody):
        other = factories.OrganisationFactory()
        factories.CohortFactory(starts_on=year.starts_on + 10 * DAY, organisations=[other])
        theirs = factories.EmployeeFactory(unit=factories.OrgUnitFactory(parent=other))
        at_their_root = factories.EmployeeFactory(unit=other)

        assert purge(year.starts_on + DAY) == 1

        assert set(Employee.objects.all()) == {theirs, at_their_root}

    def test_when_a_later_year_is_not_for_its_organisation(self, year):
        """A year that it may not join neither keeps it nor lets it go."""
        entry = confirmed(year.starts_on)
        factories.CohortFactory(starts_on=year.starts_on + 10 * DAY, organisations=[factories.OrganisationFactory()])

        assert purge(year.starts_on + 60 * DAY) == 0
        assert Employee.objects.filter(pk=entry.pk).exists()


class TestWithoutAYearInSight:
    """Files come before a year is set up, and entries do not wait for one for ever."""

    def test_entries_of_an_organisation_that_never_took_part_go_after_half_a_year(self, nobody, settings):
        kept = settings.RETENTION_DAYS["directory_waiting"]

        assert purge_waiting(TODAY + kept * DAY) == 0
        assert purge(TODAY + 500 * DAY) == 0
        assert purge_waiting(TODAY + (kept + 1) * DAY) == 1

    def test_entries_confirmed_since_the_last_year_began_go_half_a_year_after_its_end(self, year, settings):
        confirmed(year.starts_on)
        kept = settings.RETENTION_DAYS["directory_waiting"]

        assert purge_waiting(year.ends_on + kept * DAY) == 0
        assert purge(year.ends_on + (kept + 1) * DAY) == 0
        assert purge_waiting(year.ends_on + (kept + 1) * DAY) == 1

    def test_a_confirmation_after_its_end_counts_too(self, year, settings):
        entry = confirmed(year.ends_on + 10 * DAY)

        assert purge_waiting(year.ends_on + (settings.RETENTION_DAYS["directory_waiting"] + 1) * DAY) == 0
        assert Employee.objects.get() == entry

    def test_whoever_is_needed_stays(self, settings):
        entry = factories.RoleAssignmentFactory(role=Role.TEAM).user.employee

        assert purge_waiting(TODAY + 500 * DAY) == 0
        assert Employee.objects.get() == entry

    def test_a_year_that_is_set_up_at_last_keeps_them(self, year, nobody):
        Cohort.objects.update(
            applications_close_on=TODAY + 600 * DAY,
            starts_on=TODAY + 600 * DAY,
            acquaintance_ends_on=TODAY + 700 * DAY,
            ends_on=TODAY + 900 * DAY,
        )

        assert purge_waiting(TODAY + 500 * DAY) == 0


class TestWhatConfirms:
    def test_a_file_that_changes_nothing(self):
        run_import(today=TODAY - DAY)
        run_import(today=TODAY)

        assert set(Employee.objects.values_list("confirmed_on", flat=True)) == {TODAY}

    def test_a_file_that_changes_somebody_else(self):
        run_import(today=TODAY - DAY)
        run_import(replaced("Dora", person("Dora", superior="Anna")), today=TODAY)

        assert set(Employee.objects.values_list("confirmed_on", flat=True)) == {TODAY}

    def test_not_a_file_in_which_she_no_longer_stands(self):
        run_import(today=TODAY - DAY)
        run_import(without("Dora"), today=TODAY)

        assert employee("Dora").confirmed_on == TODAY - DAY

    def test_a_file_in_which_her_row_is_refused(self):
        run_import(today=TODAY - DAY)
        run_import(replaced("Dora", person("Dora", level="Oberboss")), today=TODAY)

        assert employee("Dora").confirmed_on == TODAY

    def test_the_first_file_of_an_organisation_to_which_she_comes_back(self):
        confirmed(TODAY - DAY, email="dora@kerpen.example", is_active=False)
        run_import(today=TODAY)

        assert employee("Dora").confirmed_on == TODAY

    def test_not_a_file_of_another_organisation(self, nobody):
        Employee.objects.update(confirmed_on=TODAY - DAY)
        run_import()

        nobody.refresh_from_db()
        assert nobody.confirmed_on == TODAY - DAY

    def test_a_change_by_hand_and_an_entry_by_hand(self, nobody, team_member):
        known = {"unit": nobody.unit, "level": nobody.level, "first_name": "B", "last_name": "C"}
        for entry in (nobody, Employee(email="neu@kerpen.example", **known)):
            directory.save_employee(entry, by=team_member, today=TODAY + DAY)

            entry.refresh_from_db()
            assert entry.confirmed_on == TODAY + DAY

    def test_not_that_she_is_entered_as_somebody_who_left(self, nobody, team_member):
        nobody.is_active = False
        directory.save_employee(nobody, by=team_member, today=TODAY + DAY)

        nobody.refresh_from_db()
        assert nobody.confirmed_on == TODAY

    def test_but_whoever_is_entered_as_somebody_who_left_has_a_day_too(self, nobody, team_member):
        left = Employee(email="alt@kerpen.example", unit=nobody.unit, level=nobody.level, is_active=False)
        directory.save_employee(left, by=team_member, today=TODAY + DAY)

        assert left.confirmed_on == TODAY + DAY

    def test_the_merging_of_two_entries(self, nobody, team_member):
        kept = merging.merge(factories.EmployeeFactory(), nobody, by=team_member, today=TODAY + DAY)

        kept.refresh_from_db()
        assert kept.confirmed_on == TODAY + DAY


def test_many_entries_take_few_statements(year, monkeypatch):
    """Every so many entries take the same handful, whoever they are."""
    monkeypatch.setattr(purging, "CHUNK", 10)

    def statements(entries: int) -> int:
        for entry in factories.EmployeeFactory.create_batch(entries):
            factories.UserFactory(employee=entry)
        with CaptureQueriesContext(connection) as taken:
            assert purge(year.starts_on + DAY) == entries
        return len(taken)

    one, two = statements(10), statements(20)

    assert statements(30) - two == two - one
    monkeypatch.setattr(purging, "CHUNK", 500)
    assert statements(30) == one


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

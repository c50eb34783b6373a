"""Entries of people who left, and accounts that belong to nothing any more (R14)."""

from datetime import timedelta

import pytest

from accounts.actions import retention
from accounts.models import Employee, Role, User
from accounts.signals import organisation_changed
from tests import factories
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def left(days_ago: int) -> Employee:
    return factories.EmployeeFactory(is_active=False, left_on=TODAY - days_ago * DAY)


def test_who_left_goes_after_three_months(settings):
    left(settings.RETENTION_DAYS["left"])
    old = left(settings.RETENTION_DAYS["left"] + 1)
    heard: list[object] = []
    organisation_changed.connect(lambda **sent: heard.append(sent), weak=False, dispatch_uid="listens")

    assert retention.remove_leavers(NOW) == 1
    assert not Employee.objects.filter(pk=old.pk).exists()
    assert retention.remove_leavers(NOW) == 0
    organisation_changed.disconnect(dispatch_uid="listens")
    assert len(heard) == 1


def test_her_account_keeps_what_belongs_to_a_year():
    mentee = factories.MenteeFactory()
    entry = mentee.participation.user.employee
    Employee.objects.filter(pk=entry.pk).update(is_active=False, left_on=TODAY - 200 * DAY)

    retention.remove_leavers(NOW)

    user = User.objects.get(pk=mentee.participation.user_id)
    assert (user.employee, user.full_name) == (None, entry.full_name)


class TestUnusedAccounts:
    def outside(self, **fields: object) -> User:
        return factories.UserFactory(employee=None, **{"date_joined": NOW - 31 * DAY, **fields})

    def test_go_a_month_after_they_were_opened(self):
        self.outside()
        self.outside(date_joined=NOW - 29 * DAY)

        assert retention.remove_unused_accounts(NOW) == 1
        assert User.objects.count() == 1
        assert retention.remove_unused_accounts(NOW) == 0

    def test_stay_with_an_entry_in_the_directory(self):
        factories.UserFactory(date_joined=NOW - 31 * DAY)

        assert retention.remove_unused_accounts(NOW) == 0

    @pytest.mark.parametrize("role", Role)
    def test_stay_with_a_role(self, role):
        factories.RoleAssignmentFactory(role=role, user=self.outside())

        assert retention.remove_unused_accounts(NOW) == 0

    def test_stay_for_superusers(self):
        self.outside(is_superuser=True)

        assert retention.remove_unused_accounts(NOW) == 0

    def test_stay_with_a_participation(self):
        factories.MenteeFactory(user=self.outside())

        assert retention.remove_unused_accounts(NOW) == 0

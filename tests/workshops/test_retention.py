"""Who hosted a workshop is not named for ever (R14)."""

from datetime import timedelta

import pytest

from tests.factories import UserFactory
from tests.workshops.factories import WorkshopFactory
from workshops.actions.retention import forget_hosts

pytestmark = pytest.mark.django_db


def test_a_host_is_named_for_three_years_after_the_workshop(settings):
    workshop, later = WorkshopFactory(host=UserFactory()), WorkshopFactory(host=UserFactory())
    WorkshopFactory()
    later.ends_at += timedelta(days=1)
    later.save()
    over = workshop.ends_at + timedelta(days=settings.RETENTION_DAYS["hosts"])

    assert forget_hosts(over) == 0
    assert forget_hosts(over + timedelta(seconds=1)) == 1
    assert forget_hosts(over + timedelta(seconds=1)) == 0
    workshop.refresh_from_db()
    later.refresh_from_db()
    assert (workshop.host, later.host is None) == (None, False)

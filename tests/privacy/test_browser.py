"""The page of periods in a real browser: no barrier, room on a phone."""

import pytest
from django.urls import reverse

from privacy.actions import retention
from tests.factories import NOW
from tests.support.browser import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_periods_can_be_read(open_page, team_member, axe, screenshot, width):
    retention.apply_retention(NOW)
    page = open_page(team_member, width=width)

    page.goto(reverse("admin:privacy_retentionreport_changelist"))

    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    screenshot(page, f"team-periods-{width}")

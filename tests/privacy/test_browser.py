"""Data protection in a real browser: periods, and deleting somebody's data. No barrier, room on a phone."""

import pytest
from django.urls import reverse

from mentoring.models import PairingState
from privacy.actions import retention
from tests import factories
from tests.factories import NOW
from tests.support.browser import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_pages_can_be_read(open_page, team_member, axe, screenshot, width):
    retention.apply_retention(NOW)
    busy = factories.PairingFactory(state=PairingState.ACTIVE).mentee.participation.user
    page = open_page(team_member, width=width)

    def look(name: str) -> None:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        screenshot(page, f"team-{name}-{width}")

    page.goto(reverse("admin:privacy_retentionreport_changelist"))
    look("periods")
    page.goto(reverse("admin:privacy_deletion_changelist"))
    page.get_by_label("Dienstliche E-Mail der Person").fill("niemand@kerpen.example")
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    page.get_by_role("link", name="Unter dieser Adresse").wait_for()
    look("erase-refused")
    page.get_by_label("Dienstliche E-Mail der Person").fill(busy.email)
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    page.get_by_text("Vorher ist etwas zu tun").wait_for()
    look("erase-blocked")
    page.goto(reverse("admin:privacy_deletion_account", args=[factories.UserFactory().pk]))
    look("erase-preview")

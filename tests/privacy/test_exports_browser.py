"""The page "Ihre Daten" in a real browser: empty, under way, ready, refused; no barrier, room on a phone."""

import pytest
from django.urls import reverse

from accounts import second_factor
from privacy import building
from privacy.actions import exports
from privacy.models import DataExport, ExportState
from tests.factories import NOW, UserFactory
from tests.support.browser import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = reverse("privacy:own_data")


def test_everything_about_oneself_in_every_state(open_page, axe, screenshot, monkeypatch, clock):
    monkeypatch.setattr(exports.nudging, "nudge", lambda *args, **options: None)
    user = UserFactory()
    page = open_page(user, width=DESKTOP)

    def looks_right(name):
        axe(page)
        for width in (PHONE, DESKTOP):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
            screenshot(page, f"own-data-{name}-{width}")

    page.goto(PAGE)
    page.get_by_text("Arten von Daten zeigen").click()
    looks_right("empty")
    page.get_by_role("button", name="Meine Daten zusammenstellen lassen").click()
    page.get_by_text("Ihre Daten werden zusammengestellt").wait_for()
    looks_right("under-way")
    building.build(DataExport.objects.get().pk)
    page.get_by_role("button", name="Als PDF, zum Lesen").wait_for()
    looks_right("ready")
    with page.expect_download() as download:
        page.get_by_role("button", name="Als PDF, zum Lesen").click()
    assert download.value.suggested_filename == "meine-daten.pdf"
    page.goto(PAGE)
    assert page.get_by_role("button", name="Als PDF, zum Lesen").count() == 0
    clock.shift(second_factor.FRESH + 1)
    page.get_by_role("button", name="Als JSON, für Programme").click()
    page.get_by_text("Bitte melden Sie sich noch einmal an").first.wait_for()
    looks_right("refused")
    DataExport.objects.all().delete()
    DataExport.objects.create(user=user, state=ExportState.FAILED, requested_at=NOW)
    page.goto(PAGE)
    looks_right("failed")

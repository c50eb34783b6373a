"""The page of the own calendar feed, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from mentoring.models import PairingState
from tests.factories import NOW
from tests.mentoring.tandems import announced_tandem, meeting_of
from tests.support.browser import DESKTOP, PHONE, CheckPage, KeepPicture, OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def mentor() -> User:
    tandem = announced_tandem(PairingState.ACTIVE)
    meeting_of(tandem, starts_at=NOW.replace(day=20))
    return tandem.mentor.participation.user


@pytest.fixture
def check(axe: CheckPage, screenshot: KeepPicture) -> Callable[[Page, str], None]:
    """Look for barriers, for what sticks out at the side, and keep a picture."""

    def check(page: Page, name: str) -> None:
        axe(page)
        width = page.viewport_size["width"]  # type: ignore[index]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        screenshot(page, f"{name}-{width}")

    return check


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_mentor_takes_her_appointments_into_her_calendar(
    open_page: OpenPage, check: Callable[[Page, str], None], mentor: User, width: int
) -> None:
    page = open_page(mentor, width=width)

    page.goto("/")
    check(page, "start-termine")
    page.get_by_role("link", name="Alle Termine im eigenen Kalender").click()
    check(page, "kalender-leer")
    page.get_by_role("button", name="Abonnement einrichten").click()
    address = page.get_by_label("Adresse Ihres Kalenders").input_value()
    link = page.get_by_role("link", name="Kalender abonnieren").get_attribute("href")
    assert link == address.replace("http://", "webcal://")
    check(page, "kalender")
    page.get_by_role("link", name="Neue Adresse").click()
    check(page, "kalender-neue-adresse")
    page.get_by_role("button", name="Ja, neue Adresse").click()
    assert page.get_by_label("Adresse Ihres Kalenders").input_value() != address
    check(page, "kalender-mit-neuer-adresse")
    page.get_by_role("link", name="Abschalten").click()
    check(page, "kalender-abschalten")
    page.get_by_role("button", name="Ja, abschalten").click()
    expect(page.get_by_text("Das Abonnement ist abgeschaltet.")).to_be_visible()


def test_it_works_without_scripts(open_page: OpenPage, mentor: User) -> None:
    page = open_page(mentor, java_script_enabled=False)

    page.goto("/nachrichten/kalender/")
    page.get_by_role("button", name="Abonnement einrichten").click()
    address = page.get_by_label("Adresse Ihres Kalenders").input_value()
    fetched = page.request.get(address)

    assert fetched.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "SUMMARY:Termin Mentoring" in fetched.text()

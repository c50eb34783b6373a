"""Reporting a barrier, the pages that the law wants, and the team's side of both, in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from portal.actions import barriers
from portal.models import BarrierReport
from tests.support.browser import DESKTOP, PHONE, CheckPage, KeepPicture, OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fresh_limits")]

WORDS = "Der Knopf „Weiter“ ist mit der Tastatur nicht zu erreichen."


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
def test_from_the_footer_to_the_thanks(open_page: OpenPage, check: Callable[[Page, str], None], width: int) -> None:
    page = open_page(width=width)

    page.goto("/seite/barrierefreiheit/")
    check(page, "barrierefreiheit")
    page.get_by_role("contentinfo").get_by_role("link", name="Barriere melden").click()
    page.wait_for_url("**/barriere-melden/")
    assert page.get_by_label("Wo?").input_value() == "/seite/barrierefreiheit/"
    check(page, "barriere-leer")
    page.get_by_label("Ihre E-Mail-Adresse").fill("keine Adresse")
    page.get_by_role("button", name="Meldung absenden").click()
    page.get_by_role("alert").wait_for()
    expect(page).to_have_title(re.compile("^Fehler: Barriere melden"))
    assert page.get_by_label("Ihre E-Mail-Adresse").input_value() == "keine Adresse"
    check(page, "barriere-abgelehnt")
    page.get_by_label("Was ist Ihnen im Weg?").fill(WORDS)
    page.get_by_label("Ihre E-Mail-Adresse").fill("jemand@kerpen.example")
    check(page, "barriere-ausgefuellt")
    page.get_by_role("button", name="Meldung absenden").click()
    page.get_by_role("heading", name="Danke für Ihre Meldung").wait_for()
    check(page, "barriere-gesendet")
    assert BarrierReport.objects.get().text == WORDS

    assert [cookie["name"] for cookie in page.context.cookies()] == ["csrftoken"]
    # The privacy notice tells of this one, too.
    assert page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]") == [
        "htmx-current-path-for-history"
    ]


def test_by_keyboard_and_without_scripts(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)

    page.goto("/barriere-melden/")
    page.get_by_label("Was ist Ihnen im Weg?").focus()
    page.keyboard.type(WORDS)
    for _stop in ("where", "reply_to", "button"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="Danke für Ihre Meldung").wait_for()
    assert BarrierReport.objects.get().text == WORDS


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_team_reads_and_settles_it(
    open_page: OpenPage, check: Callable[[Page, str], None], team_member: User, width: int
) -> None:
    barriers.report(WORDS, where="/workshops/", reply_to="jemand@kerpen.example")
    page = open_page(team_member, width=width)

    page.goto("/verwaltung/")
    check(page, "was-jetzt-ansteht-mit-luecken")
    page.get_by_role("link", name="1 gemeldete Barriere ansehen").click()
    page.get_by_role("heading", name="Was im Weg ist").wait_for()
    check(page, "gemeldete-barriere")
    page.get_by_role("button", name="Als erledigt vermerken").click()
    page.get_by_text("Die Barriere ist als erledigt vermerkt.").wait_for()
    check(page, "gemeldete-barrieren")
    page.get_by_role("link", name="Gemeldete Barriere").first.click()
    check(page, "gemeldete-barriere-erledigt")


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_team_sees_what_a_page_lacks(
    open_page: OpenPage, check: Callable[[Page, str], None], team_member: User, width: int
) -> None:
    page = open_page(team_member, width=width)

    page.goto("/verwaltung/")
    page.get_by_role("link", name="„Impressum“ ausfüllen").click()
    check(page, "impressum-mit-luecken")
    page.get_by_role("link", name="Auf der Website anzeigen").click()
    page.get_by_role("heading", name="Herausgeberin").wait_for()
    check(page, "impressum")
    page.goto("/seite/datenschutz/")
    check(page, "datenschutz")
    assert {cookie["name"] for cookie in page.context.cookies()} == {"csrftoken", "sessionid"}

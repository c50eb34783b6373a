"""The pages of messages and the HTML parts of mails, in a real browser."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from accounts.models import User
from notifications import mailbox, outbox
from notifications.rendering import render
from tests.factories import CohortFactory, UserFactory
from tests.notifications.test_admin import a_message, failed
from tests.notifications.test_kinds import EXAMPLES
from tests.support.browser import DESKTOP, PHONE, CheckPage, KeepPicture, OpenPage, Watcher
from tests.support.second_factor import set_up_app

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = pytest.mark.parametrize("width", [DESKTOP, PHONE])


@pytest.fixture
def check(axe: CheckPage, screenshot: KeepPicture, request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Look for barriers, for what sticks out at the side, and keep a picture."""

    def check(page: Page, name: str) -> None:
        axe(page)
        width = page.viewport_size["width"]  # type: ignore[index]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        screenshot(page, f"{name}-{width}")

    return check


@WIDTHS
def test_the_outbox_of_a_demo(
    open_page: OpenPage, check: Callable[[Page, str], None], settings: Any, tmp_path: Path, width: int
) -> None:
    settings.DEMO, settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = True, mailbox.BACKEND, str(tmp_path)
    page = open_page(width=width)

    page.goto("/nachrichten/postausgang/")
    check(page, "postausgang-leer")
    for number in range(30):
        mail.send_mail(
            "Ihr Code für die Anmeldung",
            f"Guten Tag,\n\nIhr Code: 1234-56{number:02}\n\n{settings.BASE_URL}/konto/anmelden/\n",
            None,
            [f"Rabia Weiß <rabia.weiss{number}@stadtverwaltung.kerpen.example>"],
        )
    set_up_app(UserFactory())
    page.reload()
    check(page, "postausgang")
    page.get_by_role("link", name="Ihr Code für die Anmeldung").first.click()
    expect(page.get_by_text("1234-5629")).to_be_visible()
    check(page, "postausgang-mail")
    with page.expect_download() as download:
        page.get_by_role("link", name="Mail mit allen Teilen herunterladen").click()
    assert download.value.suggested_filename.endswith(".eml")


@WIDTHS
def test_the_teams_page_of_messages(
    open_page: OpenPage,
    check: Callable[[Page, str], None],
    team_member: User,
    monkeypatch: pytest.MonkeyPatch,
    width: int,
) -> None:
    monkeypatch.setattr(outbox, "nudge", lambda: None)
    page = open_page(team_member, width=width)

    page.goto("/verwaltung/notifications/message/")
    check(page, "nachrichten-leer")
    years = [CohortFactory(title=title) for title in ("Jahrgang 2026/27", "Jahrgang 2027/28")]
    for number, code in enumerate(EXAMPLES):
        for state in ("queued", "sent", "sent", "obsolete")[: number % 4 + 1]:
            a_message(code, state, scope=f"cohort:{years[number % 2].pk}")  # type: ignore[arg-type]
    failed(UserFactory(first_name="Anna", last_name="Pütz"))
    failed(None, "no-answer")
    page.reload()
    check(page, "nachrichten")
    page.get_by_role("link", name="Jahrgang 2026/27").click()
    check(page, "nachrichten-jahrgang")
    page.get_by_role("listitem").filter(has_text="Pütz").get_by_role("button").click()
    expect(page.get_by_text("1 Nachricht geht noch einmal hinaus.")).to_be_visible()


@WIDTHS
def test_the_pages_of_every_kind(
    open_page: OpenPage, check: Callable[[Page, str], None], team_member: User, watcher: Watcher, width: int
) -> None:
    page = open_page(team_member, width=width)

    page.goto("/verwaltung/notifications/message/")
    page.get_by_role("link", name="Welche Nachrichten es gibt").click()
    check(page, "nachrichten-arten")
    page.get_by_role("link", name="Anmeldung zu einem Workshop").click()
    check(page, "nachrichten-art-anhang")
    page.get_by_role("link", name="Welche Nachrichten es gibt").click()
    page.get_by_role("link", name="Einladung als Mentor:in", exact=True).click()
    mail = page.frame_locator("iframe")
    mail.get_by_text(f"Guten Tag {team_member.full_name},").wait_for()
    # Its style is there, and the frame is as high as the mail.
    link = mail.get_by_role("link")
    assert link.evaluate("link => getComputedStyle(link).backgroundColor") == "rgb(28, 69, 166)"
    page.wait_for_load_state("load")
    room, needed = mail.locator("html").evaluate("html => [innerHeight, html.getBoundingClientRect().height]")
    assert needed <= room < needed + 1
    assert mail.locator("html").evaluate("html => html.scrollWidth <= innerWidth")
    check(page, "nachrichten-art")
    address = page.url
    with page.expect_console_message(lambda message: "allow-popups" in message.text):
        link.click()
    assert (page.url, len(page.context.pages)) == (address, 1)
    assert link.is_visible()
    # The browser says that it opened no window, and that the test's own questions would be no script of the frame.
    watcher.findings = [
        finding for finding in watcher.findings if "is sandboxed" not in finding and "allow-popups" not in finding
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_html_part_of_every_mail(open_page: OpenPage, axe: CheckPage, screenshot: KeepPicture, scheme: str) -> None:
    page = open_page(width=PHONE, color_scheme=scheme)

    for code, build in EXAMPLES.items():
        page.set_content(render(build()[0]).html)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
        screenshot(page, f"mail-{code}-{scheme}")

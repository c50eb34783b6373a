"""The gallery in a real browser: without barriers, with and without script, wide and narrow, light and dark."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.factories import UserFactory
from tests.support.browser import DESKTOP, PHONE, CheckPage, OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

LOOKS = [("light", DESKTOP), ("dark", PHONE)]
PAGES = [
    "/gallery/widgets/",
    "/gallery/widgets/?filled",
    "/gallery/crispy/",
    "/gallery/formset/",
    "/gallery/components/",
    "/gallery/missing/1/",
    "/gallery/forbidden/",
]
ADMIN_PAGES = [
    "/gallery/verwaltung/",
    "/gallery/verwaltung/mentoring/topic/",
    "/gallery/verwaltung/mentoring/topic/1/change/",
    "/gallery/verwaltung/mentoring/topic/1/delete/",
    "/gallery/verwaltung/mentoring/cohort/add/",
    "/gallery/verwaltung/accounts/orgunit/add/",
]
REFLOW = 320
# What sticks out of the page although it does not scroll in a frame of its own.
STICKS_OUT = """() => [...document.querySelectorAll("body *")]
    .filter(element => element.getBoundingClientRect().right > innerWidth + 1 && element.checkVisibility())
    .filter(element => !element.closest(".m-table, .results"))
    .map(element => element.outerHTML.slice(0, 120))"""


@pytest.fixture
def jana() -> User:
    return UserFactory(first_name="Jana", last_name="Krüger")


@pytest.fixture
def chief() -> User:
    return UserFactory(is_superuser=True)


def send(page: Page) -> None:
    page.locator("main .kern-btn--primary").first.click()
    page.wait_for_load_state()


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_no_page_has_barriers(open_page: OpenPage, axe: CheckPage, jana: User, scheme: str, width: int) -> None:
    page = open_page(jana, width=width, color_scheme=scheme)
    for address in PAGES:
        page.goto(address)
        axe(page)


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_no_refused_form_has_barriers(open_page: OpenPage, axe: CheckPage, jana: User, scheme: str, width: int) -> None:
    page = open_page(jana, width=width, color_scheme=scheme)
    for address in ["/gallery/widgets/", "/gallery/crispy/"]:
        page.goto(address)
        send(page)
        expect(page.locator(".m-error-summary")).to_be_visible()
        axe(page)


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_the_stock_admin_has_no_barriers(
    open_page: OpenPage, axe: CheckPage, chief: User, scheme: str, width: int
) -> None:
    page = open_page(chief, width=width, color_scheme=scheme)
    for address in ADMIN_PAGES:
        page.goto(address)
        axe(page)
    page.goto("/gallery/verwaltung/mentoring/cohort/add/")
    page.locator("input[name=_save]").click()
    expect(page.locator(".m-error-summary")).to_be_visible()
    axe(page)


def test_nothing_sticks_out_of_a_narrow_page(open_page: OpenPage, jana: User) -> None:
    page = open_page(jana, width=REFLOW)
    for address in PAGES:
        page.goto(address)
        assert page.evaluate(STICKS_OUT) == [], address
    page.goto("/gallery/widgets/")
    send(page)
    assert page.evaluate(STICKS_OUT) == []


def test_nothing_sticks_out_of_the_admin_on_a_phone(open_page: OpenPage, chief: User) -> None:
    page = open_page(chief, width=PHONE)
    for address in ADMIN_PAGES:
        page.goto(address)
        assert page.evaluate(STICKS_OUT) == [], address


def test_nothing_sticks_out_with_text_twice_as_large(open_page: OpenPage, jana: User) -> None:
    page = open_page(jana, width=640, java_script_enabled=True)
    for address in PAGES:
        page.goto(address)
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        assert page.evaluate(STICKS_OUT) == [], address


def test_after_a_refusal_the_summary_has_the_focus_and_leads_to_the_field(open_page: OpenPage, jana: User) -> None:
    page = open_page(jana)
    page.goto("/gallery/widgets/")

    send(page)

    expect(page.locator(".m-error-summary")).to_be_focused()
    page.get_by_role("link", name="Ihre Themen").click()
    expect(page.locator("#id_topics_0_0")).to_be_focused()


def test_the_keyboard_reaches_the_content_at_once(open_page: OpenPage, jana: User) -> None:
    page = open_page(jana)
    page.goto("/gallery/components/")

    page.keyboard.press("Tab")
    expect(page.locator(".m-skip")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_the_counter_says_what_is_left_and_what_is_too_much(open_page: OpenPage, jana: User) -> None:
    page = open_page(jana)
    page.goto("/gallery/widgets/")
    area, counter = page.locator("#id_motivation"), page.locator("#id_motivation_counter")
    expect(counter).to_have_text("Noch 200 Zeichen")

    area.fill("ä" * 10 + "\n" + "😀")
    expect(counter).to_have_text("Noch 187 Zeichen")

    area.fill("x" * 203)
    expect(counter).to_have_text("3 Zeichen zu viel")
    expect(counter).to_have_class("m-counter m-counter--over")


def test_the_counter_and_the_server_count_alike(open_page: OpenPage, jana: User) -> None:
    page = open_page(jana)
    page.goto("/gallery/widgets/?filled")
    page.locator("#id_secret").fill("ein langes Passwort")
    area = page.locator("#id_motivation")

    area.fill("ab\n" * 50)
    expect(page.locator("#id_motivation_counter")).to_have_text("Noch 0 Zeichen")
    send(page)
    assert not page.locator("#id_motivation_error").count()

    area.fill("ab\n" * 50 + "c")
    send(page)
    assert page.locator("#id_motivation_error").count()


def test_on_a_phone_the_navigation_folds_behind_a_button(open_page: OpenPage, jana: User) -> None:
    page = open_page(jana, width=PHONE)
    page.goto("/gallery/components/")
    button, goals = page.get_by_role("button", name="Menü"), page.get_by_role("link", name="Meine Ziele")
    expect(goals).to_be_hidden()

    button.click()
    expect(goals).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")

    page.keyboard.press("Escape")
    expect(goals).to_be_hidden()
    expect(button).to_be_focused()


def test_on_a_wide_screen_the_navigation_is_simply_there(open_page: OpenPage, jana: User) -> None:
    page = open_page(jana)
    page.goto("/gallery/components/")

    expect(page.get_by_role("link", name="Meine Ziele")).to_be_visible()
    expect(page.locator(".m-nav-button")).to_be_hidden()


def test_everything_works_without_script(open_page: OpenPage, jana: User) -> None:
    page = open_page(jana, width=PHONE, java_script_enabled=False)
    page.goto("/gallery/components/")
    expect(page.get_by_role("link", name="Meine Ziele")).to_be_visible()
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()

    page.goto("/gallery/widgets/")
    expect(page.locator("#id_motivation_counter")).to_have_text("Höchstens 200 Zeichen")
    send(page)
    expect(page.locator(".m-error-summary")).to_be_visible()


def test_a_second_click_sends_nothing(open_page: OpenPage, jana: User) -> None:
    page = open_page(jana)
    page.goto("/gallery/crispy/")

    was_stopped = page.evaluate(
        """() => {
            const seen = [];
            addEventListener("submit", (event) => { seen.push(event.defaultPrevented); event.preventDefault(); });
            const form = document.querySelector("main form");
            form.requestSubmit();
            form.requestSubmit();
            return seen;
        }"""
    )

    assert was_stopped == [False, True]


def test_the_page_follows_the_system_from_light_to_dark(open_page: OpenPage, jana: User) -> None:
    page = open_page(jana)
    page.goto("/gallery/components/")
    background = "getComputedStyle(document.body).backgroundColor"

    page.emulate_media(color_scheme="light")
    light: Any = page.evaluate(background)
    page.emulate_media(color_scheme="dark")

    assert page.evaluate(background) != light


def test_on_paper_the_page_is_black_on_white_without_controls(open_page: OpenPage, jana: User) -> None:
    page = open_page(jana, color_scheme="dark")
    page.goto("/gallery/components/")

    page.emulate_media(media="print")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.locator(".m-nav")).to_be_hidden()
    expect(page.get_by_role("button", name="Abmelden")).to_be_hidden()


def test_text_is_set_in_the_typeface_of_this_server(open_page: OpenPage, jana: User) -> None:
    page = open_page(jana)
    page.goto("/gallery/components/")

    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('18px \"Fira Sans\"'))")
    assert "Fira Sans" in page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")

"""The pages of the second factor in a browser: with a passkey, without JavaScript, and for axe."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts import second_factor
from tests.accounts.signing_in import SIGN_IN, code
from tests.factories import RoleAssignmentFactory, UserFactory
from tests.support.browser import PHONE
from tests.support.second_factor import code_now, set_up_app

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]


def sign_in(page: Page, email: str) -> None:
    page.goto(SIGN_IN)
    page.get_by_label("Dienstliche E-Mail").fill(email)
    page.get_by_role("button", name="Code anfordern").click()
    page.get_by_label("Code aus der Mail").fill(code())
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_load_state()


def add_authenticator(page: Page) -> None:
    """Put a key into the browser that always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.parametrize("width", [1280, PHONE])
def test_an_app_is_set_up_and_every_page_is_without_barriers(open_page, axe, screenshot, width):
    user = RoleAssignmentFactory().user
    page = open_page(width=width, java_script_enabled=True)

    def look(name: str) -> None:
        axe(page)
        screenshot(page, f"second-factor-{name}-{width}")

    sign_in(page, user.email)
    page.goto("/verwaltung/")
    look("required")
    page.get_by_role("link", name="App einrichten").click()
    look("app")
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Einrichten").click()
    expect(page).to_have_title(re.compile("^Fehler:"))
    look("app-refused")
    page.get_by_label("Code").fill(code_now(page.locator(".m-key").inner_text().replace(" ", "")))
    page.get_by_role("button", name="Einrichten").click()
    expect(page.locator("h1")).to_have_text("Notfallcodes")
    look("recovery-codes")
    page.get_by_role("link", name="Zur Verwaltung").click()
    expect(page).to_have_url(re.compile("/verwaltung/$"))
    Client().force_login(user)
    others = ("mfa_index", "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_reauthenticate")
    for name in (*others, "accounts:account"):
        page.goto(reverse(name))
        look(name.replace("_", "-"))


@pytest.mark.parametrize("width", [1280, PHONE])
def test_the_pages_that_ask_again_are_without_barriers(open_page, axe, screenshot, clock, width):
    user = UserFactory(password="ein langes Passwort")
    page = open_page(user, width=width)
    page.goto(reverse("account_reauthenticate"))
    axe(page)
    screenshot(page, f"second-factor-password-again-{width}")
    other = open_page(UserFactory(), width=width)
    clock.shift(second_factor.FRESH + 1)
    other.goto(reverse("mfa_activate_totp"))
    expect(other.locator("h1")).to_have_text("Bitte melden Sie sich noch einmal an")
    axe(other)
    screenshot(other, f"second-factor-sign-in-again-{width}")


def test_a_passkey_is_added_and_opens_the_admin(open_page, axe, screenshot):
    user = RoleAssignmentFactory().user
    page = open_page()
    add_authenticator(page)
    sign_in(page, user.email)
    page.goto(reverse("mfa_add_webauthn"))
    axe(page)
    screenshot(page, "second-factor-passkey")
    page.get_by_label("Name").fill("Dienstrechner")
    page.get_by_role("button", name="Passkey hinzufügen").click()
    expect(page.locator("h1")).to_have_text("Notfallcodes")
    assert Authenticator.objects.get(type="webauthn").wrap().name == "Dienstrechner"
    page.goto("/verwaltung/")
    expect(page).to_have_url(re.compile("/verwaltung/$"))

    page.goto("/konto/")
    page.get_by_role("main").get_by_role("button", name="Abmelden").click()
    sign_in(page, user.email)
    expect(page.locator("h1")).to_have_text("Zweiter Schritt")
    axe(page)
    screenshot(page, "second-factor-second-step")
    expect(page.get_by_text("keinen Passkey übergeben")).to_be_hidden()
    page.get_by_role("button", name="Passkey verwenden").click()
    page.wait_for_url(re.compile(r"\d/$"))
    page.goto("/verwaltung/")
    expect(page).to_have_url(re.compile("/verwaltung/$"))

    page.goto(reverse("mfa_remove_webauthn", args=[Authenticator.objects.get(type="webauthn").pk]))
    axe(page)
    page.goto(reverse("mfa_reauthenticate_webauthn"))
    axe(page)
    screenshot(page, "second-factor-passkey-again")


def test_a_browser_without_a_passkey_says_so_and_offers_another_way(open_page, axe, screenshot):
    user = RoleAssignmentFactory().user
    page = open_page(width=PHONE)
    add_authenticator(page)
    sign_in(page, user.email)
    page.goto(reverse("mfa_add_webauthn"))
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('no')); }")
    page.get_by_role("button", name="Passkey hinzufügen").click()
    expect(page.get_by_text("keinen Passkey übergeben")).to_be_visible()
    axe(page)
    screenshot(page, "second-factor-passkey-failed")
    assert not Authenticator.objects.exists()


def test_the_second_step_works_without_javascript(open_page):
    user = RoleAssignmentFactory().user
    set_up_app(user)
    page = open_page(java_script_enabled=False)
    sign_in(page, user.email)
    page.get_by_label("Code").fill(code_now())
    page.get_by_role("button", name="Anmelden").click()
    page.goto("/verwaltung/")
    expect(page).to_have_url(re.compile("/verwaltung/$"))

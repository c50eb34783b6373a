"""From the button to the town's provider and back, in a browser that keeps to the policy of the pages."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.accounts.identities import CONNECT, SUB
from tests.accounts.signing_in import PAGE, SIGN_IN
from tests.factories import EmployeeFactory, UserFactory
from tests.support.browser import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]


def stays_here(page: Page) -> Page:
    """The provider's page would take its style from elsewhere."""
    page.route("https://**", lambda route: route.abort("aborted"))
    return page


def at_provider(page: Page, sub: str) -> None:
    page.get_by_placeholder("sub").fill(sub)
    page.get_by_role("button", name="Authorize", exact=True).click()


def test_the_way_there_and_back(open_page, provider, watcher, axe, screenshot):
    employee, other = EmployeeFactory(), UserFactory()
    provider.says(SUB, email=employee.email, email_verified=True)
    page = stays_here(open_page(java_script_enabled=False))
    seen = stays_here(open_page())

    def look(name: str) -> None:
        """Look at the same page in a browser with scripts, which axe needs."""
        for width in (DESKTOP, PHONE):
            seen.set_viewport_size({"width": width, "height": 900})
            screenshot(seen, f"identity-{name}-{width}")
        axe(seen)

    # Kept away from the provider, a browser shows the page that would lead there.
    seen.route(f"{provider.issuer}/**", lambda route: route.abort("aborted"))
    seen.goto(SIGN_IN)
    look("sign-in")
    seen.get_by_role("button", name="Weiter mit Stadt-Konto").click()
    expect(seen.get_by_role("heading", name="Weiter zu Stadt-Konto")).to_be_visible()
    look("on-the-way")
    seen.goto("/konto/stadtkonto/antwort/?state=made-up")
    look("failed")

    page.goto(f"{SIGN_IN}?next={PAGE}")
    page.get_by_role("button", name="Weiter mit Stadt-Konto").click()
    at_provider(page, SUB)
    expect(page.get_by_role("heading", name="Mein Konto")).to_be_visible()
    expect(page.locator("main")).to_contain_text(employee.email)
    assert User.objects.filter(employee=employee).exists()

    seen = stays_here(open_page(other))
    seen.goto(PAGE)
    look("account-without")
    seen.goto(CONNECT)
    look("connect")
    seen.get_by_role("button", name="Weiter mit Stadt-Konto").click()
    at_provider(seen, "nr-2")
    expect(seen.locator("main")).to_contain_text("Ab jetzt können Sie sich mit Stadt-Konto anmelden")
    look("account-with")
    seen.get_by_role("link", name="Stadt-Konto trennen").click()
    look("disconnect")

    seen = stays_here(open_page())
    seen.goto(SIGN_IN)
    seen.get_by_role("button", name="Weiter mit Stadt-Konto").click()
    at_provider(seen, "nobody")
    expect(seen.get_by_role("heading", name="noch nicht hinein")).to_be_visible()
    look("refused")

    # That it left the server is what this is about; the provider's own page is none of ours.
    watcher.findings[:] = [line for line in watcher.findings if watcher.host in line or "policy" in line.lower()]

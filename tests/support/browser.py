"""A real browser on a real server.

`open_page(user)` gives a page of somebody who is signed in, `browser_page` one of nobody. Every page
is watched: an error on its console, a request that fails or goes to another machine, or an answer
that is a server error fails the test. `axe(page)` looks for barriers; `screenshot(page, name)` keeps
a picture under `var/screenshots/` when pytest is called with `--pictures`.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright

from accounts.models import User
from tests.support.needs import need

AXE_SCRIPT = settings.BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP, PHONE = 1280, 390

OpenPage = Callable[..., Page]
CheckPage = Callable[[Page], None]
KeepPicture = Callable[[Page, str], None]


@dataclass
class Watcher:
    """Writes down what goes wrong on the pages of one test. A test may remove what it expects."""

    host: str
    findings: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.findings.append(f"script error: {error.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # That a page was not found or is not allowed, the test itself sees; the console repeats it.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.findings.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != self.host:
            self.findings.append(f"left the server: {request.url}")

    def _failed(self, request: Request) -> None:
        # A download, or a page that is left while it still loads, ends its request on purpose.
        if request.failure != "net::ERR_ABORTED":
            self.findings.append(f"failed: {request.url} ({request.failure})")

    def _response(self, response: Response) -> None:
        is_page = response.request.is_navigation_request()
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.findings.append(f"answer {response.status}: {response.url}")


@pytest.fixture(scope="session")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    """One Chromium for all tests; skips them where there is none.

    Debian's headless shell is the same engine without windows, and takes two thirds of the time.
    """
    path = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    need(path, "Chromium is missing. On Debian: apt-get install chromium")
    with sync_playwright() as playwright, database_beside_event_loop():
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@contextmanager
def database_beside_event_loop() -> Iterator[None]:
    """Let tests use the database while Playwright runs its event loop in their thread.

    Django refuses that unless told otherwise, and keeps connections of their own for code under an
    event loop: they have to know the shipped rows as well, and be closed before the loop ends.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    for alias, rows in SHIPPED_ROWS.items():
        connections[alias]._test_serialized_contents = rows  # type: ignore[attr-defined]
    yield
    connections.close_all()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


# By database, what `django_db_setup` found in it after the migrations.
SHIPPED_ROWS: dict[str, str] = {}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Remember the shipped rows before a browser is started."""
    for connection in connections.all():
        if hasattr(connection, "_test_serialized_contents"):
            SHIPPED_ROWS[connection.alias] = connection._test_serialized_contents


@pytest.fixture
def watcher(live_server: Any) -> Iterator[Watcher]:
    watcher = Watcher(urlsplit(live_server.url).netloc)
    yield watcher
    if watcher.findings:
        pytest.fail("The browser complained:\n" + "\n".join(watcher.findings), pytrace=False)


@pytest.fixture
def open_page(
    watcher: Watcher, chromium: Browser, live_server: Any, settings: Any, request: pytest.FixtureRequest
) -> Iterator[OpenPage]:
    """Return a function that opens an empty page, of somebody signed in if a user is given.

    Each call is a browser of its own, with its own cookies. `width=PHONE` makes it narrow; more
    options go to Playwright's `new_context` (`java_script_enabled=False`, `color_scheme="dark"`).
    """
    settings.BASE_URL = live_server.url
    contexts: list[BrowserContext] = []

    def open_page(user: User | None = None, *, width: int = DESKTOP, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            locale="de-DE",
            timezone_id="Europe/Berlin",
            reduced_motion="reduce",
            viewport={"width": width, "height": 900},
            **options,
        )
        contexts.append(context)
        watcher.watch(context)
        if user is not None:
            sign_in(context, user, live_server.url)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


def sign_in(context: BrowserContext, user: User, url: str) -> None:
    """Give a browser the session of a user, without walking through the sign-in pages."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


@pytest.fixture
def browser_page(open_page: OpenPage) -> Page:
    """An empty page of somebody who is not signed in."""
    return open_page()


@pytest.fixture(scope="session")
def axe() -> CheckPage:
    """Return a function that fails when axe finds a barrier (WCAG 2.2 AA) on a page."""
    need(AXE_SCRIPT.exists(), "axe-core is missing. Get it with: npm ci")
    script = AXE_SCRIPT.read_text()

    def check(page: Page) -> None:
        # A click returns once the answer has begun; what is not parsed yet cannot be looked at.
        page.wait_for_load_state()
        page.evaluate(script)
        # The stock admin's forms import a style sheet; our policy would keep axe from copying it.
        options = {"runOnly": WCAG_2_2_AA, "resultTypes": ["violations"], "preload": "/verwaltung/" not in page.url}
        result = page.evaluate("options => axe.run(document, options)", options)
        assert not result["violations"], f"axe on {page.url}:\n" + "\n".join(describe(result["violations"]))

    return check


def describe(violations: list[dict[str, Any]]) -> Iterator[str]:
    for violation in violations:
        yield f"{violation['id']}: {violation['help']}"
        for node in violation["nodes"]:
            yield f"    {' '.join(map(str, node['target']))}: {node['failureSummary']}"


@pytest.fixture(scope="session")
def screenshot(pytestconfig: pytest.Config) -> KeepPicture:
    """Return a function that keeps a picture of a whole page under its name, where pictures are wanted."""
    folder = settings.BASE_DIR / "var" / "screenshots"

    def keep(page: Page, name: str) -> None:
        if pytestconfig.getoption("--pictures"):
            folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=folder / f"{re.sub(r'[^a-z0-9-]+', '-', name.lower())}.png", full_page=True)

    return keep

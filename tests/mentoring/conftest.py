"""An applicant and her draft, for the tests of her pages, and a look at a page as a whole."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from mentoring.models import Mentee, MenteeState
from tests.factories import MenteeFactory


@pytest.fixture
def draft(cohort: Any) -> Mentee:
    return MenteeFactory(cohort=cohort, state=MenteeState.DRAFT, motivation="")


@pytest.fixture
def as_owner(client: Client, draft: Mentee) -> Client:
    client.force_login(draft.participation.user)
    return client


@pytest.fixture
def look(axe: Any, screenshot: Any, request: pytest.FixtureRequest) -> Any:
    """Look at a page as a whole: nothing wider than the screen, no barrier, and keep a picture."""

    def look(page: Page, name: str) -> None:
        page.wait_for_load_state()
        assert page.locator("h1").count() == 1
        assert page.locator(".m-main .kern-btn--primary").count() <= 1
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} is too wide"
        screenshot(page, f"{request.path.stem}-{name}-{request.node.callspec.id}")
        axe(page)

    return look

"""An applicant and her draft, for the tests of her pages, and a look at a page as a whole."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from accounts.models import User
from mentoring.actions import grants
from mentoring.models import Mentee, MenteeState, Pairing, PairingState
from tests.factories import NOW, TODAY, MenteeFactory
from tests.mentoring.grants import REASON
from tests.mentoring.tandems import announced_tandem


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


@pytest.fixture
def give(adviser: User, team_member: User) -> Any:
    """Open something for two weeks, unless told otherwise."""

    def give(about, **changed):
        given = {
            "reason": REASON,
            "starts_on": TODAY,
            "ends_on": TODAY + timedelta(days=14),
            "by": team_member,
            "now": NOW,
        }
        return grants.open_to_adviser(about, changed.pop("adviser", adviser), **given | changed)

    return give


@pytest.fixture
def tandem(cohort: Any) -> Pairing:
    """An active tandem of this year that its two know of."""
    return announced_tandem(PairingState.ACTIVE, cohort=cohort)

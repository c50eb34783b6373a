"""An applicant and her draft, for the tests of her pages."""

from typing import Any

import pytest
from django.test import Client

from mentoring.models import Mentee, MenteeState
from tests.factories import MenteeFactory


@pytest.fixture
def draft(cohort: Any) -> Mentee:
    return MenteeFactory(cohort=cohort, state=MenteeState.DRAFT, motivation="")


@pytest.fixture
def as_owner(client: Client, draft: Mentee) -> Client:
    client.force_login(draft.participation.user)
    return client

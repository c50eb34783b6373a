"""What the tests of accounts share."""

import pytest

from accounts.signals import organisation_changed


@pytest.fixture
def heard():
    """Count how often the other apps are told that the organisation changed."""
    calls = []

    def hear(**kwargs):
        calls.append(kwargs["by"])

    organisation_changed.connect(hear)
    yield calls
    organisation_changed.disconnect(hear)

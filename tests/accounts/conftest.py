"""What the tests of accounts share."""

import pytest
from django.core.cache import cache


@pytest.fixture
def fresh_limits() -> None:
    """Forget how often other tests have tried."""
    cache.clear()

"""The addresses that these tests ask include those of an identity provider."""

import pytest

from tests.support.identity_provider import Provider


@pytest.fixture(autouse=True)
def _town_has_a_provider(provider: Provider) -> None:
    """Let the pages about it be there."""

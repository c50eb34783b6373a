"""What a test needs from the machine it runs on."""

import pytest


def need(is_here: object, otherwise: str) -> None:
    """Skip the test when something is missing, with the sentence that says how to get it.

    With `REQUIRE_ALL=1`, as in continuous integration, `tests/conftest.py` makes a failure of it.
    """
    if not is_here:
        pytest.skip(otherwise)

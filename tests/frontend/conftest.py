"""Serves the gallery beside the site."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def gallery(settings: Any) -> None:
    """Add the gallery's addresses and templates."""
    settings.ROOT_URLCONF = "tests.frontend.urls"
    folder = Path(__file__).parent / "templates"
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [folder, *engine["DIRS"]]}]

"""What every page of the site shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Name the organisation that runs the programme."""
    return {"organisation_name": settings.ORGANISATION_NAME, "is_demo": settings.DEMO}

"""What every page of the site shows around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from notifications import mailbox
from portal.models import Page
from portal.navigation import navigation_of


def site(request: HttpRequest) -> dict[str, Any]:
    """Name the organisation, and read navigation and footer when a page shows them."""
    return {
        "organisation_name": settings.ORGANISATION_NAME,
        "is_demo": settings.DEMO,
        "shows_mails": mailbox.is_open(),
        "navigation": SimpleLazyObject(lambda: navigation_of(request)),
        "footer_pages": SimpleLazyObject(lambda: list(Page.objects.filter(is_in_footer=True, is_public=True))),
    }

"""What people read when a stored text cannot be opened."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from accounts.encryption import CannotDecrypt

logger = logging.getLogger(__name__)


class ExplainClosedTexts:
    """Answers with a page that says so, and never shows a page with a gap where a text should be."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, CannotDecrypt):
            return None
        logger.error("A stored text cannot be opened. %s", exception.field)
        response = HttpResponse(render_to_string("closed_texts.html"), status=503)
        add_never_cache_headers(response)
        return response

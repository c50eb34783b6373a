"""How much a request may bring along.

Django writes files that are sent to any address to disk before a form looks at them, also of people who
are not signed in.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

# Two staff files of the greatest size, and the form around them.
MOST_BYTES = 12 * 1024 * 1024


class RefuseGreatBodies:
    """Answers 413 to a request that announces more, and keeps none of it. What is not announced is not read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if announced(request) > MOST_BYTES:
            return HttpResponse(render_to_string("413.html"), status=413)
        return self.get_response(request)


def announced(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0

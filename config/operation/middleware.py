"""Times every answer."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from config.operation import measures


class MeasureRequests:
    """Counts requests under way and how long they took. Knows the kind of answer, not who asked for what."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        with measures.REQUESTS_RUNNING.track_inprogress():
            response = self.get_response(request)
        kind = f"{response.status_code // 100}xx"
        measures.REQUEST_SECONDS.labels(kind).observe(time.perf_counter() - began)
        return response

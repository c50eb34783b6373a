"""For whoever watches over the installation."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; nothing more is looked at."""
    return HttpResponse("ok", content_type="text/plain")

"""The start page and what stands around it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The start page of whoever asks."""
    return render(request, "portal/start.html")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; nothing more is looked at."""
    return HttpResponse("ok", content_type="text/plain")

"""Reporting a barrier, without signing in."""

from urllib.parse import urlsplit

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import Refused
from portal.actions import barriers
from portal.forms import TRAP, BarrierForm

# What may stand in an address that the team reads: some others let their reader in.
HARMLESS = {"slug", "object_id"}
TOO_MANY_REQUESTS = 429


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Say what is in the way. What was typed stays on the page whenever it is refused."""
    form = BarrierForm(request.POST if request.method == "POST" else None, initial={"where": page_before(request)})
    status = 200
    if request.method == "POST" and form.is_valid():
        if ratelimit.consume(request, app="allauth.account", action="barrier_report"):
            try:
                barriers.report(**form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                # Another page instead of a message, which would need a session.
                return redirect("portal:barrier_sent")
        else:
            form.add_error(None, _("Very much was reported from your network. Please send yours again in an hour."))
            status = TOO_MANY_REQUESTS
    context = {"form": form, "trap": TRAP, "team_email": settings.TEAM_EMAIL}
    return render(request, "portal/barrier.html", context, status=status)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say thank you, and what comes of it."""
    return render(request, "portal/barrier_sent.html")


def page_before(request: HttpRequest) -> str:
    """Return the path of the page of this site from which somebody came, else nothing.

    Whatever stood behind it stays out, and so does an address that is a key, such as an invitation's.
    """
    try:
        came_from = urlsplit(request.headers.get("Referer", ""))
        found = resolve(came_from.path)
    except (ValueError, Resolver404):
        return ""
    is_ours = came_from.scheme in ("http", "https") and came_from.netloc == request.get_host()
    is_harmless = all(isinstance(value, int) or name in HARMLESS for name, value in found.kwargs.items())
    is_another = came_from.path != request.path
    return came_from.path if is_ours and is_harmless and is_another else ""

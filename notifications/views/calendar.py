"""The own calendar feed: the page from which it is had, and what a calendar fetches."""

import hashlib

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import Refused
from accounts.models import User
from notifications import access, actions, feeds


class SignedInRequest(HttpRequest):
    """A request behind `login_required`."""

    user: User


@login_required
@require_safe
@never_cache
def overview(request: SignedInRequest) -> HttpResponse:
    """What a feed is and, once there is one, its address."""
    own = access.own_feed(request.user)
    address = feeds.address_of(own) if own else ""
    # What calendar programs open by themselves.
    subscription = f"webcal://{address.partition('://')[2]}"
    context = {"address": address, "subscription": subscription}
    return render(request, "notifications/calendar.html", context)


@login_required
@require_POST
def set_up(request: SignedInRequest) -> HttpResponse:
    """Make the feed that was asked for."""
    try:
        actions.open_feed(request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("notifications:calendar")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: SignedInRequest) -> HttpResponse:
    """Ask once, then give the feed another address."""
    if request.method == "POST":
        try:
            actions.renew_feed(request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Your calendar has a new address. The old one no longer works."))
    elif access.own_feed(request.user) is not None:
        return render(request, "notifications/calendar_renew.html")
    return redirect("notifications:calendar")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def switch_off(request: SignedInRequest) -> HttpResponse:
    """Ask once, then make the address lead nowhere."""
    if request.method == "POST":
        actions.close_feed(request.user)
        messages.success(request, _("The subscription is switched off. Its address no longer works."))
    elif access.own_feed(request.user) is not None:
        return render(request, "notifications/calendar_switch_off.html")
    return redirect("notifications:calendar")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """What the calendar of the owner fetches, without a sign-in: the address is the key.

    Addresses that were never given out, are no longer valid or belong to a closed account are all
    answered as any page that does not exist.
    """
    if not ratelimit.consume(request, app="allauth.account", action="calendar_feed", limit_get=True):
        return ratelimit.respond_429(request)
    found = access.feed_behind(token)
    if found is None:
        raise Http404
    content = feeds.content_of(found.user, timezone.now())
    etag = quote_etag(hashlib.sha256(content).hexdigest())
    response = HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="termine.ics"',
            # Kept by its reader alone, who asks each time whether it is still true.
            "Cache-Control": "private, no-cache",
            "ETag": etag,
        },
    )
    return get_conditional_response(request, etag=etag, response=response)

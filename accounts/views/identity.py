"""Signing in with the town's identity provider, and tying an account to it.

A form that led to another site would need an exception from the policy of the pages (`form-action`), for the
provider and for whomever it leads on to. So the buttons are answered with a page that leads there.
"""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.core.ratelimit import consume
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from requests import RequestException

from accounts.actions import identities
from accounts.errors import Refused
from accounts.identity.adapter import failed
from accounts.identity.provider import Conversation
from accounts.views.second_factor import only_in_young_session

METHODS = ["GET", "HEAD", "POST"]


def _require_provider() -> None:
    if settings.IDENTITY_PROVIDER is None:
        raise Http404


@never_cache
@require_http_methods(METHODS)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the provider. Who comes by GET is led to the button."""
    _require_provider()
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    if request.method != "POST":
        return redirect("account_login")
    if not consume(request, action="login"):
        return render(request, "429.html", status=429)
    return _lead_to_provider(request, AuthProcess.LOGIN, next_url=get_next_redirect_url(request))


@never_cache
@require_http_methods(METHODS)
@login_required
@only_in_young_session
@reauthentication_required
def connect(request: HttpRequest) -> HttpResponse:
    """Say what tying means, and lead to the provider."""
    _require_provider()
    if request.method == "POST":
        return _lead_to_provider(request, AuthProcess.CONNECT)
    return render(request, "accounts/identity/connect.html", {"provider_name": settings.IDENTITY_PROVIDER.name})


@never_cache
@require_http_methods(METHODS)
@login_required
@only_in_young_session
@reauthentication_required
def disconnect(request: HttpRequest) -> HttpResponse:
    """Ask, and let the identity go."""
    _require_provider()
    known = settings.IDENTITY_PROVIDER
    if request.method != "POST":
        return render(request, "accounts/identity/disconnect.html", {"provider_name": known.name})
    try:
        if identities.disconnect(request.user, issuer=known.issuer):
            messages.success(request, _("You no longer sign in with %(provider)s.") % {"provider": known.name})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("accounts:account")


@never_cache
@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    """Take the provider's answer. The one page that a GET may change: the state says that this browser asked."""
    _require_provider()
    conversation = Conversation(request, settings.IDENTITY_PROVIDER.issuer)
    return Answer.adapter_view(conversation)(request)


class Answer(OAuth2CallbackView):
    """allauth's page for the answer, which also hands on the nonce that this sign-in began with."""

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[dict[str, Any] | None, HttpResponse | None]:
        state, refusal = super()._get_state(request, provider)
        if state is not None:
            self.adapter.nonce = state.get("nonce", "")
        return state, refusal


def _lead_to_provider(request: HttpRequest, process: str, next_url: str | None = None) -> HttpResponse:
    provider = get_adapter().get_provider(request, settings.IDENTITY_PROVIDER.issuer)
    try:
        address = provider.redirect(request, process, next_url).headers["Location"]
    except (OAuth2Error, RequestException) as error:
        return failed(request, error)
    context = {"provider_name": provider.name, "address": address, "host": urlsplit(address).hostname}
    return render(request, "accounts/identity/leave.html", context)

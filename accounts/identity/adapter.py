"""What follows from the provider's answer. allauth asks here, and its own ways to open accounts are never taken."""

import logging
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from requests import Session

from accounts import access, logs
from accounts.actions import identities, signin_log
from accounts.errors import Refused
from accounts.identity.provider import TownLogin, TownProvider, configured_app
from accounts.models import User, Way

logger = logging.getLogger(__name__)


class Adapter(DefaultSocialAccountAdapter):
    """The one provider of the settings, and what is done with whom it vouches for."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        app = configured_app()
        is_asked_for = app is not None and provider in (None, app.provider, app.provider_id)
        return [app] if app is not None and is_asked_for else []

    def get_provider(self, request: HttpRequest, provider: str, client_id: Any = None) -> TownProvider:
        return TownProvider(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def get_requests_session(self) -> Session:
        """Ask where the settings and the provider say, and follow nobody elsewhere."""
        session: Session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: TownLogin) -> None:
        """Let somebody on who is known, or stands in the directory and has no account yet.

        Raises:
            ImmediateHttpResponse: for everybody else, always with the same page; and for who wanted to tie an
                identity to her account, with what came of it.
        """
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            raise ImmediateHttpResponse(_connect(request, sociallogin))
        if sociallogin.user is None:
            sociallogin.user = identities.first_sign_in(
                issuer=sociallogin.account.provider,
                subject=sociallogin.account.uid,
                email=sociallogin.proven_email(),
            )
        user = sociallogin.user
        if not isinstance(user, User) or not access.may_sign_in(user):
            signin_log.note_refusal(request, Way.IDENTITY, user.pk if isinstance(user, User) else None)
            raise ImmediateHttpResponse(_refuse(request))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """Say that it did not work, without what the provider said.

        Raises:
            ImmediateHttpResponse: always.
        """
        if error == AuthError.CANCELLED:
            messages.info(request, _("You broke off signing in with %(provider)s.") % {"provider": provider.name})
            raise ImmediateHttpResponse(redirect(_page_of(request)))
        if exception is not None and not request.user.is_authenticated:
            signin_log.note_refusal(request, Way.IDENTITY, None)
        raise ImmediateHttpResponse(failed(request, exception))


def failed(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """Say that the provider did not answer, or not as it should, and how else to sign in.

    Without an error the browser brought something that nobody here has asked for.
    """
    if error is not None:
        logger.warning("The identity provider does not answer as it should: %s", logs.kinds(error))
    return render(request, "accounts/identity/failed.html", _who_helps(), status=400 if error is None else 503)


def _refuse(request: HttpRequest) -> HttpResponse:
    """Answer alike whether somebody is unknown, has left, or has an account that is not tied to this identity."""
    return render(request, "accounts/identity/refused.html", _who_helps(), status=403)


def _who_helps() -> dict[str, str]:
    known = settings.IDENTITY_PROVIDER
    return {"provider_name": known.name if known else "", "team_email": settings.TEAM_EMAIL}


def _connect(request: HttpRequest, sociallogin: TownLogin) -> HttpResponse:
    if isinstance(request.user, User):
        account = sociallogin.account
        try:
            identities.connect(request.user, issuer=account.provider, subject=account.uid)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            name = sociallogin.provider.name
            messages.success(request, _("From now on you can sign in with %(provider)s.") % {"provider": name})
    return redirect(_page_of(request))


def _page_of(request: HttpRequest) -> str:
    return "accounts:account" if request.user.is_authenticated else "account_login"

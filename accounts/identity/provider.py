"""Asking the provider: allauth's OpenID Connect, as far as this programme does it otherwise."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.identity import tokens
from accounts.identity.tokens import NotBelieved

# No names and no groups: who somebody is stands in the directory, what she may do is decided here.
SCOPE = ("openid", "email")
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class TownLogin(SocialLogin):
    """Somebody whom the provider vouches for. `proven_email` asks it for her address, which is not asked for else."""

    account: SocialAccount

    def __init__(self, *args: Any, proven_email: Callable[[], str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proven_email = proven_email

    def lookup(self) -> None:
        """Find whose identity it is, by issuer and `sub` alone. allauth would also keep when it was last used."""
        self._did_authenticate_by_email = None
        known = SocialAccount.objects.select_related("user__employee")
        found = known.filter(provider=self.account.provider, uid=self.account.uid).first()
        if found is not None:
            self.account, self.user = found, found.user


class Conversation(OpenIDConnectOAuth2Adapter):
    """What is asked of the provider within one sign-in."""

    def __init__(self, request: HttpRequest, issuer: str) -> None:
        super().__init__(request, issuer)
        # What the answer has to repeat; known once the state of the sign-in was found.
        self.nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """Where the provider wants to be asked what; read once.

        Raises:
            NotBelieved: when it calls itself otherwise than the settings say, or wants to be asked without https.
        """
        if not hasattr(self, "_openid_config"):
            issuer = self.provider_id
            with understanding():
                found = self._fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
                if found["issuer"] != issuer:
                    raise NotBelieved("issuer")
                if any(urlsplit(found[name]).scheme != urlsplit(issuer).scheme for name in ENDPOINTS):
                    raise NotBelieved("scheme of an endpoint")
            self._openid_config = found
        return self._openid_config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Name the site by its configured address, not by what a request says."""
        return str(settings.BASE_URL + reverse("accounts:identity_callback"))

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        with understanding():
            answer: dict[str, Any] = super().get_access_token_data(*args, **kwargs)
        return answer

    def parse_token(self, data: Mapping[str, Any]) -> SocialToken:
        """Keep the access token for the next request to the provider, and in memory alone."""
        return SocialToken(token=data["access_token"])

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> TownLogin:
        with understanding():
            keys = self._fetch(self.openid_config["jwks_uri"])
            claims = tokens.read(
                kwargs["response"]["id_token"],
                keys,
                issuer=self.provider_id,
                client_id=app.client_id,
                nonce=self.nonce,
            )
        return TownLogin(
            account=SocialAccount(provider=self.provider_id, uid=claims["sub"]),
            provider=self.get_provider(),
            proven_email=partial(self._proven_email, claims, token),
        )

    def _proven_email(self, claims: Mapping[str, Any], token: SocialToken) -> str:
        """Return the address that the provider says is hers; empty when it does not vouch for one.

        It may tell it with the token or when asked for it.

        Raises:
            NotBelieved: when it tells about somebody else.
        """
        said = claims
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            with understanding():
                said = self._fetch(self.openid_config["userinfo_endpoint"], Authorization=f"Bearer {token.token}")
                if said["sub"] != claims["sub"]:
                    raise NotBelieved("sub of userinfo")
        return str(said.get("email", "")).strip().lower() if said.get("email_verified") is True else ""

    def _fetch(self, url: str, **headers: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(url, headers=headers)
            answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


class TownProvider(OpenIDConnectProvider):
    """The town's identity provider. Nothing in a request changes what it is asked for."""

    pkce_enabled_default = True
    oauth2_adapter_class = Conversation

    def get_scope(self) -> list[str]:
        return list(SCOPE)

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Lead to the provider with a nonce, which its answer has to repeat."""
        nonce = secrets.token_urlsafe(32)
        asked = {"scope": self.get_scope(), "auth_params": {"nonce": nonce}}
        answer: HttpResponse = super().redirect(request, process, next_url, data, nonce=nonce, **asked)
        return answer


def configured_app() -> SocialApp | None:
    """Return how allauth calls what the settings say about the provider. None of it stands in the database."""
    known = settings.IDENTITY_PROVIDER
    if known is None:
        return None
    return SocialApp(
        provider=TownProvider.id,
        provider_id=known.issuer,
        name=known.name,
        client_id=known.client_id,
        secret=known.client_secret,
    )


@contextmanager
def understanding() -> Iterator[None]:
    """Take an answer that has another shape than the standard says for one that is not believed."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise NotBelieved(type(error).__name__) from error

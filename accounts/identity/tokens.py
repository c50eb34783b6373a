"""What is believed of an ID token: who issued it, for whom, for which sign-in, and who it is about."""

from collections.abc import Mapping
from secrets import compare_digest
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

# Signatures that only the provider can make. With a shared secret, or none, others could.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
NEEDED = ("iss", "sub", "aud", "exp", "iat")
# Seconds by which the clocks of the provider and of this machine may differ.
LEEWAY = 60
# What the column holds; those of Entra ID and Keycloak have about 40 characters.
LONGEST_SUBJECT = 191


class NotBelieved(OAuth2Error):
    """The provider's answer is not one that lets anybody in. The text names what is wrong and repeats nothing."""


def read(id_token: str, keys: Mapping[str, Any], *, issuer: str, client_id: str, nonce: str) -> dict[str, Any]:
    """Return what a token says about somebody.

    Raises:
        NotBelieved: unless it is signed by one of the provider's keys, was issued by the provider for us and for
            this very sign-in, and has not run out.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            id_token,
            key=_key_of(id_token, keys),
            algorithms=ALGORITHMS,
            issuer=issuer,
            audience=client_id,
            leeway=LEEWAY,
            options={"require": list(NEEDED)},
        )
    except jwt.PyJWTError as error:
        raise NotBelieved(type(error).__name__) from error
    _require_for_us(claims, client_id)
    if not nonce or not compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise NotBelieved("nonce")
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
        raise NotBelieved("sub")
    return claims


def _key_of(id_token: str, keys: Mapping[str, Any]) -> jwt.PyJWK:
    """Return the key that the token names; it need not name one where there is only one."""
    named = jwt.get_unverified_header(id_token).get("kid")
    signing = [key for key in jwt.PyJWKSet.from_dict(dict(keys)) if key.public_key_use in (None, "sig")]
    fitting = [key for key in signing if named is None or key.key_id == named]
    if len(fitting) != 1:
        raise NotBelieved("kid")
    return fitting[0]


def _require_for_us(claims: Mapping[str, Any], client_id: str) -> None:
    """A token for several says for whom it was asked."""
    audience = claims["aud"]
    several = not isinstance(audience, str) and len(audience) > 1
    if claims.get("azp", None if several else client_id) != client_id:
        raise NotBelieved("azp")

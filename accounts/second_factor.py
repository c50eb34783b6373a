"""The second factor: an authenticator app or a passkey, with recovery codes beside them.

allauth keeps and checks them. What the programme adds: secrets are encrypted, the admin asks whether
this very session has proved a factor that still stands, and setting one up counts as a proof of it.
"""

from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, get_reauthentication_flows
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import encryption
from accounts.models import User

# Recovery codes alone are none: they only stand in for one of these.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# Seconds. How long a sign-in by code lets somebody without password and factor set one up.
FRESH = 20 * 60


class Adapter(DefaultMFAAdapter):
    """Encrypts what opens accounts, and speaks in the programme's words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This did not work. Please try again with the newest code, or with another key."),
        "cannot_generate_recovery_codes": _("Recovery codes come with an authenticator app or a passkey."),
    }

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text, of="a second factor")

    def get_totp_issuer(self) -> str:
        return f"Mentoring {settings.ORGANISATION_NAME}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the site by its configured address, not by what a request says."""
        return {"id": str(urlsplit(settings.BASE_URL).hostname), "name": self.get_totp_issuer()}

    def generate_authenticator_name(self, user: User, kind: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=kind).count() + 1
        return gettext("Passkey") if number == 1 else gettext("Passkey %(number)s") % {"number": number}


def is_set_up(user: User) -> bool:
    """Say whether somebody has a second factor."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def is_proven(request: HttpRequest) -> bool:
    """Say whether this session has proved a second factor that still stands. Read once per request."""
    cached: bool | None = getattr(request, "_second_factor_is_proven", None)
    if cached is None:
        cached = _is_proven(request)
        request._second_factor_is_proven = cached  # type: ignore[attr-defined]
    return cached


def _is_proven(request: HttpRequest) -> bool:
    if not isinstance(request.user, User):
        return False
    records = get_authentication_records(request, request.user)
    proven = {record.get("id") for record in records if record["method"] == "mfa"}
    if not proven:
        return False
    standing = dict(Authenticator.objects.filter(user=request.user).values_list("pk", "type"))
    return bool(proven & set(standing)) and not set(FACTORS).isdisjoint(standing.values())


def way_in(user: User, next_path: str) -> str:
    """Return the address at which somebody proves her second factor, or sets one up when she has none."""
    types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    if not types & set(FACTORS):
        return reverse("mfa_index")
    name = "mfa_reauthenticate" if Authenticator.Type.TOTP in types else "mfa_reauthenticate_webauthn"
    return f"{reverse(name)}?{urlencode({REDIRECT_FIELD_NAME: next_path}, safe='/')}"


def signed_in_lately(request: HttpRequest, *, now: float) -> bool:
    """Say whether somebody may change how she signs in without signing in again.

    Those who have a password or a factor are asked for it (allauth does); a session of anybody else
    must be young, since nothing but its sign-in says who sits before it.
    """
    if get_reauthentication_flows(request.user):
        return True
    # An invitation may be two weeks old, and says less than a code.
    records = [
        record for record in get_authentication_records(request, request.user) if record["method"] != "invitation"
    ]
    return bool(records) and now - records[-1]["at"] < FRESH


def way_to_prove_again(request: HttpRequest, next_path: str) -> str:
    """Return where whoever has a password or a factor proves anew that it is she; empty when she did so lately.

    She is led back to a page, not to what she sent: allauth would keep that in the session, with its cookie.
    """
    methods = get_adapter().get_reauthentication_methods(request.user)
    if not methods or did_recently_reauthenticate(request):
        return ""
    return f"{methods[0]['url']}?{urlencode({REDIRECT_FIELD_NAME: next_path}, safe='/')}"


def count_as_proof(request: HttpRequest, authenticator: Authenticator) -> None:
    """Count setting up a factor as its proof: she has just used it. Writes into the session."""
    post_authentication(request, authenticator, reauthenticated=True)

"""What somebody who tries the demo needs for the second step of signing in, where no phone is at hand."""

import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt
from django.conf import settings

from accounts import access, second_factor
from accounts.models import User


def protect(users: list[User]) -> None:
    """Give those who may enter the admin an app, whose codes the demo shows. Does nothing to those who have one."""
    _require_demo()
    for user in users:
        if access.may_enter_admin(user) and not second_factor.is_set_up(user):
            auth.TOTP.activate(user, auth.generate_totp_secret())


def codes_now() -> list[tuple[str, str]]:
    """Return what the apps of the demo show now: addresses and codes."""
    _require_demo()
    apps = Authenticator.objects.filter(type=Authenticator.Type.TOTP).select_related("user").order_by("user__email")
    counter = int(time.time()) // app_settings.TOTP_PERIOD
    values = ((app.user.email, auth.hotp_value(decrypt(app.data["secret"]), counter)) for app in apps)
    return [(email, auth.format_hotp_value(value)) for email, value in values]


def _require_demo() -> None:
    if not settings.DEMO:
        raise RuntimeError("Codes are shown in a demo only.")

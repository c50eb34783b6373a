"""Sessions of tests, with and without a proven second factor.

`client.force_login(user)` leaves what a sign-in by code leaves, and, for whoever may enter the admin,
a second factor that this session has proved. Tests about the factor itself use `sign_in_without_factor`.
"""

import time
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.http import HttpRequest
from django.test import Client

from accounts import access
from accounts.models import User

# Base 32.
SECRET = "MENTORINGMENTORINGMENTORINGMENTO"

_force_login = Client.force_login


def force_login(client: Client, user: User, backend: str | None = None) -> None:
    """Sign in as Django's client does, and prove the second factor where the admin asks for one."""
    sign_in_without_factor(client, user, backend)
    # Read anew: the test's own object may not keep roles that change later.
    if access.may_enter_admin(User.objects.get(pk=user.pk)):
        prove(client, user)


def sign_in_without_factor(client: Client, user: User, backend: str | None = None) -> None:
    """Leave the session of somebody who came in by a code and nothing else."""
    _force_login(client, user, backend)
    _record(client, user, "code", email=user.email)


def prove(client: Client, user: User) -> None:
    """Let the client's session have proved the user's app, which is set up where there is none."""
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first() or set_up_app(user)
    _record(client, user, "mfa", id=factor.pk, type=factor.type)


def set_up_app(user: User) -> Authenticator:
    """Give somebody an authenticator app."""
    return auth.TOTP.activate(user, SECRET).instance


def code_now(secret: str = SECRET) -> str:
    """Return what the app shows now."""
    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30))


def _record(client: Client, user: User, method: str, **data: Any) -> None:
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, method, **data)
    request.session.save()

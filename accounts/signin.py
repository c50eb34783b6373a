"""How people sign in: allauth, with the directory as the list of who may.

Nobody signs up. Whoever stands active in the directory asks for a code with her work e-mail, and
the account is opened when the code comes back right: an address that a colleague typed makes no
account. Asking does the same for every address: the same look-ups, the same connection to the mail
server, the same page; only the mail itself is missing for addresses that may not sign in.
"""

import logging
from threading import Thread
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import access
from accounts.actions import accounts, signin_log
from accounts.errors import Refused
from accounts.models import Employee, User, Way

logger = logging.getLogger(__name__)


class DirectoryBackend(AuthenticationBackend):
    """Ends the session of somebody who has left, or whose account was closed, with the next request."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.select_related("employee").filter(pk=user_id).first()
        return user if user is not None and access.may_sign_in(user) else None

    def user_can_authenticate(self, user: User) -> bool:
        return access.may_sign_in(user)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from the directory; allauth's words in this programme's manner."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This e-mail and password do not go together. Please check both."),
        "incorrect_password": _("This is not your present password."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right. Please compare it with the newest mail from us."),
        "too_many_login_attempts": _("That was tried too often. Please wait a few minutes and start again."),
        "rate_limited": _("That was tried too often. Please wait a few minutes and start again."),
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Note in the log that a limit was reached where a form says so. Whoever it was, stands nowhere."""
        if code in ("too_many_login_attempts", "rate_limited"):
            logger.warning("A limit on signing in was reached.")
        return super().validation_error(code, *args)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:
        """Let only those in who may, whichever way they came: by code, password or invitation."""
        assert isinstance(user, User)  # noqa: S101 - allauth speaks of any user model
        accounts.meet_directory(user)
        if not access.may_sign_in(user):
            signin_log.note_refusal_of(request, user)
            request.session.flush()
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note a password that was not right. Known and unknown addresses take the same steps."""
        account_id = signin_log.account_of(str(credentials.get("email", "")).lower())
        signin_log.note_refusal(request, Way.PASSWORD, account_id)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """Ask those who have a second factor for it: their password says less."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        factors = [method for method in methods if method["id"] != "reauthenticate"]
        return factors or methods

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:account")


def keep_address(*, instance: User, update_fields: frozenset[str] | None = None, **kwargs: Any) -> None:
    """Give allauth the account's one address, verified: it comes from the directory or the administration."""
    if update_fields is not None and "email" not in update_fields:
        return
    EmailAddress.objects.filter(user=instance).exclude(email=instance.email).delete()
    EmailAddress.objects.update_or_create(
        user=instance, email=instance.email, defaults={"verified": True, "primary": True}
    )


def may_receive_code(email: str) -> bool:
    """Say whether an address may sign in. Asks the same of the database for every address."""
    employee = Employee.objects.select_related("user").filter(email=email).first()
    outsider = User.objects.filter(email=email, employee__isnull=True).first()
    user = getattr(employee, "user", None) or outsider
    if employee is not None and not employee.is_active:
        return False
    return user.is_active if user is not None else employee is not None


def gets_code(user: User) -> bool:
    """Say whether a code by mail lets in whoever has this account, and not somebody else."""
    email = user.employee.email if user.employee else user.email
    employee = Employee.objects.select_related("user").filter(email=email).first()
    if employee is None:
        return user.employee is None and user.is_active
    return may_receive_code(email) and getattr(employee, "user", user) == user


def account_for(email: str) -> User | None:
    """Return the account of whoever proved that an address is hers; opens it at the first sign-in."""
    employee = Employee.objects.filter(email=email).first()
    if employee is None:
        return User.objects.filter(email=email, employee__isnull=True, is_active=True).first()
    try:
        return accounts.open_account(employee)
    except Refused:
        return None


def open_mail_connection() -> BaseEmailBackend:
    """Return a connection to the mail server over which it has greeted us already.

    Raises:
        OSError: when the server does not answer within `EMAIL_TIMEOUT`, or sends us away. Known and
            unknown addresses learn it alike.
    """
    connection: BaseEmailBackend = get_connection()
    if isinstance(connection, SmtpBackend):
        try:
            connection.open()
            if connection.connection is not None:
                connection.connection.ehlo_or_helo_if_needed()
        except OSError as error:
            logger.warning("The mail server does not answer, so no sign-in code was sent: %s", type(error).__name__)
            connection.close()
            raise
    return connection


def code_mail(email: str, code: str, connection: BaseEmailBackend) -> EmailMessage:
    """Write the mail with a code."""
    context = {"code": code, "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60}
    mail = get_adapter().render_mail("account/email/login_code", email, context, {"Auto-Submitted": "auto-generated"})
    mail.connection = connection
    return mail


def hand_over(mails: list[EmailMessage], connection: BaseEmailBackend) -> None:
    """Send the mails now, or none of them, without telling by the time it takes which it was.

    A mail server takes its time, so a thread waits for it and not the answer to the request.
    """
    if isinstance(connection, SmtpBackend):
        Thread(target=_send, args=(mails, connection)).start()
    else:
        _send(mails, connection)


def _send(mails: list[EmailMessage], connection: BaseEmailBackend) -> None:
    try:
        with connection:
            connection.send_messages(mails)
    except Exception as error:  # in a thread of its own whatever is raised would be printed, address and all
        # The page says what to do when no mail comes. To tell it there would tell who is known.
        logger.warning("The mail server did not take a sign-in code: %s", type(error).__name__)

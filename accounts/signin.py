"""How people sign in: allauth, with the directory as the list of who may.

Nobody signs up. Whoever stands active in the directory asks for a code with her work e-mail, and
the account is opened when the code comes back right: an address that a colleague typed makes no
account. Asking does the same for every address: the same look-ups, the same connection to the mail
server, the same page; only the mail itself is missing for addresses that may not sign in.
"""

import logging
from datetime import datetime
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

from accounts import access, changed_addresses, rules
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


def address_for_code(email: str, now: datetime) -> str:
    """Return where the code goes for which an address asks, or nothing where it may not sign in.

    That is the address itself, unless it was changed lately: then the earlier one, with which she may ask
    as well. Asks the same of the database for every address.
    """
    employee, user = _known_by(email)
    earlier = changed_addresses.known_earlier_by(email, now)
    if employee is None and user is None:
        user = earlier
    address = changed_addresses.address_that_counts(user, now) if user is not None else email
    is_given_away = changed_addresses.belongs_to_another(address, user)
    if employee is not None and not employee.is_active:
        return ""
    if user is None:
        return address if employee is not None else ""
    if not access.may_sign_in(user) or (is_given_away and changed_addresses.is_new(user, now)):
        return ""
    return address


def _known_by(email: str) -> tuple[Employee | None, User | None]:
    """Return whose address it is: an entry, and an account if there is one, hers or of somebody from outside."""
    employee = Employee.objects.select_related("user").filter(email=email).first()
    outsider = User.objects.filter(email=email, employee__isnull=True).first()
    if employee is None:
        return None, outsider
    is_hers = outsider is not None and rules.may_be_one_person(outsider, employee)
    return employee, getattr(employee, "user", None) or (outsider if is_hers else None)


def gets_code(user: User, now: datetime) -> bool:
    """Say whether a code by mail lets in whoever has this account, and not somebody else."""
    email = user.employee.email if user.employee else user.email
    _employee, known = _known_by(email)
    return known == user and address_for_code(email, now) != ""


def account_for(email: str, *, proven: str, now: datetime) -> User | None:
    """Return the account for which an address asked, or open it at the first sign-in.

    `proven` is the address to which the code went. It must be the one that counts now: the directory
    may have changed while the code was on its way.
    """
    if not proven or address_for_code(email, now) != proven:
        return None
    employee, user = _known_by(email)
    user = user or changed_addresses.known_earlier_by(email, now)
    if employee is None and user is not None:
        employee = user.employee
    if employee is None:
        return user if user is not None and user.is_active else None
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

"""The mail server: one connection for many mails, and what its refusals mean."""

import logging
import smtplib

from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

from notifications.mime import Email

logger = logging.getLogger(__name__)

# "Service not available": the server hangs up after it.
CLOSING = 421


class ServerAway(Exception):
    """No connection can be made. That says nothing about any mail."""


class NotSent(Exception):
    """This mail was not taken.

    `code` is short and names no address. A permanent refusal stays one however often it is tried.
    Where the connection broke, nobody knows whether the mail was taken.
    """

    def __init__(self, code: str, *, is_permanent: bool = False, is_broken: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.is_permanent = is_permanent
        self.is_broken = is_broken


class MailServer:
    """Sends mails one by one over one connection, which is opened when the first one comes."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def send(self, email: Email) -> None:
        """Hand one mail to the server.

        Raises:
            ServerAway: when it cannot be reached or does not let us in.
            NotSent: when it does not take this mail.
        """
        connection = self._connection or self._open()
        try:
            _hand_over(email, connection)
        except Exception as error:
            refusal = _refusal(error)
            if refusal.is_broken:
                self.close()
            raise refusal from error

    def close(self) -> None:
        """Hang up. A connection that is broken already is simply forgotten."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except (smtplib.SMTPException, OSError) as error:
                logger.info("The mail server hung up first: %s", type(error).__name__)

    def _open(self) -> BaseEmailBackend:
        connection = mail.get_connection()
        try:
            connection.open()
        except (smtplib.SMTPException, OSError) as error:
            logger.warning("The mail server cannot be reached: %s", type(error).__name__)
            raise ServerAway from error
        self._connection = connection
        return connection


def _hand_over(email: Email, connection: BaseEmailBackend) -> None:
    """Send a mail by SMTP as it is written down quickest, and any other way as Django does."""
    if isinstance(connection, SmtpBackend) and connection.connection is not None:
        connection.connection.sendmail(email.from_email, email.to, email.as_bytes())
    else:
        connection.send_messages([email])


def _refusal(error: Exception) -> NotSent:
    """Translate what went wrong with one mail."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = max((code for code, _ in error.recipients.values()), default=0)
        return NotSent(f"smtp-{code}", is_permanent=code >= 500, is_broken=code == CLOSING)
    if isinstance(error, smtplib.SMTPSenderRefused):
        # Our own address is not welcome: that is to be put right here, so the mail may wait.
        return NotSent(f"smtp-{error.smtp_code}", is_broken=error.smtp_code == CLOSING)
    if isinstance(error, smtplib.SMTPResponseException):
        code = error.smtp_code
        return NotSent(f"smtp-{code}", is_permanent=code >= 500, is_broken=code == CLOSING)
    if isinstance(error, smtplib.SMTPException | OSError):
        return NotSent("no-answer", is_broken=True)
    logger.error("A mail could not be put together: %s", type(error).__name__)
    return NotSent("no-mail", is_permanent=True)

"""Where mails go on a machine without a mail server."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmlFileBackend(BaseEmailBackend):
    """Keeps every mail as a file of its own in `EMAIL_FILE_PATH`, as mail programs open it.

    The name begins with the moment, so that the names are in order. A file appears whole or not at
    all: the page that shows them never meets half a mail.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for email in email_messages:
            name = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{secrets.token_hex(4)}"
            draft = folder / f"{name}.new"
            draft.write_bytes(email.message().as_bytes(linesep="\r\n"))  # type: ignore[call-arg]
            draft.rename(folder / f"{name}.eml")
        return len(email_messages)

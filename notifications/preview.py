"""Mails as they will be: on pages that ask before something is sent, and as examples of each kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from notifications.kinds import Kind
from notifications.models import Message
from notifications.rendering import RenderedMail, render_preview


@dataclass(frozen=True)
class Sample:
    """An example of a kind: to whom it goes (None: the team's mailbox), the mail, and the names of its files."""

    recipient: User | None
    mail: RenderedMail
    files: Sequence[str]


def render(message: Message) -> RenderedMail:
    """Render an unsaved message from `outbox.draft`. A link that lets its reader in is left out."""
    return render_preview(message)


def sample(kind: Kind, reader: User, now: datetime) -> Sample:
    """Render an example of a kind, addressed to who looks at it. Nothing is written."""
    message = kind.sample(reader, now)
    files = [file.filename for file in kind.attachments(message)]
    return Sample(message.recipient, render_preview(message), files)


def for_frame(mail: RenderedMail) -> str:
    """Return the HTML part for a frame without popups: its link would open a window, and so leads nowhere."""
    return mail.html.replace("<head>", '<head>\n<base target="_blank">', 1)

"""From a message to a mail: subject, text and HTML, rendered when it is sent."""

from dataclasses import dataclass
from email.policy import Compat32
from email.utils import formataddr
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import translation

from notifications import kinds
from notifications.models import Message

# A header and its name, the colon and the blank between them: the standard library folds what is longer than 78.
LINE = 76


@dataclass(frozen=True)
class RenderedMail:
    """A mail as its recipient reads it."""

    subject: str
    text: str
    html: str


class QuickHeaders(Compat32):
    """Writes headers as the standard library does, and those that fit into a line without its long way."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if isinstance(value, str) and value.isascii() and len(name) + len(value) < LINE:
            return f"{name}: {value}{self.linesep}".encode()
        return super().fold_binary(name, value)


class Email(EmailMultiAlternatives):
    """A mail of the programme, written down in a third of the time.

    What takes long otherwise is folding headers that need none, and looking for a boundary that
    does not occur in the text: a random one does not.
    """

    def message(self, **options: Any) -> Any:
        mime = super().message(**options)
        mime.policy = QuickHeaders()
        for part in mime.walk():
            if part.is_multipart():
                part.set_boundary(f"=-{uuid4().hex}")
        return mime


def render(message: Message) -> RenderedMail:
    """Render a message, which may be unsaved.

    Raises:
        UnknownKind: when no app has registered its kind.
        ObjectDoesNotExist: when what it is about is gone.
    """
    return _render(message, kinds.get(message.kind).link(message))


def render_preview(message: Message) -> RenderedMail:
    """Render a message for somebody else's eyes: without a link that lets its reader in."""
    return _render(message, kinds.get(message.kind).shown_link(message))


def as_email(message: Message) -> Email:
    """Make the mail that is sent.

    It has the message's own Message-ID, so that a repeat can be recognised as one, and says that
    a machine wrote it, so that no absence note answers it. An answer by a person reaches the team.
    """
    rendered = render(message)
    email = Email(
        subject=rendered.subject,
        body=rendered.text,
        to=[address_of(message)],
        reply_to=[settings.TEAM_EMAIL],
        headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
    )
    email.attach_alternative(rendered.html, "text/html")
    for attachment in kinds.get(message.kind).attachments(message):
        email.attach(attachment.filename, attachment.content, attachment.content_type)
    return email


def message_id(message: Message) -> str:
    return f"<{message.message_id}@{urlsplit(settings.BASE_URL).hostname}>"


def address_of(message: Message) -> str:
    """Return where the mail goes: to its recipient by name, or to the team's mailbox."""
    recipient = message.recipient
    if recipient is None:
        return settings.TEAM_EMAIL
    return formataddr((recipient.full_name, recipient.email))


def _render(message: Message, link: str) -> RenderedMail:
    kind = kinds.get(message.kind)
    context: dict[str, Any] = {
        **kind.context(message),
        "may_choose": kind.choice is not kinds.Choice.NONE,
        "recipient": message.recipient,
        "link": link,
        "organisation_name": settings.ORGANISATION_NAME,
        "team_email": settings.TEAM_EMAIL,
    }
    folder = f"emails/{message.kind}"
    with translation.override(settings.LANGUAGE_CODE):
        subject = " ".join(_filled(f"{folder}/subject.txt", context).split())
        context["subject"] = subject
        return RenderedMail(
            subject=subject,
            text=_filled(f"{folder}/body.txt", context).strip() + "\n",
            html=_filled(f"{folder}/body.html", context, is_html=True),
        )


def _filled(template_name: str, context: dict[str, Any], *, is_html: bool = False) -> str:
    """Fill a template. What stands in a plain text is not escaped: there it would be seen."""
    template: Template = get_template(template_name).template  # type: ignore[attr-defined]
    return template.render(Context(context, autoescape=is_html))

"""From a message to a mail: subject, text and HTML, rendered when it is sent."""

from dataclasses import dataclass
from email.utils import formataddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import translation

from notifications import kinds
from notifications.models import Message


@dataclass(frozen=True)
class RenderedMail:
    """A mail as its recipient reads it."""

    subject: str
    text: str
    html: str


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


def as_email(message: Message) -> EmailMultiAlternatives:
    """Make the mail that is sent.

    It has the message's own Message-ID, so that a repeat can be recognised as one, and says that
    a machine wrote it, so that no absence note answers it. An answer by a person reaches the team.
    """
    rendered = render(message)
    email = EmailMultiAlternatives(
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
    context: dict[str, Any] = {
        **kinds.get(message.kind).context(message),
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

"""From a message to a mail: subject, text and HTML, rendered when it is sent.

Most people get the same letter, in which only their name and their link differ. So the templates are
filled once for all of them, with a mark where each of the two is put in.
"""

from dataclasses import dataclass
from datetime import date
from email.utils import formataddr
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import translation
from django.utils.html import escape

from notifications import kinds
from notifications.mime import Email
from notifications.models import Message

# Characters without a meaning, which neither a name nor a link holds.
NAME, LINK = "\ue000", "\ue001"
# What a letter may depend on besides: values that never change.
PLAIN = (str, int, date, tuple)
# How many letters a process keeps. They hold nobody's name.
LETTERS = 200


class Reader(NamedTuple):
    """What templates know of who reads the mail."""

    full_name: str


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
    return formataddr((recipient.full_name, kinds.get(message.kind).address(recipient)))


def _render(message: Message, link: str) -> RenderedMail:
    reader = message.recipient
    with translation.override(settings.LANGUAGE_CODE):
        letter = _letter(
            message.kind,
            has_reader=reader is not None,
            details=tuple(sorted(kinds.get(message.kind).context(message).items())),
            organisation=settings.ORGANISATION_NAME,
            team_email=settings.TEAM_EMAIL,
        )
    name = reader.full_name if reader is not None else ""
    return RenderedMail(
        subject=letter.subject,
        text=letter.text.replace(LINK, link).replace(NAME, name),
        html=letter.html.replace(LINK, escape(link)).replace(NAME, escape(name)),
    )


@lru_cache(maxsize=LETTERS)
def _letter(
    kind: str, *, has_reader: bool, details: tuple[tuple[str, Any], ...], organisation: str, team_email: str
) -> RenderedMail:
    """Fill the templates of a kind, with marks where name and link belong.

    Raises:
        TypeError: when a detail is no plain value, so that the letter could be kept longer than it is true.
    """
    for name, value in details:
        if not isinstance(value, PLAIN):
            raise TypeError(f"{kind}: {name} is no plain value.")
    context: dict[str, Any] = {
        **dict(details),
        "may_choose": kinds.get(kind).choice is not kinds.Choice.NONE,
        "recipient": Reader(full_name=NAME) if has_reader else None,
        "link": LINK,
        "organisation_name": organisation,
        "team_email": team_email,
    }
    folder = f"emails/{kind}"
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

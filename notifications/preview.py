"""Mails as they will be, for pages that ask before something is sent."""

from notifications.models import Message
from notifications.rendering import RenderedMail, render_preview


def render(message: Message) -> RenderedMail:
    """Render an unsaved message from `outbox.draft`. A link that lets its reader in is left out."""
    return render_preview(message)

"""What the outbox tells the team about itself."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications import kinds, outbox
from notifications.models import Message


class AddressUnreachable(kinds.Kind):
    """Messages do not reach somebody. Who that is stands behind the sign-in."""

    code = "address-unreachable"
    label = _("An address cannot be reached")
    audience = _("Project team")
    occasion = _("When a message could not be delivered, at most once a day for each person")
    is_scanned = True
    is_listed = False

    def is_still_true(self, message: Message, now: datetime) -> bool:
        return Message.objects.failed().filter(recipient=message.references["account"]).exists()

    def link(self, message: Message) -> str:
        return kinds.link_to("admin:notifications_message_changelist")

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(None)


class RolesChanged(kinds.Kind):
    """Somebody may read more than before, or less. Who that is stands in the decision log."""

    code = "roles-changed"
    label = _("Roles were changed")
    audience = _("Project team")
    occasion = _("When somebody is given a role or loses one, at most once a day for each person and role")
    is_listed = False

    def is_still_true(self, message: Message, now: datetime) -> bool:
        return True

    def link(self, message: Message) -> str:
        return kinds.link_to("admin:accounts_auditentry_changelist")

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(None)


def tell_of_roles(*, user: User, role: str, **kwargs: Any) -> None:
    """Tell the team, once a day for each person and role, that somebody was given it or lost it."""
    outbox.queue(RolesChanged.code, f"{user.pk}:{role}:{timezone.localdate().isoformat()}", recipient=None)


def tell_of_unreachable(message: Message) -> None:
    """Tell the team, once a day for each person, that a message was given up; not of the team's own mailbox."""
    if message.recipient_id is not None:
        occasion = f"{message.recipient_id}:{timezone.localdate().isoformat()}"
        outbox.queue(AddressUnreachable.code, occasion, recipient=None, account=message.recipient_id)

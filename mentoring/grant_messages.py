"""What is told when something is opened to the adviser: that it was, and neither what nor about whom (R12)."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring import grant_access
from notifications import kinds
from notifications.models import Message


class GrantGiven(kinds.Kind):
    """The adviser has something to read. All that was opened at the same moment is one message."""

    code = "grant-given"
    label = _("Opened to the adviser")
    audience = _("Advisers")
    occasion = _("When the project team opens something to her, on the first day of it")
    is_listed = False

    def is_still_true(self, message: Message, now: datetime) -> bool:
        opened = grant_access.grants_in_force(timezone.localdate(now)).filter(adviser=message.recipient_id)
        return opened.filter(given_at=datetime.fromisoformat(message.references["given_at"])).exists()

    def link(self, message: Message) -> str:
        return kinds.link_to("mentoring:grants")

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(reader)


class GrantNotice(kinds.Kind):
    """Somebody is to know that the adviser may read something about her. She need not do anything."""

    code = "grant-notice"
    label = _("Who may read something about you")
    audience = _("Mentees and mentors")
    occasion = _("When the project team opens something about them to the adviser")

    def is_still_true(self, message: Message, now: datetime) -> bool:
        if message.recipient is None:
            return False
        about_her = grant_access.grants_about(message.recipient).filter(pk=message.references["grant"])
        return about_her.filter(pk__in=grant_access.grants_not_over(timezone.localdate(now))).exists()

    def link(self, message: Message) -> str:
        return kinds.link_to("mentoring:grants_about_me")

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(reader)


def register_kinds() -> None:
    """Make these kinds known. Called when the app is ready."""
    for kind in (GrantGiven(), GrantNotice()):
        kinds.register(kind)

"""What tests of the outbox need: a kind that says what the test wants, and a mail server that does."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from accounts.models import User
from notifications import kinds, outbox
from notifications.models import Message
from tests.factories import UserFactory

# A kind has templates by its code; those of this one say the least.
CODE = "decision"


class Note(kinds.Kind):
    """Stands in for a kind of the programme. `is_true` answers whether a message is still true."""

    code = CODE
    label = "Note"
    audience = "Somebody"
    occasion = "When the test says so"

    def __init__(self) -> None:
        self.is_true: Callable[[Message, datetime], bool] = lambda message, now: True
        self.files: Sequence[kinds.Attachment] = ()

    def is_still_true(self, message: Message, now: datetime) -> bool:
        return self.is_true(message, now)

    def link(self, message: Message) -> str:
        return f"{settings.BASE_URL}/neuigkeiten/"

    def attachments(self, message: Message) -> Sequence[kinds.Attachment]:
        return self.files

    def sample(self, reader: User, now: datetime) -> Message:
        return self.example(reader)


class ScriptedServer(BaseEmailBackend):
    """A mail server that answers as the test wrote down, by address, and keeps what it took."""

    refusals: ClassVar[dict[str, Exception]] = {}
    # Raised when somebody connects.
    is_away: ClassVar[Exception | None] = None
    # Called with every mail before it is answered.
    on_mail: ClassVar[Callable[[EmailMessage], None] | None] = None
    taken: ClassVar[list[EmailMessage]] = []
    connections: ClassVar[int] = 0

    @classmethod
    def reset(cls) -> None:
        cls.refusals, cls.is_away, cls.on_mail, cls.taken, cls.connections = {}, None, None, [], 0

    def open(self) -> bool:
        if self.is_away:
            raise self.is_away
        type(self).connections += 1
        return True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for email in email_messages:
            if self.on_mail:
                type(self).on_mail(email)  # type: ignore[misc]
            refusal = next((error for address, error in self.refusals.items() if address in email.to[0]), None)
            if refusal:
                raise refusal
            self.taken.append(email)
        return len(email_messages)


def queued(count: int = 1, *, recipient: User | None = None, due_at: datetime | None = None) -> list[Message]:
    """Put notes into the outbox and return them, oldest first. Each goes to somebody else unless told."""
    before = Message.objects.count()
    with transaction.atomic():
        outbox.queue_many(
            [
                outbox.draft(CODE, f"{before + number:05}", recipient=recipient or UserFactory(), due_at=due_at)
                for number in range(count)
            ]
        )
    return list(Message.objects.order_by("pk"))[before:]

"""The kinds of messages: what each app tells people, and until when it is true.

An app describes its kinds in its `messages.py` and registers them when it is ready. The words
stand in templates, by code: `emails/<code>/subject.txt`, `body.txt` and `body.html`.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from notifications.models import Message


class UnknownKind(LookupError):
    """No app has registered a kind with this code."""


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail. Its name and content are as neutral as the mail itself."""

    filename: str
    content: bytes
    content_type: str


class Choice(Enum):
    """What its readers may decide about a kind of message (R12)."""

    # Mandatory: it reaches everybody at once.
    NONE = "none"
    # At once or with the weekly summary.
    WEEKLY = "weekly"
    # Only for who wants to be reminded the day before.
    TOMORROW = "tomorrow"


class Kind(ABC):
    """One kind of message.

    A mail says what there is to do and has one link, to a page behind the sign-in: assistants read
    mailboxes too (R12). So neither `context` nor the templates hold a partner's name or anything
    from the tandem's or a person's own sphere.
    """

    code: ClassVar[str]
    label: ClassVar[str | Promise]
    choice: ClassVar[Choice] = Choice.NONE
    # Whether readers find it among what they can choose. What only the team gets, and a summary of others, they do not.
    is_listed: ClassVar[bool] = True
    # Reminders about no appointment: at most one a week reaches the same person.
    is_reminder: ClassVar[bool] = False

    def load(self, messages: Sequence[Message]) -> None:  # noqa: B027 - most kinds have nothing to note
        """Note in `loaded` of each message what the other methods need, in few statements for many.

        Called again whenever delivery asks again. A kind that notes nothing asks for each message.
        """

    @abstractmethod
    def is_still_true(self, message: Message, now: datetime) -> bool:
        """Say whether the message is worth sending. Asked again just before it is sent."""

    @abstractmethod
    def link(self, message: Message) -> str:
        """Return the absolute address of the page where the recipient can act."""

    def shown_link(self, message: Message) -> str:
        """Return the link as a preview shows it: one that lets somebody in must not be shown."""
        return self.link(message)

    def context(self, message: Message) -> Mapping[str, Any]:
        """Return what the templates may use beside the recipient's name and the link.

        Plain values, such as texts, numbers and dates: messages with the same ones share a letter, which
        is rendered once and kept.
        """
        return {}

    def attachments(self, message: Message) -> Sequence[Attachment]:
        """Return the files that go with the mail."""
        return ()


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known. Called once per kind, from the app's `ready()`.

    Raises:
        ValueError: when another kind has the same code.
    """
    known = _kinds.setdefault(kind.code, kind)
    if type(known) is not type(kind):
        raise ValueError(f"There are two kinds of messages with the code {kind.code!r}.")


def get(code: str) -> Kind:
    """Return the kind with this code.

    Raises:
        UnknownKind: when no app has registered it.
    """
    try:
        return _kinds[code]
    except KeyError:
        raise UnknownKind(code) from None


def registered() -> list[Kind]:
    """Return every kind, by code."""
    return [_kinds[code] for code in sorted(_kinds)]


def labels_of(choice: Choice) -> list[str]:
    """Return what the kinds are called about which readers may choose so, in order."""
    return sorted(str(kind.label) for kind in registered() if kind.choice is choice and kind.is_listed)


def load_each(messages: Sequence[Message], name: str, objects: QuerySet) -> None:
    """Note for many messages, in one statement, the object to which each refers under a name."""
    found = objects.in_bulk([message.references[name] for message in messages])
    for message in messages:
        message.loaded[name] = found.get(message.references[name])


def referred(message: Message, name: str, objects: QuerySet) -> Any:
    """Return the object to which a message refers, as it was loaded or else as it is now; None if it is gone."""
    if name in message.loaded:
        return message.loaded[name]
    return objects.filter(pk=message.references[name]).first()


def link_to(view_name: str, *args: Any) -> str:
    """Return the absolute address of a page of this site."""
    return settings.BASE_URL + reverse(view_name, args=args)

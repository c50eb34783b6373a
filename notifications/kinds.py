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
from unicodedata import combining, normalize

from django.conf import settings
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from accounts.models import User
from notifications.models import Message

# The id of what an example is about: no row has it.
NO_ROW = 0


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
    # What gathers the weekly ones: only for who wants them weekly.
    SUMMARY = "summary"


class Kind(ABC):
    """One kind of message.

    A mail says what there is to do and has one link, to a page behind the sign-in: assistants read
    mailboxes too (R12). So neither `context` nor the templates hold a partner's name or anything
    from the tandem's or a person's own sphere.
    """

    code: ClassVar[str]
    label: ClassVar[str | Promise]
    choice: ClassVar[Choice] = Choice.NONE
    # What its reader may do, as a weekly summary says it; without it the label.
    task: ClassVar[str | Promise] = ""
    # Whether readers find it among what they can choose. What only the team gets, and a summary of others, they do not.
    is_listed: ClassVar[bool] = True
    # Whether it says something of what happens in a tandem: nobody may see who got it, nor how many there are (R10).
    tells_of_tandem: ClassVar[bool] = False
    # Whether a scan or the delivery writes it, and so finds its occasion again in a database from a backup. What
    # people cause is told anew when they do it anew.
    is_scanned: ClassVar[bool] = False
    # Reminders about no appointment: at most one a week reaches the same person.
    is_reminder: ClassVar[bool] = False

    @property
    @abstractmethod
    def audience(self) -> str | Promise:
        """Who gets it, in words. A kind says it as an attribute, as it says its label."""

    @property
    @abstractmethod
    def occasion(self) -> str | Promise:
        """On what occasion and when it is sent, in words. An attribute too."""

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

    def address(self, recipient: User) -> str:
        """Return to which of her addresses it goes."""
        return recipient.email

    def context(self, message: Message) -> Mapping[str, Any]:
        """Return what the templates may use beside the recipient's name and the link.

        Plain values, such as texts, numbers and dates: messages with the same ones share a letter, which
        is rendered once and kept.
        """
        return {}

    def attachments(self, message: Message) -> Sequence[Attachment]:
        """Return the files that go with the mail."""
        return ()

    @abstractmethod
    def sample(self, reader: User, now: datetime) -> Message:
        """Return an example to somebody who wants to see what such a mail looks like, made with `example`.

        It goes to her, or to the team's mailbox, and is about invented things: no participant appears.
        """

    def example(self, recipient: User | None, **about: Any) -> Message:
        """Build an unsaved message about invented, unsaved things, or ids and dates, by the names of its references.

        The things are noted in `loaded`, as those of a message that is sent.
        """
        message = Message(kind=self.code, dedupe_key=f"{self.code}:example", recipient=recipient)
        for name, thing in about.items():
            if isinstance(thing, Model):
                thing.pk = NO_ROW if thing.pk is None else thing.pk
                message.loaded[name] = thing
            message.references[name] = thing.pk if isinstance(thing, Model) else thing
        return message


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


def tells_of_tandem(code: str) -> bool:
    """Say whether messages of a kind tell something of a tandem; one that nobody registers any more may."""
    try:
        return get(code).tells_of_tandem
    except UnknownKind:
        return True


def registered() -> list[Kind]:
    """Return every kind, by code."""
    return [_kinds[code] for code in sorted(_kinds)]


def labels_of(choice: Choice) -> list[str]:
    """Return what the kinds are called about which readers may choose so, in order."""
    labels = [str(kind.label) for kind in registered() if kind.choice is choice and kind.is_listed]
    return sorted(labels, key=in_order)


def in_order(word: str) -> str:
    """Return what a German word is sorted by: "Änderung" stands under A."""
    return "".join(letter for letter in normalize("NFD", word.casefold()) if not combining(letter))


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

"""Everything that leaves the two partners' own tables, channel by channel, and the canaries in it."""

from collections.abc import Iterable, Iterator
from email import message_from_bytes, policy
from typing import NamedTuple
from urllib.parse import urlsplit

from notifications import feeds
from notifications.models import CalendarFeed
from tests.notifications.canaries import redis_wire, tables
from tests.notifications.canaries.mails import canaries_in_mail
from tests.notifications.canaries.readings import canaries_in
from tests.notifications.canaries.redis_wire import Wire
from tests.notifications.canaries.visitor import Visitor
from tests.notifications.canaries.words import encrypted_fields, found_in, word_of
from tests.notifications.canaries.world import ERASED, INTRODUCTION, MOTIVATION, PEOPLE, STRANGER, World

WATCHED = "/metrics", "/readyz", "/healthz"


class Leak(NamedTuple):
    """A canary where it must not be."""

    channel: str
    where: str
    word: str


def in_words(leaks: Iterable[Leak]) -> str:
    """Name each leak once, in a line."""
    return "\n".join(sorted({f"{word} in a {channel}: {where[:300]}" for channel, where, word in leaks}))


class Channels:
    """Looks into all of them, as often as asked, once the year is over and one is erased."""

    def __init__(self, world: World, wire: Wire) -> None:
        self.world, self.wire = world, wire

    def leaks(self) -> list[Leak]:
        channels = {
            "mail": self._mails(),
            "log": self._log(),
            "answer to whoever watches": self._watched(),
            "calendar": self._calendars(),
            "file": self._files(),
            "broker": self._broker(),
            "column": self._columns(),
            "file of the database": self._files_of_database(),
        }
        return [Leak(channel, where, word) for channel, found in channels.items() for where, word in found]

    def _mails(self) -> Iterator[tuple[str, str]]:
        for content in self.world.sink.contents:
            subject = message_from_bytes(content, policy=policy.default)["Subject"]
            yield from ((f"{subject}: {place}", word) for place, word in canaries_in_mail(content))

    def _log(self) -> Iterator[tuple[str, str]]:
        """What web server, workers and beat have written, on either stream."""
        for line in set(self.world.log_lines()):
            yield from ((line, word) for word in canaries_in(line.encode()))

    def _watched(self) -> Iterator[tuple[str, str]]:
        for path in WATCHED:
            text = Visitor(self.world.port).read(path).text
            yield from ((path, word) for word in canaries_in(text.encode()))

    def _calendars(self) -> Iterator[tuple[str, str]]:
        """The feeds that people have set up, as their calendars fetch them."""
        for feed in CalendarFeed.objects.all():
            text = Visitor(self.world.port).read(urlsplit(feeds.address_of(feed)).path).text
            assert "BEGIN:VEVENT" in text
            yield from (("feed", word) for word in canaries_in(text.encode()))

    def _files(self) -> Iterator[tuple[str, str]]:
        """Whatever else the processes have left: numbers of each for the metrics, what beat remembers."""
        folder = self.world.installation.folder
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name != "log":
                yield from ((str(path.relative_to(folder)), word) for word in canaries_in(path.read_bytes()))

    def _broker(self) -> Iterator[tuple[str, str]]:
        yield from (("command", word) for word in canaries_in(bytes(self.wire.heard)))
        redis = self.world.installation.redis
        assert redis is not None
        for key, content in redis_wire.kept(redis.url):
            yield from ((key, word) for word in canaries_in(content))

    def _columns(self) -> Iterator[tuple[str, str]]:
        """The outbox, the decision log, sessions, the cache and all other tables."""
        there = [person for key, person in PEOPLE.items() if key != ERASED]
        names = {word for person in there for word in person.words}
        texts = {
            ("mentoring_mentee", "motivation"): MOTIVATION,
            ("mentoring_mentor", "introduction"): INTRODUCTION,
        }
        allowed_in = dict.fromkeys(tables.NAMES, names) | {place: {word.lower()} for place, word in texts.items()}
        # A session knows its owner's address, and between the two steps of signing in the one that was typed.
        addresses = {person.email.partition("@")[0] for person in there}
        allowed_in["accounts_session", "session_data"] = {*addresses, STRANGER.lower()}
        for table, column, values in tables.columns():
            found = {word for value in values for word in canaries_in(value)}
            yield from ((f"{table}.{column}", word) for word in found - allowed_in.get((table, column), set()))

    def _files_of_database(self) -> Iterator[tuple[str, str]]:
        """What the server keeps, and what it has ever written; in its log nothing at all.

        Elsewhere names and the programme's texts stand as they are, and so did the address that is the
        canary of an exclusion, while its owner was in the directory.
        """
        kept = {word_of(name).lower() for name in encrypted_fields()} - {word_of("mentoring.Exclusion.email").lower()}
        for name, content in tables.files_of_server():
            found = found_in(content)
            yield from ((name, word) for word in (found if name == tables.LOG else found & kept))

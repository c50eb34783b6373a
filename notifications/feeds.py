"""A person's appointments as a feed that her calendar fetches by itself.

An address is a nonce from the database and a signature made with `SECRET_KEY`: nobody can guess it
or read it in a stolen database, its owner can be shown it again, and another nonce makes the old one
invalid. What stands in a feed, the apps further right say: they register a source.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User
from notifications import calendar, kinds
from notifications.calendar import CalendarEvent
from notifications.models import NONCE_LENGTH, CalendarFeed

# Takes a person and a moment: returns her events, without cancelled ones, that were not over then.
Source = Callable[[User, datetime], Iterable[CalendarEvent]]

SALT = "notifications.calendar-feed"
KEPT = timedelta(days=365)

_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Let the events of a source stand in every feed. Called from the app's `ready()`."""
    _sources[name] = source


def content_of(user: User, now: datetime) -> bytes:
    """Return all appointments that lie ahead of the user, and those of the last twelve months."""
    return calendar.feed(event for source in _sources.values() for event in source(user, now - KEPT))


def address_of(feed: CalendarFeed) -> str:
    """Return the absolute address, for its owner's eyes alone."""
    return kinds.link_to("notifications:calendar_feed", feed.nonce + _signature_of(feed))


def feed_named(token: str) -> CalendarFeed | None:
    """Return the feed with this address, None for one that was not made here or is no longer valid."""
    nonce, signature = token[:NONCE_LENGTH], token[NONCE_LENGTH:]
    feed = CalendarFeed.objects.select_related("user__employee").filter(nonce=nonce).first()
    if feed is None or not constant_time_compare(signature, _signature_of(feed)):
        return None
    return feed


def _signature_of(feed: CalendarFeed) -> str:
    return salted_hmac(SALT, f"{feed.user_id}:{feed.nonce}", algorithm="sha256").hexdigest()

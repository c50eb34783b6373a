"""Who sees what of the outbox and of feeds. Which person got which reminder is shown to nobody (R10)."""

from django.contrib.auth.models import AnonymousUser

from accounts import access as accounts
from accounts.models import User
from notifications import feeds
from notifications.models import CalendarFeed


def may_see_counts(user: User | AnonymousUser) -> bool:
    """Messages as counts per kind and state, and addresses that cannot be reached: the project team."""
    return accounts.is_team(user)


def may_resend(user: User | AnonymousUser) -> bool:
    return accounts.is_team(user)


def own_feed(user: User) -> CalendarFeed | None:
    """The user's own feed, when she wants one."""
    return CalendarFeed.objects.filter(user=user).first()


def feed_behind(token: str) -> CalendarFeed | None:
    """The feed whose address holds this token: its owner's, as long as she may sign in."""
    feed = feeds.feed_named(token)
    return feed if feed is not None and accounts.may_sign_in(feed.user) else None

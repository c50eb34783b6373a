"""Lets go of a person: the messages to her, and how she wanted them."""

from datetime import datetime

from accounts.models import User
from notifications.models import CalendarFeed, MailPreference, Message, ReminderTurn


def erase(user: User, now: datetime) -> None:
    """Delete all messages to somebody, told or waiting, with her preferences and her calendar feed."""
    ReminderTurn.objects.filter(user=user).delete()
    Message.objects.filter(recipient=user).delete()
    MailPreference.objects.filter(user=user).delete()
    CalendarFeed.objects.filter(user=user).delete()

"""What the team may do with messages, and everybody with her own choice and calendar feed."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions.accounts import lock_own
from accounts.errors import Refused, Stale
from accounts.models import User
from notifications import outbox
from notifications.models import CalendarFeed, MailPreference, Message, MessageState, Rhythm, new_nonce


@transaction.atomic
def resend(recipient: User | None, *, by: User, now: datetime) -> int:
    """Let everything that did not reach somebody go out once more; return how many messages that is.

    They keep their Message-IDs and start again with the first attempt. What is no longer true by
    now is not sent. Records each in the decision log and wakes the delivery.

    Raises:
        Refused: when nothing failed, for example because somebody was quicker.
    """
    failed = Message.objects.failed().filter(recipient=recipient).select_for_update(of=("self",))
    ids = [message.pk for message in failed]
    if not ids:
        raise Refused(_("Nothing waits to be sent again."))
    Message.objects.filter(pk__in=ids).update(state=MessageState.QUEUED, due_at=now, attempts=0, error="")
    audit.record_each("message.resent", Message, ids, by=by)
    outbox.wake_on_commit()
    return len(ids)


@transaction.atomic
def prefer(user: User, *, rhythm: str, wants_tomorrow: bool, now: datetime) -> None:
    """Keep how somebody wants to be written to.

    Who wants to be told at once again gets what was held for her weekly summary now.

    Raises:
        Refused: when her account was deleted meanwhile.
    """
    lock_own(user)
    MailPreference.objects.update_or_create(user=user, defaults={"rhythm": rhythm, "wants_tomorrow": wants_tomorrow})
    if rhythm == Rhythm.AT_ONCE:
        held = Message.objects.held().filter(recipient=user, summary=None)
        if held.update(state=MessageState.QUEUED, due_at=now):
            outbox.wake_on_commit()


@transaction.atomic
def open_feed(user: User) -> None:
    """Let the user's appointments be fetched as a feed. One that is there already stays as it is.

    Raises:
        Refused: when her account was deleted meanwhile.
    """
    lock_own(user)
    CalendarFeed.objects.get_or_create(user=user)


@transaction.atomic
def renew_feed(user: User) -> None:
    """Give the user's feed another address; the old one leads nowhere from then on.

    Raises:
        Stale: when she has switched it off in the meantime.
    """
    if not CalendarFeed.objects.filter(user=user).update(nonce=new_nonce()):
        raise Stale


def close_feed(user: User) -> None:
    """Switch the user's feed off: its address leads nowhere. One that is off already stays off."""
    CalendarFeed.objects.filter(user=user).delete()

"""What this app holds of persons, and how it lets go of somebody."""

from django.utils.translation import gettext_lazy as _

from accounts.inventory import (
    TECHNICAL,
    Erasure,
    Fate,
    Holding,
    Reader,
    Sphere,
    Told,
    nothing_blocks,
    nothing_to_release,
)
from accounts.models import User
from notifications import erasing, kinds
from notifications.models import CalendarFeed, MailPreference, Message, ReminderTurn, ToldOccasion


def _kind_in_words(message: Message, user: User) -> Told:
    """Tell a kind as its reader knows it. Its code may say more: that a partner stepped back, for one."""
    try:
        label = str(kinds.get(message.kind).label)
    except kinds.UnknownKind:
        label = ""
    return Told(label, label)


ENTRIES = (
    Holding(
        model=Message,
        what=_("Messages: to whom, of which kind, when"),
        purpose=_("telling people in time, and nobody twice"),
        sphere=Sphere.OPERATION,
        readers=(Reader.PERSON, Reader.TEAM),
        limits={
            Reader.PERSON: _("as a mail"),
            Reader.TEAM: _("whom mails did not reach, not which mails; all else as counts"),
        },
        remark=_("The text of a mail is not kept. Mails name nobody but their reader and tell nothing of a tandem."),
        periods=("messages",),
        fate=Fate.DELETED,
        persons=("recipient",),
        exported=("kind", "due_at", "state", "sent_at"),
        left_out={
            "dedupe_key": TECHNICAL,
            "scope": TECHNICAL,
            "references": TECHNICAL,
            "created_at": TECHNICAL,
            "attempts": TECHNICAL,
            "leased_until": TECHNICAL,
            "message_id": TECHNICAL,
            "error": TECHNICAL,
            "summary": TECHNICAL,
        },
        values={"kind": _kind_in_words},
    ),
    Holding(
        model=ToldOccasion,
        what=_("Hashes of deleted messages"),
        purpose=_("telling nobody twice"),
        sphere=Sphere.OPERATION,
        readers=(),
        periods=("occasions",),
        fate=Fate.KEPT,
        on_erasure=_("stays for its period; without the key nobody can tell from it whom it was about"),
        left_out={"digest": TECHNICAL, "since": TECHNICAL},
    ),
    Holding(
        model=MailPreference,
        what=_("How somebody wants to be written to"),
        purpose=_("writing as often as somebody wants"),
        sphere=Sphere.ACCOUNT,
        readers=(Reader.PERSON,),
        periods=("accounts",),
        fate=Fate.DELETED,
        persons=("user",),
        exported=("rhythm", "wants_tomorrow"),
    ),
    Holding(
        model=ReminderTurn,
        what=_("Day of the last reminder"),
        purpose=_("at most one reminder a week"),
        sphere=Sphere.OPERATION,
        readers=(),
        periods=("messages",),
        fate=Fate.DELETED,
        persons=("user",),
        exported=("day",),
        left_out={"message": TECHNICAL},
    ),
    Holding(
        model=CalendarFeed,
        what=_("Calendar feeds"),
        purpose=_("appointments in one's own calendar"),
        sphere=Sphere.ACCOUNT,
        readers=(Reader.PERSON,),
        periods=("accounts",),
        fate=Fate.DELETED,
        persons=("user",),
        left_out={"nonce": _("half of the feed's secret address")},
    ),
)

ERASURE = Erasure(blockers=nothing_blocks, release=nothing_to_release, erase=erasing.erase)

"""The interfaces of this app: mails and calendars."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.interfaces import Direction, Interface


def _asks_for_answers() -> bool:
    return bool(settings.CALENDAR_MAILBOX)


def _writes_files() -> bool:
    return bool(settings.EMAIL_FILE_PATH)


def _sends_mails() -> bool:
    return not _writes_files()


INTERFACES = (
    Interface(
        code="mail_server",
        modules=("notifications.transport", "notifications.mime"),
        title=_("Mail server"),
        direction=Direction.OUT,
        data=_("work address and name of the reader, what there is to do, one link behind the sign-in"),
        party=_("the town's mail server, and by it the person's mailbox"),
        occasion=_("something is to be read or done; every kind stands under “Nachrichten” in the administration"),
        protection=_(
            "no partner's name, no text of a tandem, no decision in words; encrypted connection where EMAIL_URL says so"
        ),
        is_in_use=_sends_mails,
    ),
    Interface(
        code="mail_files",
        modules=("notifications.backends", "notifications.views.mailbox"),
        title=_("Mails as files (trial only)"),
        direction=Direction.OUT,
        data=_("work address and name of the reader, what there is to do, one link behind the sign-in"),
        party=_("whoever can open this trial: its page shows the mails to everybody"),
        occasion=_("instead of a mail server, as long as EMAIL_URL names a folder"),
        protection=_("not for real data"),
        is_in_use=_writes_files,
    ),
    Interface(
        code="calendar_files",
        modules=("notifications.calendar",),
        title=_("Calendar entries"),
        direction=Direction.OUT,
        data=_("title “Termin Mentoring”, time, a link behind the sign-in; the place of workshops, not of meetings"),
        party=_("the person's own calendar"),
        occasion=_("with mails about appointments, and as a download"),
        protection=_("marked as private; nobody but the reader is named"),
    ),
    Interface(
        code="calendar_mailbox",
        modules=(),
        title=_("Answers to calendar entries"),
        direction=Direction.IN,
        data=_("who accepts or declines an appointment"),
        party=_("a mailbox of the town (CALENDAR_MAILBOX), not this application"),
        occasion=_("somebody answers a calendar entry in her calendar"),
        protection=_("nobody should read it: let a rule of the mail server throw the answers away"),
        is_in_use=_asks_for_answers,
    ),
    Interface(
        code="calendar_feed",
        modules=("notifications.views.calendar",),
        title=_("Personal calendar feed"),
        direction=Direction.OUT,
        data=_("her own appointments in the same neutral words"),
        party=_("the calendar program or the calendar service of whoever set it up"),
        occasion=_("only if she sets one up herself; the calendar asks by itself from then on"),
        protection=_("the address is the key and can be made invalid; it is computed and not stored"),
    ),
)

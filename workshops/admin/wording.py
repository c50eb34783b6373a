"""What the admin says about a workshop and about what was done with it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workshops.models import Workshop, WorkshopState


def seats(registered: int, limit: int | None) -> str:
    """Say how many are registered and, where there is a limit, out of how many."""
    if limit is None:
        return str(registered)
    return _("%(registered)s of %(seats)s") % {"registered": registered, "seats": limit}


def standing(workshop: Any) -> list[str]:
    """Say in sentences how a workshop stands; it comes with its counts."""
    if workshop.state == WorkshopState.PLANNED:
        return [_("The workshop is planned. Participants do not know of it yet.")]
    counts = _(
        "Registered: %(registered)s. Waiting list: %(waiting)s. No answer yet: %(unanswered)s. "
        "Not coming: %(cancelled)s."
    ) % {
        "registered": seats(workshop.registered_count, workshop.seats),
        "waiting": workshop.waiting_count,
        "unanswered": workshop.unanswered_count,
        "cancelled": workshop.cancelled_count,
    }
    if workshop.state == WorkshopState.CANCELLED:
        return [_("The workshop was called off."), counts]
    reached = workshop.registered_count + workshop.waiting_count
    hint = ngettext(
        "When you change time, place or link, %(count)s person gets a mail about it at once.",
        "When you change time, place or link, %(count)s people get a mail about it at once.",
        reached,
    ) % {"count": reached}
    return [_("Registration is open."), counts, *([hint] if reached else [])]


def invited(count: int) -> str:
    if not count:
        return _("Registration is open.")
    return ngettext(
        "Registration is open. %(count)s person is invited.",
        "Registration is open. %(count)s people are invited.",
        count,
    ) % {"count": count}


def yes_invite(count: int) -> str:
    if not count:
        return _("Yes, open registration")
    return ngettext("Yes, open and invite %(count)s person", "Yes, open and invite %(count)s people", count) % {
        "count": count
    }


def told_of_change(count: int) -> str:
    if not count:
        return _("Nobody is registered yet, so no mail about the change is sent.")
    return ngettext(
        "%(count)s person gets a mail about the change.", "%(count)s people get a mail about the change.", count
    ) % {"count": count}


def called_off(count: int) -> str:
    if not count:
        return _("The workshop is called off.")
    return ngettext(
        "The workshop is called off. %(count)s person gets a mail.",
        "The workshop is called off. %(count)s people get a mail.",
        count,
    ) % {"count": count}


def facts(workshop: Workshop) -> str:
    """Name the workshop with its time and place."""
    return ", ".join(part for part in (workshop.title, workshop.when, workshop.where) if part)


def what_opening_does(people: int) -> str:
    if people:
        return _("The workshop becomes visible. These people get the mail below and can register.")
    return _(
        "The workshop becomes visible. There is nobody to invite yet: as soon as tandems are announced, "
        "their partners are invited by themselves."
    )


def what_calling_off_does(people: int) -> str:
    if people:
        return _("The workshop is called off for good. These people get the mail below.")
    return _("The workshop is called off for good. Nobody is registered, so no mail is sent.")

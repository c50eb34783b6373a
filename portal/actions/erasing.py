"""Lets go of a person: barriers that she reported under her address. Contact persons are entered by hand."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.inventory import Words
from accounts.models import User
from portal.models import BarrierReport, Contact


def blockers(user: User, now: datetime) -> Iterable[Words]:
    """Yield whether she is named as somebody to ask."""
    if Contact.objects.filter(email__iexact=user.email).exists():
        yield _("She is named as a contact person. Enter somebody else there first.")


def release(user: User, now: datetime) -> None:
    """Remove her from the contact persons."""
    Contact.objects.filter(email__iexact=user.email).delete()


def erase(user: User, now: datetime) -> None:
    """Delete reported barriers that ask for an answer to her address.

    The address is encrypted, so each has to be opened; there are few.
    """
    reports = BarrierReport.objects.only("pk", "reply_to").iterator()
    hers = [report.pk for report in reports if (report.reply_to or "").strip().lower() == user.email]
    BarrierReport.objects.filter(pk__in=hers).delete()

"""What the site has for the team's entry of the admin: reported barriers, and pages with blanks."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.waiting import Task
from portal import access
from portal.access import AnyUser
from portal.blanks import blanks_in
from portal.models import BarrierState


def barriers_to_answer(user: AnyUser) -> Iterator[Task]:
    """Yield one task for all reports that are open."""
    ids = list(access.barrier_reports_for(user).filter(state=BarrierState.OPEN).values_list("pk", flat=True))
    if not ids:
        return
    url = reverse("admin:portal_barrierreport_changelist")
    if len(ids) == 1:
        url = reverse("admin:portal_barrierreport_change", args=ids)
    button = ngettext("Look at %(count)s reported barrier", "Look at %(count)s reported barriers", len(ids))
    yield Task(_("Something on this site is in somebody's way."), button % {"count": len(ids)}, url)


def pages_with_blanks(user: AnyUser) -> Iterator[Task]:
    """Yield a task for each page that the team has to fill in."""
    if not access.may_edit_pages(user):
        return
    for page in access.pages_visible_to(user):
        if count := len(blanks_in(page.body)):
            text = ngettext(
                "On the page “%(page)s” %(count)s detail is missing that only you know.",
                "On the page “%(page)s” %(count)s details are missing that only you know.",
                count,
            )
            yield Task(
                text % {"page": page, "count": count},
                _("Fill in “%(page)s”") % {"page": page},
                reverse("admin:portal_page_change", args=[page.pk]),
            )

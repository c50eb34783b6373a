"""Who reads and edits pages and contacts, and who reads what barriers were reported."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts import access as accounts
from accounts.models import User
from portal.models import BarrierReport, Contact, Page

AnyUser = User | AnonymousUser


def may_edit_pages(user: AnyUser) -> bool:
    return accounts.is_team(user)


def pages_visible_to(user: AnyUser) -> QuerySet[Page]:
    """All pages for whoever signed in, else the public ones."""
    return Page.objects.all() if user.is_authenticated else Page.objects.filter(is_public=True)


def contacts_visible_to(user: AnyUser) -> QuerySet[Contact]:
    """Contact persons are for people who signed in."""
    return Contact.objects.all() if user.is_authenticated else Contact.objects.none()


def may_answer_barriers(user: AnyUser) -> bool:
    return accounts.is_team(user)


def barrier_reports_for(user: AnyUser) -> QuerySet[BarrierReport]:
    """All reports, for the team. Whoever wrote one reads it nowhere: she may not have signed in."""
    return BarrierReport.objects.all() if may_answer_barriers(user) else BarrierReport.objects.none()

"""Writing pages and contacts."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Conflict, Refused
from accounts.models import User
from portal.models import Contact, Page


@transaction.atomic
def save_page(page: Page, *, by: User, version: int | None = None) -> None:
    """Keep a page. Its version rises with every change.

    Raises:
        Conflict: when the page is no longer in the version in which it was read.
        Refused: when a page that the law wants would leave the footer or be hidden behind the sign-in.
    """
    if page.is_required and not (page.is_in_footer and page.is_public):
        raise Refused(_("This page has to stay in the footer, readable for everybody."))
    if page.pk:
        kept = Page.objects.select_for_update().get(pk=page.pk)
        if version is not None and version != kept.version:
            raise Conflict
        page.version = kept.version + 1
    page.save()
    audit.record("page.saved", page, by=by, version=page.version)


@transaction.atomic
def save_contact(contact: Contact, *, by: User) -> None:
    """Keep a contact person."""
    contact.save()
    audit.record("contact.saved", contact, by=by)


@transaction.atomic
def delete_contact(contact: Contact, *, by: User) -> None:
    """Remove a contact person."""
    audit.record("contact.deleted", contact, by=by)
    contact.delete()

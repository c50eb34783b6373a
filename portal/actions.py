"""Writing pages and contacts."""

from django.db import transaction

from accounts import audit
from accounts.models import User
from portal.models import Contact, Page


@transaction.atomic
def save_page(page: Page, *, by: User) -> None:
    """Keep a page. Its version rises with every change."""
    if page.pk:
        page.version = Page.objects.select_for_update().get(pk=page.pk).version + 1
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

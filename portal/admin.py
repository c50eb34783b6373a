"""Pages and contacts in the admin, for the team."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin.base import AccessAdmin
from portal import access, actions
from portal.models import Contact, Page


@admin.register(Page)
class PageAdmin(AccessAdmin):
    may_view = may_change = staticmethod(access.may_edit_pages)
    list_display = ["title", "slug", "is_public", "is_in_footer", "position"]
    fields = ["title", "body", "is_in_footer", "is_public", "position"]
    search_fields = ["title"]

    def save_model(self, request: HttpRequest, obj: Page, form: Any, change: bool) -> None:
        actions.save_page(obj, by=request.user)


@admin.register(Contact)
class ContactAdmin(AccessAdmin):
    may_view = may_change = may_add = may_delete = staticmethod(access.may_edit_pages)
    list_display = ["name", "kind", "function", "phone", "position"]

    def save_model(self, request: HttpRequest, obj: Contact, form: Any, change: bool) -> None:
        actions.save_contact(obj, by=request.user)

    def delete_model(self, request: HttpRequest, obj: Contact) -> None:
        actions.delete_contact(obj, by=request.user)

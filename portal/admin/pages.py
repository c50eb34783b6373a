"""Pages and contacts in the admin, for the team."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import AccessAdmin
from portal import access
from portal.actions import pages
from portal.admin.page_form import PageForm
from portal.blanks import blanks_in
from portal.models import Contact, Page


@admin.register(Page)
class PageAdmin(AccessAdmin):
    form = PageForm
    may_view = may_change = staticmethod(access.may_edit_pages)
    list_display = ["title", "slug", "missing", "is_public", "is_in_footer", "position"]
    fields = ["title", "body", "is_in_footer", "is_public", "position", "seen_version"]
    search_fields = ["title"]
    change_form_template = "admin/portal/page/change_form.html"

    @admin.display(description=_("missing details"))
    def missing(self, page: Page) -> str:
        return str(len(blanks_in(page.body)) or "–")

    def get_readonly_fields(self, request: HttpRequest, obj: Page | None = None) -> list[str]:
        """What the law wants on every page cannot be taken off by mistake."""
        return ["is_in_footer", "is_public"] if obj is not None and obj.is_required else []

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Say above the form what is still missing in the text, and what was saved while somebody wrote."""
        page = kwargs.get("obj")
        saved = getattr(context["adminform"].form, "saved_meanwhile", "")
        context |= {"blanks": blanks_in(page.body) if page else [], "saved_meanwhile": saved}
        return super().render_change_form(request, context, **kwargs)

    def save_model(self, request: HttpRequest, obj: Page, form: Any, change: bool) -> None:
        pages.save_page(obj, by=request.user, version=form.cleaned_data["seen_version"])


@admin.register(Contact)
class ContactAdmin(AccessAdmin):
    may_view = may_change = may_add = may_delete = staticmethod(access.may_edit_pages)
    list_display = ["name", "kind", "function", "phone", "position"]

    def save_model(self, request: HttpRequest, obj: Contact, form: Any, change: bool) -> None:
        pages.save_contact(obj, by=request.user)

    def delete_model(self, request: HttpRequest, obj: Contact) -> None:
        pages.delete_contact(obj, by=request.user)

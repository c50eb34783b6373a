"""The outbox in the admin: counts, a second try for addresses that failed, and what each kind of mail looks like."""

from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from accounts.admin import confirm
from accounts.admin.base import AccessAdmin
from accounts.admin.pages import Crumb, page
from accounts.ids import id_from
from accounts.models import User
from notifications import access, actions, catalogue, kinds, overview, preview
from notifications.kinds import Kind
from notifications.models import Message

# The HTML part of a mail in its frame: it may look as it does, and load, run and send nothing.
MAIL_POLICY = {
    "default-src": [NONE],
    "style-src-attr": [UNSAFE_INLINE],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
}


@admin.register(Message)
class MessageAdmin(AccessAdmin):
    """No message is shown by itself: there are counts, and examples of each kind (R10)."""

    may_view = staticmethod(access.may_see_counts)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(require_safe(self.counts)), name="notifications_message_changelist"),
            path("nochmal/", wrap(require_POST(self.resend)), name="notifications_message_resend"),
            path("arten/", wrap(require_safe(self.kinds)), name="notifications_message_kinds"),
            path("arten/<slug:code>/", wrap(require_safe(self.kind)), name="notifications_message_kind"),
            path("arten/<slug:code>/html/", wrap(require_safe(self.kind_html)), name="notifications_message_kind_html"),
        ]

    def counts(self, request: HttpRequest) -> HttpResponse:
        """Show how many messages of each kind there are, in all years or in one."""
        if not access.may_see_counts(request.user):
            raise PermissionDenied
        titles = overview.scope_titles()
        scope = request.GET.get("scope")
        if scope is not None and scope not in titles:
            raise Http404
        return page(
            request,
            self.admin_site,
            "admin/notifications/counts.html",
            title=_("Messages"),
            columns=[title for title, _states in overview.COLUMNS],
            rows=overview.counts(scope),
            titles=titles,
            scope=scope,
            unreachable=overview.unreachable(),
        )

    def kinds(self, request: HttpRequest) -> HttpResponse:
        """Show every kind of message in words."""
        if not access.may_see_counts(request.user):
            raise PermissionDenied
        return page(
            request,
            self.admin_site,
            "admin/notifications/kinds.html",
            title=_("What is written to whom"),
            crumbs=[_to_counts()],
            groups=catalogue.groups(),
        )

    def kind(self, request: HttpRequest, code: str) -> HttpResponse:
        """Show an example of one kind, to whoever asks for it."""
        kind = _kind_or_404(request, code)
        return page(
            request,
            self.admin_site,
            "admin/notifications/kind.html",
            title=str(kind.label),
            crumbs=[_to_counts(), Crumb(_("What is written to whom"), reverse("admin:notifications_message_kinds"))],
            entry=catalogue.entry_of(kind),
            sample=preview.sample(kind, _user(request), timezone.now()),
        )

    @method_decorator(xframe_options_sameorigin)
    @method_decorator(csp(MAIL_POLICY))
    def kind_html(self, request: HttpRequest, code: str) -> HttpResponse:
        """Return the HTML part of the example, for the frame on its page.

        It is a page of its own, because mails have style attributes and the pages of the site may not.
        """
        kind = _kind_or_404(request, code)
        return HttpResponse(preview.for_frame(preview.sample(kind, _user(request), timezone.now()).mail))

    def resend(self, request: HttpRequest) -> HttpResponse:
        """Send again what did not reach one person, or the team's mailbox."""
        if not access.may_resend(request.user):
            raise PermissionDenied
        chosen = request.POST.get("recipient", "")
        recipient = get_object_or_404(User, pk=id_from(chosen)) if chosen else None
        return confirm.do(
            request,
            lambda: _told(actions.resend(recipient, by=_user(request), now=timezone.now())),
            next_url=reverse("admin:notifications_message_changelist"),
        )


def _kind_or_404(request: HttpRequest, code: str) -> Kind:
    """Return a kind to somebody who may look at what is written."""
    if not access.may_see_counts(request.user):
        raise PermissionDenied
    try:
        return kinds.get(code)
    except kinds.UnknownKind as error:
        raise Http404 from error


def _to_counts() -> Crumb:
    return Crumb(_("Messages"), reverse("admin:notifications_message_changelist"))


def _told(count: int) -> str:
    return ngettext("%(count)s message goes out again.", "%(count)s messages go out again.", count) % {"count": count}


def _user(request: HttpRequest) -> Any:
    return request.user

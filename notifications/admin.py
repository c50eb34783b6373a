"""The outbox in the admin: counts for the team, and a second try for addresses that failed."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.admin import confirm
from accounts.admin.base import AccessAdmin
from accounts.admin.pages import page
from accounts.models import User
from notifications import access, actions, overview
from notifications.models import Message


@admin.register(Message)
class MessageAdmin(AccessAdmin):
    """No message is shown by itself: there is a page of counts and nothing else (R10)."""

    may_view = staticmethod(access.may_see_counts)

    def get_urls(self) -> list[URLPattern]:
        return [
            path("", self.admin_site.admin_view(require_safe(self.counts)), name="notifications_message_changelist"),
            path(
                "nochmal/", self.admin_site.admin_view(require_POST(self.resend)), name="notifications_message_resend"
            ),
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

    def resend(self, request: HttpRequest) -> HttpResponse:
        """Send again what did not reach one person, or the team's mailbox."""
        if not access.may_resend(request.user):
            raise PermissionDenied
        chosen = request.POST.get("recipient", "")
        recipient = get_object_or_404(User, pk=_number(chosen)) if chosen else None
        return confirm.do(
            request,
            lambda: _told(actions.resend(recipient, by=_user(request), now=timezone.now())),
            next_url=reverse("admin:notifications_message_changelist"),
        )


def _told(count: int) -> str:
    return ngettext("%(count)s message goes out again.", "%(count)s messages go out again.", count) % {"count": count}


def _number(text: str) -> int:
    if not text.isdigit():
        raise Http404
    return int(text)


def _user(request: HttpRequest) -> Any:
    return request.user

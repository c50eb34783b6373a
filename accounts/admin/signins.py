"""Refused sign-ins in the admin, day by day, for whoever runs the installation. Nobody is named (R10)."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import access
from accounts.admin.base import AccessAdmin
from accounts.admin.pages import page
from accounts.models import SignIn


@admin.register(SignIn)
class SignInAdmin(AccessAdmin):
    """One page of counts. Single sign-ins are for those whose they are, on their own page."""

    may_view = staticmethod(access.may_count_refused_sign_ins)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_safe(self.refused))
        return [path("", view, name="accounts_signin_changelist")]

    def refused(self, request: HttpRequest) -> HttpResponse:
        """Show of each day how many were refused, at how many accounts and from how many places."""
        if not access.may_count_refused_sign_ins(request.user):
            raise PermissionDenied
        days = (
            SignIn.objects.refused()
            .order_by()
            .values(day=TruncDate("at"))
            .annotate(
                count=Count("pk"),
                unknown=Count("pk", filter=Q(account_id__isnull=True)),
                places=Count("place", distinct=True),
            )
            .order_by("-day")
        )
        return page(request, self.admin_site, "admin/accounts/refused.html", title=_("Refused sign-ins"), days=days)

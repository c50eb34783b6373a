"""The periods in the admin: what is kept how long, and what the nightly run has removed."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.admin.base import AccessAdmin
from accounts.admin.pages import page
from privacy import access
from privacy.models import RetentionReport
from privacy.overview import overview


@admin.register(RetentionReport)
class RetentionReportAdmin(AccessAdmin):
    """One page of periods and figures; a report by itself says nothing more."""

    may_view = staticmethod(access.may_read_reports)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_safe(self.periods))
        return [path("", view, name="privacy_retentionreport_changelist")]

    def periods(self, request: HttpRequest) -> HttpResponse:
        """Show every kind of data with its period, and how much went in the last twelve months."""
        if not access.may_read_reports(request.user):
            raise PermissionDenied
        return page(
            request,
            self.admin_site,
            "admin/privacy/periods.html",
            title=_("What is kept how long"),
            overview=overview(timezone.now()),
        )

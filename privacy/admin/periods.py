"""The periods in the admin: what is kept how long, what went by itself, and the documents about all of it."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.admin.base import AccessAdmin
from accounts.admin.pages import page
from privacy import access, documents
from privacy.models import RetentionReport
from privacy.overview import overview


@admin.register(RetentionReport)
class RetentionReportAdmin(AccessAdmin):
    """One page of periods and figures; a report by itself says nothing more."""

    may_view = staticmethod(access.may_read_reports)

    def get_urls(self) -> list[URLPattern]:
        periods = self.admin_site.admin_view(require_safe(self.periods))
        document = self.admin_site.admin_view(require_safe(self.document))
        return [
            path("", periods, name="privacy_retentionreport_changelist"),
            path("<slug:name>.pdf", document, name="privacy_retentionreport_document"),
        ]

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
            documents=documents.DOCUMENTS,
        )

    def document(self, request: HttpRequest, name: str) -> HttpResponse:
        """Give out a document for data protection as a PDF file, as of today. It names nobody."""
        if not access.may_read_reports(request.user):
            raise PermissionDenied
        found = next((one for one in documents.DOCUMENTS if one.name == name), None)
        if found is None:
            raise Http404
        now = timezone.now()
        content = documents.pdf_of(found, now=now, day=timezone.localdate(now))
        headers = {"Content-Disposition": f'attachment; filename="{found.name}.pdf"'}
        return HttpResponse(content, content_type="application/pdf", headers=headers)

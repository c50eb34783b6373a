"""Reported barriers in the admin. Their words stand on one page alone."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import AccessAdmin
from accounts.admin.pages import page
from accounts.errors import Refused
from accounts.ids import id_from
from mentoring.admin.wording import crumb_of, day_of
from portal import access
from portal.actions import barriers
from portal.models import BarrierReport, BarrierState


@admin.register(BarrierReport)
class BarrierReportAdmin(AccessAdmin):
    """Who reported what stands behind the sign-in of the team, and who read it in the decision log."""

    may_view = staticmethod(access.may_answer_barriers)

    list_display = ["__str__", "received", "state"]
    list_filter = ["state"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[BarrierReport]:
        """The rows without their words: those are fetched where somebody reads them."""
        found = access.barrier_reports_for(request.user).defer("text", "where", "reply_to")
        return found.order_by(*self.get_ordering(request))

    @admin.display(description=gettext_lazy("received at"), ordering="created_at")
    def received(self, reported: BarrierReport) -> str:
        return day_of(reported.created_at)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Read a report, which is recorded, and note that it is settled."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        number = id_from(object_id)
        reported = self.get_queryset(request).filter(pk=number).first() if number is not None else None
        if reported is None:
            raise Http404
        if request.method == "POST":
            self._settle(request, reported)
            return redirect("admin:portal_barrierreport_changelist")
        barriers.note_reading(reported, by=request.user)
        return page(
            request,
            self.admin_site,
            "admin/portal/barrierreport/read.html",
            title=capfirst(str(reported)),
            crumbs=[crumb_of(BarrierReport)],
            reported=reported,
            is_open=reported.state == BarrierState.OPEN,
        )

    def _settle(self, request: HttpRequest, reported: BarrierReport) -> None:
        try:
            barriers.settle(reported, by=request.user, now=timezone.now())
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.message_user(request, _("The barrier is noted as done."), messages.SUCCESS)

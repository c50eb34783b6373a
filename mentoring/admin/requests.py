"""Confidential messages to the team in the admin (R13). Their words stand on one page alone."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import AccessAdmin
from accounts.admin.pages import page, sent
from accounts.errors import Refused
from accounts.ids import id_from
from mentoring import access, request_access
from mentoring.actions import requests
from mentoring.admin.wording import crumb_of, day_of
from mentoring.forms.admin_requests import AnswerForm
from mentoring.models import RequestState, SupportRequest
from notifications import outbox, preview


@admin.register(SupportRequest)
class RequestAdmin(AccessAdmin):
    """What was written to the adviser does not exist here."""

    may_view = staticmethod(access.may_answer_requests)

    list_display = ["sender", "kind", "cohort", "received", "state"]
    list_display_links = ["sender", "kind"]
    list_filter = ["state", "kind"]
    list_select_related = ["sender", "cohort"]
    # Open before answered, the newest first.
    ordering = ["-state", "-created_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SupportRequest]:
        """The rows without their words: those are fetched where somebody reads them."""
        found = request_access.requests_to_team(request.user).defer("text", "answer").select_related("sender", "cohort")
        return found.order_by(*self.get_ordering(request))

    @admin.display(description=gettext_lazy("from"), ordering="sender__last_name")
    def sender(self, request: SupportRequest) -> str:
        return str(request.sender)

    @admin.display(description=gettext_lazy("received at"), ordering="created_at")
    def received(self, request: SupportRequest) -> str:
        return day_of(request.created_at)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Read a message, which is recorded, and answer it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        number = id_from(object_id)
        support_request = self.get_queryset(request).filter(pk=number).first() if number is not None else None
        if support_request is None:
            raise Http404
        form = AnswerForm(sent(request))
        if request.method == "POST" and form.is_valid() and self._answered(request, support_request, form):
            return redirect("admin:mentoring_supportrequest_changelist")
        # An answer that is refused shows the message as well.
        requests.note_reading(support_request, by=request.user)
        return page(
            request,
            self.admin_site,
            "admin/mentoring/supportrequest/read.html",
            title=_("Message from %(name)s") % {"name": support_request.sender},
            crumbs=[crumb_of(SupportRequest)],
            support_request=support_request,
            form=form,
            is_open=support_request.state == RequestState.OPEN,
            mail=self._mail(support_request),
        )

    def _answered(self, request: HttpRequest, support_request: SupportRequest, form: AnswerForm) -> bool:
        try:
            requests.answer(support_request, form.cleaned_data["text"], by=request.user, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return False
        text = _("Your answer to %(name)s is kept; she or he is told that it is there.")
        self.message_user(request, text % {"name": support_request.sender}, messages.SUCCESS)
        return True

    def _mail(self, support_request: SupportRequest) -> Any:
        """What the sender gets: that there is an answer, and nothing of it."""
        return preview.render(
            outbox.draft("request-answered", "preview", recipient=support_request.sender, request=support_request.pk)
        )

"""What is and was open to the adviser, in the admin. It is opened on the lists of whom it is about."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from accounts.admin import confirm
from accounts.admin.base import AccessAdmin
from accounts.admin.pages import Crumb, page
from accounts.ids import id_from
from mentoring import grant_access, grant_words
from mentoring.actions import grants
from mentoring.admin.wording import crumb_of
from mentoring.models import AdviserGrant


@admin.register(AdviserGrant)
class GrantAdmin(AccessAdmin):
    """Every grant, also those that are over, until they are deleted."""

    may_view = staticmethod(grant_access.may_give_grants)

    list_display = ["whom", "opens", "purpose", "to_whom", "where_it_stands"]
    list_filter = ["purpose"]
    ordering = ["-given_at", "-pk"]
    actions = ["end_selected"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AdviserGrant]:
        """The rows without the reasons: those are fetched where somebody reads them."""
        found = grant_access.grants_for_team(request.user).defer("reason")
        found = found.select_related(*grant_access.PEOPLE, "given_by", "ended_by")
        return grant_access.with_end(found.order_by(*self.get_ordering(request)), timezone.localdate())

    @admin.display(description=pgettext_lazy("insight of the adviser", "about"))
    def whom(self, grant: AdviserGrant) -> str:
        return grant.about

    @admin.display(description=gettext_lazy("adviser"), ordering="adviser")
    def to_whom(self, grant: AdviserGrant) -> str:
        return grant.adviser_name

    @admin.display(description=gettext_lazy("opens"))
    def opens(self, grant: AdviserGrant) -> str:
        return str(grant.opened.label)

    @admin.display(description=gettext_lazy("state"))
    def where_it_stands(self, grant: AdviserGrant) -> str:
        return grant_words.state_of(grant, timezone.localdate())

    def get_urls(self) -> list[URLPattern]:
        end = self.admin_site.admin_view(self.end_view)
        return [path("<id:pk>/beenden/", end, name="mentoring_advisergrant_end"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one grant with its reason, which is recorded."""
        number = id_from(object_id)
        if number is None:
            raise Http404
        grant = self._grant(request, number)
        grants.note_reading(grant, by=request.user)
        return page(
            request,
            self.admin_site,
            "admin/mentoring/advisergrant/read.html",
            title=_("Insight of the adviser: %(whom)s") % {"whom": grant.about},
            crumbs=[crumb_of(AdviserGrant)],
            grant=grant,
            state=grant_words.state_of(grant, timezone.localdate()),
            what=grant_words.READ_OF_THEM[grant.opened],
        )

    def end_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, then close what is open before its last day."""
        grant = self._grant(request, pk)
        back = reverse("admin:mentoring_advisergrant_change", args=[pk])
        if request.method == "POST":
            return confirm.do(request, lambda: _ended(grant, request), next_url=back)
        return confirm.ask(request, self.admin_site, _question([grant], [Crumb(grant.about, back)], cancel_url=back))

    @admin.action(description=gettext_lazy("Close to the adviser"))
    def end_selected(self, request: HttpRequest, queryset: QuerySet[AdviserGrant]) -> HttpResponse | None:
        """Ask once for all, then close each and report what was done and what not, and why."""
        chosen = list(queryset)
        if "confirmed" in request.POST:
            now = timezone.now()
            outcome = confirm.each(chosen, lambda grant: grants.end(grant, by=request.user, now=now))
            count = len(outcome.done)
            outcome.tell(
                request, ngettext("%(count)s closed to the adviser.", "%(count)s closed to the adviser.", count)
            )
            return redirect(request.get_full_path())
        hidden = [("action", "end_selected"), ("confirmed", "yes"), *(("_selected_action", one.pk) for one in chosen)]
        question = _question(chosen, [], cancel_url=request.get_full_path(), hidden=hidden)
        return confirm.ask(request, self.admin_site, question)

    def _grant(self, request: HttpRequest, pk: int) -> AdviserGrant:
        if not self.has_view_permission(request):
            raise PermissionDenied
        grant: AdviserGrant | None = self.get_queryset(request).filter(pk=pk).first()
        if grant is None:
            raise Http404
        return grant


def _question(
    chosen: list[AdviserGrant], crumbs: list[Crumb], *, cancel_url: str, hidden: list[tuple[str, Any]] | None = None
) -> confirm.Question:
    return confirm.Question(
        title=_("Close to the adviser"),
        what=[
            _("From now on the adviser reads nothing of it any more. No mail is sent."),
            _("Everybody concerned still sees that it was open, until that is deleted."),
        ],
        people=[
            _("%(whom)s (adviser: %(adviser)s)") % {"whom": one.about, "adviser": one.adviser_name} for one in chosen
        ],
        hidden=hidden or (),
        yes=_("Yes, close to the adviser"),
        cancel_url=cancel_url,
        is_destructive=True,
        crumbs=[crumb_of(AdviserGrant), *crumbs],
    )


def _ended(grant: AdviserGrant, request: HttpRequest) -> str:
    grants.end(grant, by=request.user, now=timezone.now())
    return _("It is closed to the adviser.")

"""Deleting somebody's data on request, in the admin: whom, what will happen, and done."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.admin.base import AccessAdmin
from accounts.admin.confirm import do
from accounts.admin.pages import Crumb, page, sent
from accounts.models import Employee, User
from privacy import access
from privacy.actions.erasure import Person, erase
from privacy.forms import PersonForm
from privacy.models import Deletion
from privacy.preview import preview

LIST = "admin:privacy_deletion_changelist"


@admin.register(Deletion)
class DeletionAdmin(AccessAdmin):
    """No list of deletions, whose hashes say nothing, but the way to one."""

    may_view = staticmethod(access.may_erase)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("", view(self.find), name="privacy_deletion_changelist"),
            path("account/<id:pk>/", view(self.account), name="privacy_deletion_account"),
            path("entry/<id:pk>/", view(self.entry), name="privacy_deletion_entry"),
        ]

    def find(self, request: HttpRequest) -> HttpResponse:
        """Ask for whom. The address is sent in the form, so that it stands in no log."""
        _require(request)
        form = PersonForm(sent(request))
        if form.is_valid():
            name = "account" if isinstance(form.person, User) else "entry"
            return redirect(f"admin:privacy_deletion_{name}", form.person.pk)
        template = "admin/privacy/find_person.html"
        return page(request, self.admin_site, template, title=_("Delete somebody's data"), form=form)

    def account(self, request: HttpRequest, pk: int) -> HttpResponse:
        _require(request)
        return self._decide(
            request, User.objects.select_related("employee__unit").filter(pk=pk, erased_at=None).first()
        )

    def entry(self, request: HttpRequest, pk: int) -> HttpResponse:
        _require(request)
        entries = Employee.objects.select_related("unit").filter(user=None)
        return self._decide(request, entries.filter(pk=pk).first())

    def _decide(self, request: HttpRequest, person: Person | None) -> HttpResponse:
        """Show what will happen, or what has to end first; delete when it is confirmed."""
        if person is None:
            raise Http404
        now = timezone.now()
        if request.method == "POST":
            return do(request, lambda: self._erase(request, person), next_url=reverse(LIST))
        return page(
            request,
            self.admin_site,
            "admin/privacy/erase.html",
            title=_("Delete the data of %(name)s") % {"name": person.full_name},
            crumbs=[Crumb(_("Delete somebody's data"), reverse(LIST))],
            preview=preview(person, by=request.user, now=now),
            entry=person if isinstance(person, Employee) else person.employee,
        )

    def _erase(self, request: HttpRequest, person: Person) -> str:
        erase(person, by=request.user, now=timezone.now())
        return _("The data is deleted. Please tell the person, and delete the mails in which she or he asked for it.")


def _require(request: HttpRequest) -> None:
    if not access.may_erase(request.user):
        raise Http404

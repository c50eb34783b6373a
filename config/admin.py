"""The programme's admin site: who may enter, and what stands at its entry."""


from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import access


class ProgrammeAdminSite(AdminSite):
    """The stock admin behind the roles of `accounts.access`."""

    site_header = _("Internal mentoring programme")
    site_title = _("Mentoring")
    index_title = _("What is next")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return access.may_enter_admin(request.user)

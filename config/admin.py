"""The programme's admin site: who may enter, and what stands at its entry."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import LogoutView
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control, never_cache

from accounts import access, second_factor
from accounts.models import User

# Seconds.
WORDS_OF_SCRIPTS_KEPT = 3600


class Choices(AutocompleteJsonView):
    """What a field offers while somebody types, in the words of the admin class of what is chosen."""

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        in_words = getattr(self.model_admin, "choice_label", str)
        return {"id": str(getattr(obj, to_field_name)), "text": in_words(obj)}


class ProgrammeAdminSite(AdminSite):
    """The stock admin behind the roles of `accounts.access` and the sign-in of the site."""

    site_header = _("Internal mentoring programme")
    site_title = _("Mentoring")
    index_title = _("What is next")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Ask for a role, and for a second factor that this session has proved. At every request."""
        return access.may_enter_admin(request.user) and second_factor.is_proven(request)

    def get_urls(self) -> list[Any]:
        """The stock pages, and those of the matching."""
        from matching import admin as matching  # reads models, which are loaded after this site

        return [*matching.urls(self), *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show what waits for whoever enters, before the list of all areas."""
        from reporting import cockpit  # reads models, which are loaded after this site

        waiting = cockpit.for_user(request.user, now=timezone.now())
        return super().index(request, {**(extra_context or {}), "cockpit": waiting})

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send visitors to the sign-in of the site, and those with a role to their second factor.

        Raises:
            PermissionDenied: for those without a role: this is not for them.
        """
        if self.has_permission(request):
            return redirect("admin:index")
        wanted = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        if isinstance(request.user, User):
            if not access.may_enter_admin(request.user):
                raise PermissionDenied
            return redirect(second_factor.way_in(request.user, wanted))
        return redirect(f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: wanted}, safe='/')}")

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return Choices.as_view(admin_site=self)(request)

    @method_decorator(cache_control(private=True, max_age=WORDS_OF_SCRIPTS_KEPT))
    def i18n_javascript(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Return the words of the admin's scripts. Browsers keep them: every page asks for them."""
        return super().i18n_javascript(request, extra_context)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return LogoutView.as_view(next_page=reverse("portal:start"))(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("accounts:account")

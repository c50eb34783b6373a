"""Setting up, proving and removing a second factor: allauth's views, as far as this programme does it otherwise."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account_views
from allauth.mfa.base import views as base_views
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import views as webauthn_views
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import access, second_factor
from accounts.actions import signin_log, signing_in
from accounts.models import User
from accounts.signals import SignInChange

View = Callable[..., HttpResponse]


def only_in_young_session(view: View) -> View:
    """Change nothing in an old session that nobody can be asked about; see `signed_in_lately`."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not second_factor.signed_in_lately(request, now=time.time()):
            reason = _("Before you change how you sign in, we want to be sure that it is you.")
            context = {"reason": reason, "next_path": request.path, "cancel_path": reverse("accounts:account")}
            return render(request, "mfa/sign_in_again.html", context, status=403)
        return view(request, *args, **kwargs)

    return asked


class YoungSessionMixin:
    """Sets nothing up in an old session."""

    @method_decorator(only_in_young_session)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


class OverviewView(base_views.IndexView):
    """Shows which factors somebody has, and what can be set up."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        found = context["authenticators"]
        return context | {
            "app": found.get("totp"),
            "passkeys": found.get("webauthn", []),
            "codes": found.get("recovery_codes"),
            "is_required": access.may_enter_admin(self.request.user),
        }


@method_decorator(never_cache, name="dispatch")
class ActivateAppView(YoungSessionMixin, totp_views.ActivateTOTPView):
    """Shows the code to scan, and takes the first code of the app."""

    def form_valid(self, form: Form) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            _count(self.request, Authenticator.Type.TOTP)
            signing_in.tell_of_change(self.request.user, SignInChange.FACTOR_ADDED)
        return response


class ShortPasswordMixin:
    """Removes a factor; a password that was only long enough beside it goes with the last one."""

    def form_valid(self, form: Form) -> HttpResponse:
        request: HttpRequest = self.request  # type: ignore[attr-defined]
        user = request.user
        assert isinstance(user, User)  # noqa: S101 - the views send everybody else away
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
            is_password_gone = signing_in.drop_short_password(user)
            signing_in.tell_of_change(user, SignInChange.FACTOR_REMOVED)
        if is_password_gone:
            update_session_auth_hash(request, user)
            messages.warning(request, _("Your password is too short without a second factor and no longer works."))
            return redirect("account_set_password")
        return response


class RemoveAppView(ShortPasswordMixin, totp_views.DeactivateTOTPView):
    """Removes the app. Whoever has access to the admin loses it with the last factor."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | _what_remains(self.request.user, self.authenticator)


@method_decorator(never_cache, name="dispatch")
class AddPasskeyView(YoungSessionMixin, webauthn_views.AddWebAuthnView):
    """Takes a new passkey of the browser, the phone or a key to plug in."""

    def form_valid(self, form: Form) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            _count(self.request, Authenticator.Type.WEBAUTHN)
            signing_in.tell_of_change(self.request.user, SignInChange.FACTOR_ADDED)
        return response


class RemovePasskeyView(ShortPasswordMixin, webauthn_views.RemoveWebAuthnView):
    """Removes a passkey. Whoever has access to the admin loses it with the last factor."""

    success_url = reverse_lazy("mfa_index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | _what_remains(self.request.user, self.object)


@method_decorator(never_cache, name="dispatch")
class RecoveryCodesView(recovery_views.ViewRecoveryCodesView):
    """Shows the recovery codes that are left."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_enter = access.may_enter_admin(self.request.user)
        return super().get_context_data(**kwargs) | {"may_enter_admin": may_enter}


class NewRecoveryCodesView(recovery_views.GenerateRecoveryCodesView):
    """Replaces the recovery codes by new ones."""

    def form_valid(self, form: Form) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            _count(self.request, Authenticator.Type.RECOVERY_CODES)
            signing_in.tell_of_change(self.request.user, SignInChange.CODES_RENEWED)
        return response


class ProveView(base_views.AuthenticateView):
    """Asks for the second factor while signing in, by whatever somebody has."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | _ways(self.stage.login.user) | {"redirect_field": ""}

    def form_invalid(self, form: Form) -> HttpResponse:
        signin_log.note_refusal_of(self.request, self.stage.login.user)
        return super().form_invalid(form)


class ProveAgainView(base_views.ReauthenticateView):
    """Asks somebody who is signed in for her app or a recovery code."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | _ways(self.request.user)


class ProvePasskeyAgainView(webauthn_views.ReauthenticateWebAuthnView):
    """Asks somebody who is signed in for her passkey."""

    def form_invalid(self, form: Form) -> HttpResponse:
        """Say what was wrong on this page; allauth would lead to the sign-in."""
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | kwargs | _ways(self.request.user)


def _count(request: HttpRequest, kind: Authenticator.Type) -> None:
    newest = Authenticator.objects.filter(user_id=request.user.pk, type=kind).latest("pk")
    second_factor.count_as_proof(request, newest)


def _ways(user: Any) -> dict[str, bool]:
    """Say what a page can ask for."""
    types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return {
        "has_codes": bool(types & {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES}),
        "has_passkey": Authenticator.Type.WEBAUTHN in types,
    }


def _what_remains(user: Any, leaving: Authenticator) -> dict[str, bool]:
    """Say what removing a factor means."""
    assert isinstance(user, User)  # noqa: S101 - the views send everybody else away
    others = Authenticator.objects.filter(user=user, type__in=second_factor.FACTORS).exclude(pk=leaving.pk)
    is_last = not others.exists()
    return {"is_last": is_last, "ends_admin_access": is_last and access.may_enter_admin(user)}


overview = OverviewView.as_view()
activate_app = ActivateAppView.as_view()
remove_app = RemoveAppView.as_view()
add_passkey = AddPasskeyView.as_view()
remove_passkey = RemovePasskeyView.as_view()
recovery_codes = RecoveryCodesView.as_view()
new_recovery_codes = NewRecoveryCodesView.as_view()
prove = ProveView.as_view(extra_context={"team_email": settings.TEAM_EMAIL})
prove_again = ProveAgainView.as_view()
prove_passkey_again = ProvePasskeyAgainView.as_view()
confirm_password = account_views.reauthenticate

"""Signing in by code and by password: allauth's views, as far as this programme does it otherwise.

The code goes to an address, not to an account: allauth's process is started without a user, for
everybody alike, and the account is looked up, or opened, when the code came back right.
"""

from typing import Any

from allauth.account import views as allauth_views
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.stages import LoginStage
from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import signin
from accounts.actions import signin_log
from accounts.models import Way

# Where the process notes to which address the code went.
PROVEN = "proven"
CODE_MINUTES = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60


class StaysOpenMixin:
    """Shows the form also while a code is awaited, so that a mistyped address can be put right."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> None:
        return None


class SignInView(StaysOpenMixin, allauth_views.RequestLoginCodeView):
    """Asks for the work e-mail and sends a code to it."""

    template_name = "account/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = settings.IDENTITY_PROVIDER
        return super().get_context_data(**kwargs) | {"provider_name": known.name if known else ""}

    def form_valid(self, form: Form) -> HttpResponse:
        try:
            connection = signin.open_mail_connection()
        except OSError:
            # `page_has_errors` makes the title say so.
            context = self.get_context_data(
                form=form, mail_is_away=True, page_has_errors=True, team_email=settings.TEAM_EMAIL
            )
            return self.render_to_response(context, status=503)
        self._send_code(form.cleaned_data["email"], connection)
        return HttpResponseRedirect(self.get_success_url())

    def _send_code(self, email: str, connection: signin.BaseEmailBackend) -> None:
        process = LoginCodeVerificationProcess.initiate(request=self.request, user=None, email=email)
        address = signin.address_for_code(email, timezone.now())
        mail = signin.code_mail(address or email, process.generate_code(), connection)
        process.state[PROVEN] = address
        if address:
            signin.hand_over([mail], connection)
        else:
            # What cannot be guessed either.
            process.state["code"] = ""
            signin.hand_over([], connection)
        process.persist()


class ConfirmCodeView(allauth_views.ConfirmLoginCodeView):
    """Asks for the code from the mail and lets its reader in."""

    _process: LoginCodeVerificationProcess | None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().dispatch(request, *args, **kwargs)
        if getattr(self, "_process", True) is None:
            messages.warning(request, _("The code is no longer valid. Please ask for a new one."))
        return response

    def _verify_form_valid(self, form: Form) -> HttpResponse:
        assert self._process is not None  # noqa: S101 - dispatch has sent everybody else away
        state = self._process.state
        user = signin.account_for(state["email"], proven=state.get(PROVEN, ""), now=timezone.now())
        if user is None:
            self._note_refusal()
            self._process.abort()
            return redirect("account_inactive")
        self._process._user = user
        return self._process.finish(self.get_next_url())

    def form_invalid(self, form: Form) -> HttpResponse:
        """Count a code that was not right. None at all is no attempt."""
        if not form.data.get("code", "").strip():
            return self.render_to_response(self.get_context_data(form=form))
        self._note_refusal()
        return super().form_invalid(form)

    def _note_refusal(self) -> None:
        account_id = signin_log.account_of(self._process.state["email"])
        signin_log.note_refusal(self.request, Way.CODE, account_id)


class PasswordSignInView(StaysOpenMixin, allauth_views.LoginView):
    """Lets those in who have a password."""

    template_name = "account/login_password.html"


sign_in = SignInView.as_view()
confirm_code = ConfirmCodeView.as_view(extra_context={"minutes": CODE_MINUTES, "team_email": settings.TEAM_EMAIL})
sign_in_by_password = PasswordSignInView.as_view()
closed = allauth_views.AccountInactiveView.as_view(extra_context={"team_email": settings.TEAM_EMAIL})

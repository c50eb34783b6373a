"""Setting and changing a password: allauth's views, in one transaction with what follows from it."""

from allauth.account import views as allauth_views
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse


class OneTransactionMixin:
    """Saves the password, ends the other sessions and tells her by mail, or none of it."""

    def form_valid(self, form: Form) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        return response


class ChangePasswordView(OneTransactionMixin, allauth_views.PasswordChangeView):
    """Replaces a password."""


class SetPasswordView(OneTransactionMixin, allauth_views.PasswordSetView):
    """Gives a password to an account that has none."""


change_password = ChangePasswordView.as_view()
set_password = SetPasswordView.as_view()

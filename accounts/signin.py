"""How people sign in: allauth, with the directory as the list of who may."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import RequestLoginCodeForm as StockRequestLoginCodeForm
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from the directory: nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class RequestLoginCodeForm(StockRequestLoginCodeForm):
    """The sign-in form that asks for the work e-mail."""

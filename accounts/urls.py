"""Signing in and out, the own account.

Of allauth's pages only those are reachable that the programme needs; their names carry no
namespace, because allauth looks them up. Addresses come from the directory, so there is no page to
change one, and whoever forgot a password asks for a code instead.
"""

from allauth.account import views as allauth_views
from django.urls import include, path

from accounts.views import account, signin

own_patterns = [
    path("", account.account, name="account"),
    path("einladung/<str:token>/", account.invitation, name="invitation"),
]

urlpatterns = [
    path("anmelden/", signin.sign_in, name="account_login"),
    # The same page under the other name by which allauth knows it.
    path("anmelden/", signin.sign_in, name="account_request_login_code"),
    path("anmelden/code/", signin.confirm_code, name="account_confirm_login_code"),
    path("anmelden/passwort/", signin.sign_in_by_password, name="account_login_by_password"),
    path("abmelden/", allauth_views.logout, name="account_logout"),
    path("geschlossen/", signin.closed, name="account_inactive"),
    path("passwort/aendern/", allauth_views.password_change, name="account_change_password"),
    path("passwort/festlegen/", allauth_views.password_set, name="account_set_password"),
    path("", include((own_patterns, "accounts"))),
]

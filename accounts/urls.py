"""Signing in and out, the own account.

Of allauth's pages only those are reachable that the programme needs; their names carry no
namespace, because allauth looks them up. Addresses come from the directory, so there is no page to
change one, and whoever forgot a password asks for a code instead.
"""

from allauth.account import views as allauth_views
from django.urls import include, path

from accounts.views import account, identity, password, second_factor, signin

own_patterns = [
    path("", account.account, name="account"),
    path("sitzungen/beenden/", account.end_sessions, name="end_sessions"),
    path("einladung/<str:token>/", account.invitation, name="invitation"),
    # The town's identity provider; of allauth's own pages about it none is reachable.
    path("stadtkonto/anmelden/", identity.sign_in, name="identity_sign_in"),
    path("stadtkonto/antwort/", identity.callback, name="identity_callback"),
    path("stadtkonto/verbinden/", identity.connect, name="identity_connect"),
    path("stadtkonto/trennen/", identity.disconnect, name="identity_disconnect"),
]

second_factor_patterns = [
    path("", second_factor.overview, name="mfa_index"),
    path("app/", second_factor.activate_app, name="mfa_activate_totp"),
    path("app/entfernen/", second_factor.remove_app, name="mfa_deactivate_totp"),
    path("passkey/", second_factor.add_passkey, name="mfa_add_webauthn"),
    path("passkey/<id:pk>/entfernen/", second_factor.remove_passkey, name="mfa_remove_webauthn"),
    path("notfallcodes/", second_factor.recovery_codes, name="mfa_view_recovery_codes"),
    path("notfallcodes/neu/", second_factor.new_recovery_codes, name="mfa_generate_recovery_codes"),
]

# Who is signed in proves again that it is she.
confirm_patterns = [
    path("passwort/", second_factor.confirm_password, name="account_reauthenticate"),
    path("code/", second_factor.prove_again, name="mfa_reauthenticate"),
    path("passkey/", second_factor.prove_passkey_again, name="mfa_reauthenticate_webauthn"),
]

urlpatterns = [
    path("anmelden/", signin.sign_in, name="account_login"),
    # The same page under the other name by which allauth knows it.
    path("anmelden/", signin.sign_in, name="account_request_login_code"),
    path("anmelden/code/", signin.confirm_code, name="account_confirm_login_code"),
    path("anmelden/passwort/", signin.sign_in_by_password, name="account_login_by_password"),
    path("anmelden/zweiter-faktor/", second_factor.prove, name="mfa_authenticate"),
    path("zweiter-faktor/", include(second_factor_patterns)),
    path("bestaetigen/", include(confirm_patterns)),
    path("abmelden/", allauth_views.logout, name="account_logout"),
    path("geschlossen/", signin.closed, name="account_inactive"),
    path("passwort/aendern/", password.change_password, name="account_change_password"),
    path("passwort/festlegen/", password.set_password, name="account_set_password"),
    path("", include((own_patterns, "accounts"))),
]

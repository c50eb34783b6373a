"""Whoever's sign-in was changed is told, by the mail that the change itself has written."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from accounts.actions import identities, signing_in
from accounts.models import User
from accounts.signals import SignInChange
from notifications.models import Message
from notifications.rendering import render
from tests.factories import EmployeeFactory, UserFactory
from tests.support.second_factor import code_now, set_up_app

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]

ISSUER, SUB = "https://login.example.org", "nr-1"
OLD, NEW = "Der Igel trinkt Kaffee", "Der Hase trinkt Kakao"
PASSWORD_PAGES = {"": "account_set_password", OLD: "account_change_password"}


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def signed_in(client, user):
    client.force_login(user)
    return client


def told(user: User) -> list[str]:
    messages = Message.objects.filter(recipient=user, kind="sign-in-changed").order_by("pk")
    return [message.references["what"] for message in messages]


def proven(client: Client) -> None:
    client.post(reverse("mfa_reauthenticate"), {"code": code_now()})


def test_of_an_app_that_was_set_up(signed_in, user):
    page = signed_in.get(reverse("mfa_activate_totp"))
    code = code_now(page.context["form"].secret)
    assert told(user) == []
    signed_in.post(reverse("mfa_activate_totp"), {"code": code})
    assert told(user) == [SignInChange.FACTOR_ADDED]


def test_of_nothing_when_the_code_was_wrong(signed_in, user):
    signed_in.get(reverse("mfa_activate_totp"))
    signed_in.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert told(user) == []


def test_of_an_app_that_was_removed(signed_in, user):
    set_up_app(user)
    signed_in.post(reverse("mfa_deactivate_totp"))
    assert told(user) == []

    proven(signed_in)
    signed_in.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=user).exists()
    assert told(user) == [SignInChange.FACTOR_REMOVED]


def test_of_a_passkey_that_was_removed(signed_in, user):
    set_up_app(user)
    passkey = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Mein Telefon"})
    proven(signed_in)
    signed_in.post(reverse("mfa_remove_webauthn", args=[passkey.pk]))
    assert told(user) == [SignInChange.FACTOR_REMOVED]
    assert "Telefon" not in render(Message.objects.get()).text


def test_of_recovery_codes_that_were_made_anew(signed_in, user):
    set_up_app(user)
    proven(signed_in)
    signed_in.post(reverse("mfa_generate_recovery_codes"))
    assert told(user) == [SignInChange.CODES_RENEWED]


def test_of_a_factor_that_the_administration_removed(user, administrator):
    set_up_app(user)
    signing_in.remove_second_factor(user, by=administrator)
    signing_in.remove_second_factor(user, by=administrator)
    assert told(user) == [SignInChange.FACTOR_REMOVED]
    assert told(administrator) == []


@pytest.mark.parametrize("present", PASSWORD_PAGES)
def test_of_a_new_password(client, present):
    user = UserFactory(password=present or None)
    client.force_login(user)
    page = reverse(PASSWORD_PAGES[present])
    client.post(page, {"oldpassword": "falsch", "password1": "zu kurz", "password2": "zu kurz"})
    assert told(user) == []

    client.post(page, {"oldpassword": present, "password1": NEW, "password2": NEW})
    assert User.objects.get(pk=user.pk).check_password(NEW)
    assert told(user) == [SignInChange.PASSWORD_CHANGED]


def test_of_an_identity_that_was_connected_and_let_go(user):
    for _time in range(2):
        identities.connect(user, issuer=ISSUER, subject=SUB)
    for _time in range(2):
        identities.disconnect(user, issuer=ISSUER)
    assert told(user) == [SignInChange.IDENTITY_CONNECTED, SignInChange.IDENTITY_DISCONNECTED]


def test_of_an_account_that_a_provider_has_opened():
    user = identities.first_sign_in(issuer=ISSUER, subject=SUB, email=EmployeeFactory().email)
    assert told(user) == [SignInChange.IDENTITY_CONNECTED]


def test_each_time_anew(user):
    for _time in range(2):
        identities.connect(user, issuer=ISSUER, subject=SUB)
        identities.disconnect(user, issuer=ISSUER)
    assert len(told(user)) == 4


@pytest.mark.logs_errors
@pytest.mark.parametrize("present", PASSWORD_PAGES)
def test_a_change_that_cannot_be_told_is_none(client, present, monkeypatch):
    """Otherwise somebody could change it unnoticed while the outbox cannot be written."""
    user = UserFactory(password=present or None)
    client.force_login(user)
    client.raise_request_exception = False
    monkeypatch.setattr("notifications.outbox.queue_many", broken)
    words = {"oldpassword": present, "password1": NEW, "password2": NEW}
    answer = client.post(reverse(PASSWORD_PAGES[present]), words)
    assert answer.status_code == 500
    assert not User.objects.get(pk=user.pk).check_password(NEW)


def broken(*args: object) -> None:
    raise OSError


@pytest.mark.logs_errors
def test_neither_is_a_factor(signed_in, user, monkeypatch):
    set_up_app(user)
    proven(signed_in)
    signed_in.raise_request_exception = False
    monkeypatch.setattr("notifications.outbox.queue_many", broken)
    for page in ("mfa_deactivate_totp", "mfa_generate_recovery_codes"):
        assert signed_in.post(reverse(page)).status_code == 500
    assert [factor.type for factor in Authenticator.objects.filter(user=user)] == [Authenticator.Type.TOTP]

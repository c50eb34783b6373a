"""Passwords: long, not common; shorter ones only beside a second factor."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.actions import signing_in
from accounts.errors import Refused
from accounts.models import AuditEntry, Session, User
from tests.accounts.signing_in import BY_PASSWORD, PAGE, is_signed_in
from tests.factories import UserFactory
from tests.support.second_factor import code_now, set_up_app, sign_in_without_factor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]

SHORT, LONG = "zwoelfzeiche", "fuenfzehnzeiche"
REMOVE_APP = reverse("mfa_deactivate_totp")


def is_good(password: str, user: User) -> bool:
    try:
        validate_password(password, user)
    except ValidationError:
        return False
    return True


def test_fifteen_characters_are_enough_and_twelve_beside_a_second_factor():
    user = UserFactory()
    assert (is_good(LONG, user), is_good(LONG[:14], user), is_good(SHORT, user)) == (True, False, False)
    set_up_app(user)
    assert (is_good(SHORT, user), is_good(SHORT[:11], user)) == (True, False)


def test_there_is_no_upper_limit(client):
    user = UserFactory()
    sign_in_without_factor(client, user)
    long = "Ein Satz, den sich niemand merkt. " * 8
    client.post(reverse("account_set_password"), {"password1": long, "password2": long})
    assert User.objects.get(pk=user.pk).check_password(long)
    other = Client()
    other.post(BY_PASSWORD, {"login": user.email, "password": long})
    assert is_signed_in(other)


@pytest.mark.parametrize(
    "password",
    [
        "123456789012345",
        "qwertzuiopasdfghjkl",
        "aaaaaaaaaaaaaaaaaa",
        "hallohallohallo",
        "Mentoringmentoring2027!",
        "PasswortPasswort1",
        "Stadt Kerpen 2027!!!",
        "sunshine1234567",
    ],
)
def test_what_is_guessed_first_is_refused(password):
    assert not is_good(password, UserFactory())


@pytest.mark.parametrize("password", ["Der Igel trinkt Kaffee", "correct horse battery", "mein mentor heisst Karl"])
def test_a_sentence_is_not_common(password):
    assert is_good(password, UserFactory())


def test_a_short_password_ends_with_the_last_factor(client):
    user = UserFactory(password=SHORT)
    set_up_app(user)
    client.post(BY_PASSWORD, {"login": user.email, "password": SHORT})
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert is_signed_in(client)
    confirm = reverse("mfa_reauthenticate")
    recovery = client.post(reverse("mfa_reauthenticate"), {"code": "falsch"})
    assert recovery.status_code == 200
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [*records, records[-1] | {"reauthenticated": True}]
    session.save()

    answer = client.post(REMOVE_APP, follow=True)

    assert confirm not in str(answer.redirect_chain)
    assert answer.redirect_chain[-1][0] == reverse("account_set_password")
    assert "zu kurz" in answer.text
    assert is_signed_in(client)
    assert not User.objects.get(pk=user.pk).has_usable_password()


def test_a_long_password_outlives_the_factor():
    user = UserFactory(password=LONG)
    assert not signing_in.drop_short_password(user)
    assert User.objects.get(pk=user.pk).check_password(LONG)


def test_the_administration_removes_a_lost_factor_and_signs_her_out(client, administrator):
    user = UserFactory(password=SHORT)
    set_up_app(user)
    theirs = Client()
    sign_in_without_factor(theirs, user)
    client.force_login(administrator)
    page = f"/verwaltung/accounts/user/{user.pk}/change/"
    assert "Zweiten Faktor entfernen" in client.get(page).text

    client.post(page, {"is_active": "on", "remove_second_factor": "on"})

    assert not user.authenticator_set.exists()
    assert not is_signed_in(theirs)
    assert not User.objects.get(pk=user.pk).has_usable_password()
    assert AuditEntry.objects.get(action="account.factor_removed").actor_id == administrator.pk
    assert "Zweiten Faktor entfernen" not in client.get(page).text


def test_one_does_not_remove_ones_own_past_the_factor(client, administrator):
    client.force_login(administrator)
    assert "Zweiten Faktor entfernen" not in client.get(f"/verwaltung/accounts/user/{administrator.pk}/change/").text
    with pytest.raises(Refused):
        signing_in.remove_second_factor(administrator, by=administrator)
    assert client.get(PAGE).status_code == 200


def test_the_command_line_helps_the_last_administrator(administrator):
    set_up_app(administrator)
    call_command("remove_second_factor", administrator.email.upper())
    assert not administrator.authenticator_set.exists()
    assert not Session.objects.filter(user=administrator).exists()
    with pytest.raises(CommandError):
        call_command("remove_second_factor", "niemand@kerpen.example")

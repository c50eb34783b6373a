"""Signing in by password, signing out, the own page, and the way into the admin."""

import pytest
from django.urls import NoReverseMatch, reverse

from accounts.models import Role, User
from tests.accounts.signing_in import (
    BY_PASSWORD,
    CLOSED,
    CONFIRM,
    PAGE,
    SIGN_IN,
    SIGN_OUT,
    UNKNOWN,
    ask,
    code,
    is_signed_in,
)
from tests.factories import EmployeeFactory, RoleAssignmentFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]

PASSWORD = "ein langes Passwort"


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"])
@pytest.mark.parametrize("way", ["code", "password"])
def test_nobody_is_led_to_another_site(client, evil, way):
    user = UserFactory(password=PASSWORD)
    if way == "code":
        ask(client, user.email, next=evil)
        answer = client.post(CONFIRM, {"code": code(), "next": evil})
    else:
        answer = client.post(BY_PASSWORD, {"login": user.email, "password": PASSWORD, "next": evil})
    assert answer.headers["Location"] == reverse("portal:start")


def test_whoever_has_a_password_signs_in_with_it(client):
    user = UserFactory(password=PASSWORD)
    answer = client.post(BY_PASSWORD, {"login": f" {user.email.upper()} ", "password": PASSWORD})
    assert answer.headers["Location"] == reverse("portal:start")
    assert is_signed_in(client)


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("has_password", [True, False])
def test_a_wrong_password_and_an_unknown_address_get_the_same_words(client, known, has_password):
    user = UserFactory(password=PASSWORD if has_password else None)
    answer = client.post(BY_PASSWORD, {"login": user.email if known else UNKNOWN, "password": "falsch"})
    assert answer.status_code == 200
    assert "passen nicht zusammen" in answer.text
    assert not is_signed_in(client)


@pytest.mark.parametrize("field", ["is_active", "employee__is_active"])
def test_the_right_password_of_a_closed_account_lets_nobody_in(client, field):
    user = UserFactory(password=PASSWORD, **{field: False})
    answer = client.post(BY_PASSWORD, {"login": user.email, "password": PASSWORD})
    assert answer.headers["Location"] == CLOSED
    assert client.get(CLOSED).status_code == 200
    assert not is_signed_in(client)


def test_a_superuser_who_left_cannot_use_an_account_that_was_made_by_hand(client):
    user = UserFactory(employee=None, password=PASSWORD, is_superuser=True)
    EmployeeFactory(email=user.email, is_active=False)
    answer = client.post(BY_PASSWORD, {"login": user.email, "password": PASSWORD})
    assert answer.headers["Location"] == CLOSED


def test_five_wrong_passwords_end_the_attempts_for_this_account(client):
    user = UserFactory(password=PASSWORD)
    for _attempt in range(5):
        client.post(BY_PASSWORD, {"login": user.email, "password": "falsch"})
    answer = client.post(BY_PASSWORD, {"login": user.email, "password": PASSWORD})
    assert "zu oft" in answer.text
    assert not is_signed_in(client)


def test_a_flood_from_one_network_meets_a_friendly_page(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1/m/ip"}
    for _attempt in range(2):
        answer = client.post(BY_PASSWORD, {"login": UNKNOWN, "password": "falsch"})
    assert answer.status_code == 429
    assert "Bitte versuchen Sie es in einigen Minuten noch einmal" in answer.text


def test_signing_out_needs_a_button(client):
    client.force_login(UserFactory())
    assert "Möchten Sie sich abmelden?" in client.get(SIGN_OUT).text
    assert is_signed_in(client)
    client.post(SIGN_OUT)
    assert not is_signed_in(client)


@pytest.mark.parametrize("name", ["signup", "email", "reset_password"])
def test_pages_of_allauth_that_nobody_needs_do_not_exist(name):
    with pytest.raises(NoReverseMatch):
        reverse(f"account_{name}")


def test_a_password_is_set_and_changed(client):
    user = UserFactory()
    client.force_login(user)
    client.post(reverse("account_set_password"), {"password1": PASSWORD, "password2": PASSWORD})
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    assert is_signed_in(client)

    change = {"oldpassword": PASSWORD, "password1": PASSWORD + "!", "password2": PASSWORD + "!"}
    assert client.post(reverse("account_change_password"), change).headers["Location"] == PAGE
    assert User.objects.get(pk=user.pk).check_password(PASSWORD + "!")
    assert is_signed_in(client)


def test_a_password_is_not_changed_without_the_present_one(client):
    user = UserFactory(password=PASSWORD)
    client.force_login(user)
    change = {"oldpassword": "falsch", "password1": PASSWORD + "!", "password2": PASSWORD + "!"}
    assert "nicht Ihr jetziges Passwort" in client.post(reverse("account_change_password"), change).text
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_the_own_page_shows_what_the_directory_says(client):
    user = UserFactory(employee__function="Sachgebietsleitung", employee__phone="02237 58-1")
    client.force_login(user)
    page = client.get(PAGE).text
    for words in (user.full_name, user.email, "Sachgebietsleitung", "02237 58-1", str(user.employee.unit)):
        assert words in page


def test_the_own_page_of_somebody_from_outside_names_whom_to_write_to(client, settings):
    client.force_login(UserFactory(employee=None))
    assert settings.TEAM_EMAIL in client.get(PAGE).text


def test_the_admin_sends_visitors_to_the_sign_in_and_back(client):
    answer = client.get("/verwaltung/accounts/user/", follow=True)
    assert answer.redirect_chain[-1][0] == f"{SIGN_IN}?next=/verwaltung/accounts/user/"


def test_the_admin_refuses_those_without_a_role(client):
    client.force_login(UserFactory())
    assert client.get("/verwaltung/", follow=True).status_code == 403


def test_the_admin_opens_for_those_with_a_role(client):
    client.force_login(RoleAssignmentFactory(role=Role.ADMINISTRATION).user)
    assert client.get("/verwaltung/").status_code == 200
    assert client.get("/verwaltung/login/").headers["Location"] == "/verwaltung/"


def test_the_admin_signs_out_like_the_site(client):
    client.force_login(RoleAssignmentFactory(role=Role.ADMINISTRATION).user)
    assert client.post("/verwaltung/logout/").headers["Location"] == reverse("portal:start")
    assert not is_signed_in(client)


def test_the_admin_changes_passwords_where_the_site_does(client):
    client.force_login(RoleAssignmentFactory(role=Role.ADMINISTRATION).user)
    assert client.get("/verwaltung/password_change/").headers["Location"] == reverse("account_change_password")

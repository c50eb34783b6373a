"""The second factor: required in the admin, proved by this session, never bypassed."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from accounts import encryption, invitations, second_factor
from accounts.models import Role, RoleAssignment
from tests.accounts.signing_in import BY_PASSWORD, CONFIRM, ask, code, enter, is_signed_in
from tests.factories import RoleAssignmentFactory, UserFactory
from tests.support.second_factor import SECRET, code_now, prove, set_up_app, sign_in_without_factor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]

ADMIN, LOGIN = "/verwaltung/", "/verwaltung/login/"
PASSWORD = "ein langes Passwort"
OVERVIEW, PROVE = reverse("mfa_index"), reverse("mfa_authenticate")
APP, REMOVE_APP, CODES = (
    reverse("mfa_activate_totp"),
    reverse("mfa_deactivate_totp"),
    reverse("mfa_view_recovery_codes"),
)


def led_to(client: Client, page: str = ADMIN) -> str:
    """Return where the admin leads; empty when it opens."""
    answer = client.get(page)
    if answer.status_code == 200:
        return ""
    assert answer.headers["Location"].startswith(LOGIN)
    return client.get(answer.headers["Location"]).headers["Location"]


def set_up(client: Client) -> str:
    """Set up an app as the page says, and return its secret."""
    client.get(APP)
    secret = client.session["mfa.totp.secret"]
    answer = client.post(APP, {"code": code_now(secret)})
    assert answer.headers["Location"] == CODES
    return secret


@pytest.fixture
def team_client(client, team_member) -> Client:
    """Somebody of the team who came in by a code and has no second factor."""
    sign_in_without_factor(client, team_member)
    return client


@pytest.mark.parametrize("who", [{"is_superuser": True}, {}])
def test_without_a_factor_the_admin_leads_to_setting_one_up(client, who):
    user = UserFactory(**who)
    if not who:
        RoleAssignment.objects.create(user=user, role=Role.TEAM)
    sign_in_without_factor(client, user)

    assert led_to(client) == OVERVIEW
    assert led_to(client, "/verwaltung/accounts/employee/") == OVERVIEW
    assert client.post("/verwaltung/accounts/employee/add/").headers["Location"].startswith(LOGIN)
    assert "Bitte richten Sie einen zweiten Faktor ein" in client.get(OVERVIEW).text


def test_setting_one_up_opens_the_admin_in_this_session_and_shows_recovery_codes(team_client, team_member):
    secret = set_up(team_client)

    assert led_to(team_client) == ""
    page = team_client.get(CODES).text
    codes = Authenticator.objects.get(user=team_member, type="recovery_codes").wrap().get_unused_codes()
    assert len(codes) == 10
    assert all(one in page for one in codes)
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_a_wrong_first_code_sets_nothing_up(team_client):
    team_client.get(APP)
    right = code_now(team_client.session["mfa.totp.secret"])
    page = team_client.post(APP, {"code": right.translate(str.maketrans("0123456789", "1234567890"))}).text

    assert "Dieser Code stimmt nicht" in page
    assert "anderen Passkey" not in page
    assert not Authenticator.objects.exists()
    assert led_to(team_client) == OVERVIEW


def test_with_a_factor_another_session_proves_it_and_comes_where_she_wanted(team_client, team_member):
    set_up_app(team_member)
    wanted = "/verwaltung/accounts/employee/"
    confirm = led_to(team_client, wanted)

    assert confirm == f"{reverse('mfa_reauthenticate')}?next={wanted}"
    assert team_client.post(confirm, {"code": code_now(), "next": wanted}).headers["Location"] == wanted
    assert led_to(team_client, wanted) == ""


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example"])
def test_proving_leads_to_no_other_site(team_client, team_member, evil):
    set_up_app(team_member)
    answer = team_client.post(reverse("mfa_reauthenticate"), {"code": code_now(), "next": evil})
    assert answer.headers["Location"] == "/"


def test_what_one_session_proved_counts_in_no_other(client, team_member):
    client.force_login(team_member)
    other = Client()
    sign_in_without_factor(other, team_member)

    assert led_to(client) == ""
    assert led_to(other).startswith(reverse("mfa_reauthenticate"))


def test_what_somebody_else_proved_counts_for_nobody(client, team_member, hr_member):
    """Two people at one computer, and the first one's records still in the session."""
    client.force_login(team_member)
    set_up_app(hr_member)
    session = client.session
    session["_auth_user_id"] = str(hr_member.pk)
    session["_auth_user_hash"] = hr_member.get_session_auth_hash()
    session.save()

    assert led_to(client).startswith(reverse("mfa_reauthenticate"))


@pytest.mark.parametrize("way", ["code", "password", "invitation"])
def test_no_way_in_leads_past_the_factor(client, way):
    user = RoleAssignmentFactory(role=Role.TEAM, user__password=PASSWORD).user
    set_up_app(user)
    if way == "code":
        ask(client, user.email)
        answer = client.post(CONFIRM, {"code": code(), "next": ADMIN})
    elif way == "password":
        answer = client.post(BY_PASSWORD, {"login": user.email, "password": PASSWORD, "next": ADMIN})
    else:
        path = invitations.link_for(user, ADMIN).removeprefix("http://testserver")
        answer = client.post(path)

    assert answer.headers["Location"] == PROVE
    assert not is_signed_in(client)
    assert client.get(ADMIN).headers["Location"].startswith(LOGIN)

    assert client.post(PROVE, {"code": code_now()}).headers["Location"] == ADMIN
    assert led_to(client) == ""


def test_a_wrong_second_step_lets_nobody_in_and_is_limited(client):
    user = UserFactory()
    set_up_app(user)
    enter(client, user.email)
    wrong = code_now().translate(str.maketrans("0123456789", "1234567890"))
    for _attempt in range(5):
        assert "Das hat nicht geklappt" in client.post(PROVE, {"code": wrong}).text

    assert "zu oft" in client.post(PROVE, {"code": code_now()}).text
    assert not is_signed_in(client)


def test_a_code_works_once_for_as_long_as_it_is_right(client, clock):
    user = UserFactory()
    set_up_app(user)
    shown = code_now()
    enter(client, user.email)
    client.post(PROVE, {"code": shown})
    assert is_signed_in(client)

    clock.shift(31)
    other = Client()
    enter(other, user.email)
    other.post(PROVE, {"code": f"{shown[:3]} {shown[3:]}"})
    assert not is_signed_in(other)


def test_a_recovery_code_stands_in_once(client, team_member):
    sign_in_without_factor(client, team_member)
    set_up(client)
    recovery = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    for works in (True, False):
        other = Client()
        enter(other, team_member.email)
        other.post(PROVE, {"code": recovery})
        assert is_signed_in(other) is works
        if works:
            assert led_to(other) == ""


def test_recovery_codes_alone_are_no_factor(team_client, team_member):
    prove(team_client, team_member)
    Authenticator.objects.update(type="recovery_codes")
    assert led_to(team_client) == OVERVIEW


def test_removing_the_last_factor_closes_the_admin_at_once(team_client, team_member):
    set_up(team_client)
    assert "schließt sich sofort" in team_client.get(REMOVE_APP).text

    team_client.post(REMOVE_APP)

    assert not Authenticator.objects.exists()
    assert led_to(team_client) == OVERVIEW
    set_up_app(team_member)
    assert led_to(team_client).startswith(reverse("mfa_reauthenticate")), "an old proof says nothing of a new factor"


def test_a_factor_is_not_removed_by_whoever_finds_an_open_session(client, team_member):
    """Neither without being asked, nor with the password alone."""
    team_member.set_password(PASSWORD)
    team_member.save()
    client.force_login(team_member)

    answer = client.post(REMOVE_APP)
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    client.post(REMOVE_APP)
    assert second_factor.is_set_up(team_member)


def test_whoever_has_a_password_is_asked_for_it_before_a_factor_is_set_up(client):
    user = UserFactory(password=PASSWORD)
    sign_in_without_factor(client, user)
    confirm = client.get(APP).headers["Location"]
    assert confirm.startswith(reverse("account_reauthenticate"))

    assert "nicht Ihr jetziges Passwort" in client.post(confirm, {"password": "falsch", "next": APP}).text
    assert client.get(APP).status_code == 302
    assert client.post(confirm, {"password": PASSWORD, "next": APP}).headers["Location"] == APP
    assert client.get(APP).status_code == 200


def test_an_old_session_without_password_sets_nothing_up(client, clock):
    user = UserFactory()
    sign_in_without_factor(client, user)
    clock.shift(second_factor.FRESH + 1)
    for page in (APP, reverse("mfa_add_webauthn")):
        answer = client.get(page)
        assert (answer.status_code, "Bitte melden Sie sich noch einmal an" in answer.text) == (403, True)


def test_nobody_reaches_the_passkey_of_somebody_else(client):
    owner, other = UserFactory(), UserFactory()
    theirs = Authenticator.objects.create(user=owner, type="webauthn", data={"name": "Dienstrechner"})
    sign_in_without_factor(client, other)
    assert client.get(reverse("mfa_remove_webauthn", args=[theirs.pk])).status_code == 404


def test_a_role_that_is_taken_away_closes_the_admin_with_the_next_request(client, team_member):
    client.force_login(team_member)
    assert led_to(client) == ""
    RoleAssignment.objects.all().delete()
    answer = client.get(ADMIN, follow=True)
    assert answer.status_code == 403


def test_a_role_that_is_given_does_not_open_it_without_a_factor(client):
    user = UserFactory()
    sign_in_without_factor(client, user)
    RoleAssignment.objects.create(user=user, role=Role.TEAM)
    assert led_to(client) == OVERVIEW


def test_everybody_finds_it_on_the_own_page_and_nobody_else_must(client):
    user = UserFactory()
    sign_in_without_factor(client, user)
    assert OVERVIEW in client.get(reverse("accounts:account")).text
    assert "nur damit" not in client.get(OVERVIEW).text


def test_secrets_are_kept_encrypted(client):
    stored = set_up_app(UserFactory()).data["secret"]
    assert SECRET not in stored
    assert encryption.decrypt(stored, of="the test") == SECRET


def test_a_secret_that_no_key_opens_says_so(settings):
    factor = set_up_app(UserFactory())
    settings.FIELD_KEYS = ["b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItb3Q="]
    with pytest.raises(encryption.CannotDecrypt, match="second factor"):
        factor.wrap().validate_code(code_now())


def test_the_passkey_belongs_to_the_configured_address(settings):
    settings.BASE_URL = "https://mentoring.example.org"
    assert second_factor.Adapter().get_public_key_credential_rp_entity()["id"] == "mentoring.example.org"

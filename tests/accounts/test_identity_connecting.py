"""Tying an account to an identity of the town's provider, and letting it go, from one's own page."""

from urllib.parse import unquote

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from accounts.actions import identities
from accounts.errors import Refused
from tests.accounts.identities import CONNECT, DISCONNECT, SUB, begin, connect, sign_in
from tests.accounts.signing_in import PAGE, is_signed_in
from tests.factories import EmployeeFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]

PASSWORD = "Der Igel trinkt Kaffee"


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def signed_in(client, user):
    client.force_login(user)
    return client


def ties(user) -> list[str]:
    return list(SocialAccount.objects.filter(user=user).values_list("uid", flat=True))


def test_from_the_own_page_an_identity_is_tied_and_then_lets_in(signed_in, user, provider):
    provider.says(SUB, email="ganz@anders.example")
    assert "Mit Stadt-Konto verbinden" in signed_in.get(PAGE).text
    assert "Weiter mit Stadt-Konto" in signed_in.get(CONNECT).text

    page = connect(signed_in, provider)

    assert page.redirect_chain == [(PAGE, 302)]
    assert "Ab jetzt können Sie sich mit Stadt-Konto anmelden" in page.text
    assert "Stadt-Konto trennen" in page.text
    assert ties(user) == [SUB]
    other = Client()
    sign_in(other, provider)
    assert other.get(PAGE).context["user"] == user


def test_reading_ties_and_lets_go_nothing(signed_in, user, provider):
    SocialAccount.objects.create(user=user, provider=provider.issuer, uid=SUB)
    signed_in.get(CONNECT)
    signed_in.get(DISCONNECT)
    assert ties(user) == [SUB]


def test_an_old_session_has_to_be_made_anew_first(signed_in, user, provider, clock):
    clock.shift(20 * 60 + 1)
    for address in (CONNECT, DISCONNECT):
        for answer in (signed_in.get(address), signed_in.post(address)):
            assert answer.status_code == 403
            assert "Bitte melden Sie sich noch einmal an" in answer.text


def test_who_has_a_password_is_asked_for_it(client, provider):
    user = UserFactory(password=PASSWORD)
    client.force_login(user)
    asked = client.get(CONNECT).headers["Location"]
    assert unquote(asked) == f"{reverse('account_reauthenticate')}?next={CONNECT}"
    assert client.post(DISCONNECT).headers["Location"].startswith(reverse("account_reauthenticate"))

    client.post(asked, {"password": PASSWORD})

    provider.says(SUB)
    connect(client, provider)
    assert ties(user) == [SUB]


def test_nobody_else_comes_to_these_pages(client, provider):
    for address in (CONNECT, DISCONNECT):
        assert client.get(address).headers["Location"] == f"{reverse('account_login')}?next={address}"


def test_an_identity_belongs_to_one_account(signed_in, user, provider):
    owner = UserFactory()
    SocialAccount.objects.create(user=owner, provider=provider.issuer, uid=SUB)
    page = connect(signed_in, provider)
    assert "mit einem anderen Konto verbunden" in page.text
    assert (ties(user), ties(owner)) == ([], [SUB])


def test_an_account_has_one_identity(signed_in, user, provider):
    connect(signed_in, provider)
    page = connect(signed_in, provider, "nr-2")
    assert "Trennen Sie bitte zuerst" in page.text
    assert ties(user) == [SUB]


def test_tying_the_same_once_more_changes_nothing(signed_in, user, provider):
    connect(signed_in, provider)
    connect(signed_in, provider)
    assert ties(user) == [SUB]


def test_whoever_signed_out_meanwhile_ties_nothing(signed_in, user, provider):
    address = provider.answers(begin(signed_in, CONNECT), SUB)
    signed_in.post(reverse("account_logout"))
    assert signed_in.get(address).status_code == 400
    assert ties(user) == []


def test_an_answer_to_somebody_else_ties_nothing(signed_in, user, provider):
    """An attacker who has somebody open her own answer would get into the other's account later."""
    attacker = Client()
    attacker.force_login(UserFactory())
    foreign = provider.answers(begin(attacker, CONNECT), "nr-of-attacker")
    assert signed_in.get(foreign).status_code == 400
    assert not SocialAccount.objects.exists()


def test_letting_go_keeps_the_code(signed_in, user, provider):
    connect(signed_in, provider)
    page = signed_in.post(DISCONNECT, follow=True)
    assert "Sie melden sich nicht mehr mit Stadt-Konto an" in page.text
    assert ties(user) == []
    other = Client()
    assert sign_in(other, provider).status_code == 403
    assert not is_signed_in(other)


def test_letting_go_touches_nobody_elses(signed_in, user, provider):
    owner = UserFactory()
    SocialAccount.objects.create(user=owner, provider=provider.issuer, uid=SUB)
    signed_in.post(DISCONNECT)
    assert ties(owner) == [SUB]


def shares_her_address_with_the_directory() -> object:
    """Codes to her address let in another one, to whom the directory has given it since."""
    user = UserFactory(employee=None, email="alt@kerpen.example")
    UserFactory(employee=EmployeeFactory(email="alt@kerpen.example"), email="vorher@kerpen.example")
    return user


def test_whoever_could_not_sign_in_any_more_keeps_it(provider):
    user = shares_her_address_with_the_directory()
    identities.connect(user, issuer=provider.issuer, subject=SUB)

    with pytest.raises(Refused, match="nicht mehr anmelden"):
        identities.disconnect(user, issuer=provider.issuer)
    assert ties(user) == [SUB]

    user.set_password(PASSWORD)
    user.save()
    assert identities.disconnect(user, issuer=provider.issuer)


@pytest.mark.parametrize("employee", [None, "of her own"])
def test_whom_codes_reach_may_let_go(provider, employee):
    user = UserFactory() if employee else UserFactory(employee=None)
    identities.connect(user, issuer=provider.issuer, subject=SUB)
    assert identities.disconnect(user, issuer=provider.issuer)
    assert not identities.disconnect(user, issuer=provider.issuer)

"""Signing in with the town's identity provider: who gets in, as whom, and who does not."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, Employee, Role, RoleAssignment, Session, User
from tests.accounts.identities import ANSWER, SIGN_IN, SUB, begin, connect, sign_in
from tests.accounts.signing_in import PAGE, enter, is_signed_in
from tests.factories import EmployeeFactory, RoleAssignmentFactory, UserFactory
from tests.support.second_factor import code_now, set_up_app

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]


@pytest.fixture
def known(provider):
    """Somebody whose account is tied to what the provider knows her by."""
    provider.says(SUB)
    user = UserFactory()
    SocialAccount.objects.create(user=user, provider=provider.issuer, uid=SUB)
    return user


def test_the_first_sign_in_opens_the_account_as_the_directory_has_it(client, provider):
    employee = EmployeeFactory()
    claims: dict[str, Any] = {"name": "Jemand Anders", "roles": ["team"], "groups": ["administration"]}
    provider.says(SUB, email=employee.email.upper(), email_verified=True, **claims)

    sign_in(client, provider)

    user = User.objects.get()
    assert (user.employee, user.full_name, user.email) == (employee, employee.full_name, employee.email)
    assert EmailAddress.objects.get(user=user).verified
    assert [entry.action for entry in AuditEntry.objects.all()] == ["account.opened"]
    assert not RoleAssignment.objects.exists()
    assert is_signed_in(client)


def test_of_what_the_provider_says_the_subject_alone_is_kept(client, provider):
    employee = EmployeeFactory()
    provider.says(SUB, email=employee.email, email_verified=True, name="Jemand Anders", phone_number="0123")
    sign_in(client, provider)

    identity = SocialAccount.objects.get()
    assert (identity.provider, identity.uid, identity.extra_data) == (provider.issuer, SUB, {})
    assert not SocialToken.objects.exists()
    kept = Session.objects.get(user__isnull=False).get_decoded()
    assert not {word for word in ("Jemand", "0123", "token", "nonce", "verifier") if word in str(kept)}


def test_whose_address_is_told_only_when_asked_for_is_found_too(client, provider, monkeypatch):
    """Many providers leave it out of the token."""
    employee = EmployeeFactory()
    provider.says(SUB, email=employee.email, email_verified=True)
    provider.leaves_out_of_token("email", "email_verified")
    sign_in(client, provider)
    assert is_signed_in(client)


def test_from_then_on_the_address_does_not_matter(client, provider, known):
    provider.says(SUB, email=UserFactory().email, email_verified=True)
    sign_in(client, provider)
    assert client.get(PAGE).context["user"] == known


def test_it_is_not_noted_when_an_identity_was_last_used(client, provider, known, clock):
    before = SocialAccount.objects.values().get()
    clock.shift(3600)
    sign_in(client, provider)
    assert is_signed_in(client)
    assert SocialAccount.objects.values().get() == before


def test_signing_in_leads_on_to_the_page_that_was_asked_for_and_nowhere_else(client, provider, known):
    assert sign_in(client, provider, next=PAGE).headers["Location"] == PAGE
    away = sign_in(Client(), provider, next="https://evil.example/")
    assert away.headers["Location"] == reverse("portal:start")


def test_the_session_gets_another_key_and_ends_like_any_other(client, provider, known, clock):
    address = begin(client)
    before = client.session.session_key
    client.get(provider.answers(address, SUB))
    assert client.session.session_key != before
    assert is_signed_in(client)

    clock.shift(30 * 60 + 1)
    assert not is_signed_in(client)


def unknown(provider):
    provider.says(SUB, email="niemand@kerpen.example", email_verified=True)


def no_address(provider):
    provider.says(SUB)


def unproven(provider):
    provider.says(SUB, email=EmployeeFactory().email, email_verified=False)


def proven_in_words(provider):
    provider.says(SUB, email=EmployeeFactory().email, email_verified="true")


def has_left(provider):
    provider.says(SUB, email=EmployeeFactory(is_active=False).email, email_verified=True)


def has_account(provider):
    provider.says(SUB, email=UserFactory().email, email_verified=True)


def account_with_former_address(provider):
    user = UserFactory()
    Employee.objects.filter(pk=user.employee_id).update(email="neu@kerpen.example")
    provider.says(SUB, email="neu@kerpen.example", email_verified=True)


def account_from_outside(provider):
    provider.says(SUB, email=UserFactory(employee=None).email, email_verified=True)


def account_made_by_hand(provider):
    """Signing in by code would tie it to the directory; an address that a provider tells does not."""
    UserFactory(employee=None, email=EmployeeFactory(email="hand@kerpen.example").email, is_superuser=True)
    provider.says(SUB, email="hand@kerpen.example", email_verified=True)


def closed(provider):
    provider.says(SUB)
    SocialAccount.objects.create(user=UserFactory(is_active=False), provider=provider.issuer, uid=SUB)


def has_left_since(provider):
    provider.says(SUB)
    user = UserFactory(employee=EmployeeFactory(is_active=False))
    SocialAccount.objects.create(user=user, provider=provider.issuer, uid=SUB)


def same_number_elsewhere(provider):
    """Another provider has given the same number to somebody."""
    provider.says(SUB)
    SocialAccount.objects.create(user=UserFactory(), provider="https://other.example", uid=SUB)


REFUSED = (
    *(unknown, no_address, unproven, proven_in_words, has_left, has_account, account_with_former_address),
    *(account_from_outside, account_made_by_hand, closed, has_left_since, same_number_elsewhere),
)


@pytest.mark.parametrize("somebody", REFUSED, ids=lambda somebody: somebody.__name__)
def test_everybody_else_reads_the_same_and_leaves_no_trace(client, provider, somebody):
    somebody(provider)
    before = traces()

    answer = sign_in(client, provider)

    assert answer.status_code == 403
    assert "lässt Sie hier noch nicht hinein" in answer.text
    assert "Melden Sie sich mit einem Code" in answer.text
    assert not is_signed_in(client)
    assert traces() == before
    no_address(provider)
    assert answer.text == sign_in(Client(), provider, "nobody-at-all").text


def traces() -> tuple[Any, ...]:
    accounts = User.objects.order_by("pk").values_list("pk", "employee", "email", "is_active")
    identities = SocialAccount.objects.order_by("pk").values_list("pk", "user", "uid")
    return list(accounts), list(identities), list(AuditEntry.objects.values_list("action"))


def test_who_was_refused_signs_in_by_code_and_connects_then(client, provider):
    user = UserFactory()
    provider.says(SUB, email=user.email, email_verified=True)
    assert sign_in(client, provider).status_code == 403

    enter(client, user.email)
    connect(client, provider)

    other = Client()
    sign_in(other, provider)
    assert other.get(PAGE).context["user"] == user


def test_whoever_has_a_second_factor_is_asked_for_it(client, provider, known):
    set_up_app(known)
    assert sign_in(client, provider).headers["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)

    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert is_signed_in(client)


def test_the_admin_asks_for_a_second_factor_all_the_same(client, provider, known):
    RoleAssignmentFactory(user=known, role=Role.ADMINISTRATION)
    sign_in(client, provider)
    assert is_signed_in(client)

    assert client.get(reverse("admin:index"), follow=True).redirect_chain[-1][0] == reverse("mfa_index")
    assert not Authenticator.objects.exists()


def test_who_is_closed_out_while_signing_in_stays_outside(client, provider, known):
    address = provider.answers(begin(client), SUB)
    User.objects.update(is_active=False)
    assert client.get(address).status_code == 403
    assert not is_signed_in(client)


def test_a_session_ends_with_the_next_request_when_somebody_leaves(client, provider, known):
    sign_in(client, provider)
    Employee.objects.update(is_active=False)
    assert not is_signed_in(client)


def test_without_a_provider_there_is_no_button_and_no_page(client):
    assert "Stadt-Konto" not in client.get(reverse("account_login")).text
    for address in (SIGN_IN, ANSWER):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code in (404, 405)
    client.force_login(UserFactory())
    assert "Stadt-Konto" not in client.get(PAGE).text
    for address in ("identity_connect", "identity_disconnect"):
        assert client.get(reverse(f"accounts:{address}")).status_code == 404


def test_who_is_signed_in_needs_no_sign_in(client, provider):
    client.force_login(UserFactory())
    assert client.post(SIGN_IN).headers["Location"] == reverse("portal:start")

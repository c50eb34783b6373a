"""The way to the provider and back: what is asked, and which answers are taken."""

import base64
import hashlib
import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from config.env import IdentityProvider
from tests.accounts.identities import ANSWER, SIGN_IN, SUB, begin, sign_in
from tests.accounts.signing_in import is_signed_in
from tests.factories import UserFactory
from tests.hardening.answers import missing_headers
from tests.support.identity_provider import CLIENT_ID, CLIENT_SECRET, NAME
from tests.support.servers import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]


@pytest.fixture
def known(provider):
    provider.says(SUB)
    SocialAccount.objects.create(user=UserFactory(), provider=provider.issuer, uid=SUB)


def asked(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def test_little_is_asked_and_each_time_anew(provider):
    first, second = asked(begin(Client())), asked(begin(Client()))

    assert set(first["scope"].split()) == {"openid", "email"}
    assert first["redirect_uri"] == f"http://testserver{ANSWER}"
    assert (first["response_type"], first["code_challenge_method"]) == ("code", "S256")
    for name, length in (("state", 16), ("nonce", 43), ("code_challenge", 43)):
        assert len(first[name]) >= length
        assert first[name] != second[name]


def test_nothing_in_a_request_changes_what_is_asked(client, provider):
    query = "?scope=groups&auth_params=prompt%3Dnone%26nonce%3Dmine&process=connect&action=rerequest"
    address = client.post(SIGN_IN + query, {"process": "redirect"}).context["address"]

    assert set(asked(address)["scope"].split()) == {"openid", "email"}
    assert "prompt" not in asked(address)
    assert asked(address)["nonce"] != "mine"


def test_the_code_is_changed_with_the_proof_that_was_announced(client, provider, known):
    address = begin(client)
    client.get(provider.answers(address, SUB))

    [form] = provider.asked
    assert challenge_of(form["code_verifier"]) == asked(address)["code_challenge"]
    assert "code_verifier" not in asked(address)
    assert is_signed_in(client)


def test_the_page_leads_on_by_itself_and_needs_no_exception_from_the_policy(client, provider):
    answer = client.post(SIGN_IN)
    assert answer.status_code == 200
    assert f'<meta http-equiv="refresh" content="0; url={provider.issuer}/oauth2/authorize?' in answer.text
    assert not list(missing_headers(answer))
    assert "no-store" in answer.headers["Cache-Control"]


def test_reading_a_page_begins_nothing(client, provider):
    assert client.get(SIGN_IN).headers["Location"] == reverse("account_login")
    assert not client.session.keys()
    assert "Weiter mit Stadt-Konto" in client.get(reverse("account_login")).text


def test_an_answer_that_nobody_asked_for_is_not_taken(client, provider, known):
    for query in ("", "?code=made-up", "?code=made-up&state=made-up", "?error=access_denied"):
        answer = client.get(ANSWER + query)
        assert answer.status_code == 400
        assert "hat nicht geklappt" in answer.text
    assert not provider.asked


def test_an_answer_is_for_the_browser_that_asked_alone(client, provider, known):
    """Otherwise an attacker could sign somebody in as herself."""
    begin(client)
    foreign = provider.answers(begin(Client()), SUB)
    assert client.get(foreign).status_code == 400
    assert not is_signed_in(client)
    assert not provider.asked


def test_an_answer_works_once(client, provider, known):
    address = provider.answers(begin(client), SUB)
    client.get(address)
    client.post(reverse("account_logout"))
    assert client.get(address).status_code == 400
    assert not is_signed_in(client)


def test_an_answer_works_for_ten_minutes(client, provider, known, clock):
    address = provider.answers(begin(client), SUB)
    clock.shift(timedelta(minutes=10, seconds=1))
    assert client.get(address).status_code == 400
    assert not is_signed_in(client)


@pytest.mark.logs_errors
@pytest.mark.parametrize("nonce", ["of-another-sign-in", ""])
def test_a_token_for_another_sign_in_lets_nobody_in(client, provider, known, nonce):
    """The state is right, and the token is not the one that this browser asked for."""
    answer = client.get(provider.answers(begin(client), SUB, nonce=nonce))
    assert answer.status_code == 503
    assert provider.asked
    assert not is_signed_in(client)


@pytest.mark.logs_errors
def test_a_code_that_the_provider_does_not_know_lets_nobody_in(client, provider, known):
    state = asked(begin(client))["state"]
    assert client.get(f"{ANSWER}?state={state}&code=made-up").status_code == 503
    assert not is_signed_in(client)


@pytest.mark.logs_errors
def test_a_token_with_another_signature_lets_nobody_in(client, provider, known):
    provider.signs_with_another_key()
    assert sign_in(client, provider).status_code == 503
    assert not is_signed_in(client)


@pytest.mark.logs_errors
def test_what_is_told_about_somebody_else_lets_nobody_in(client, provider):
    provider.says(SUB, email="x@kerpen.example", email_verified=True)
    provider.leaves_out_of_token("email")
    provider.tells_about("somebody-else")
    assert sign_in(client, provider).status_code == 503
    assert not is_signed_in(client)


@pytest.mark.logs_errors
def test_a_provider_that_calls_itself_otherwise_is_not_asked(client, provider, settings):
    settings.IDENTITY_PROVIDER = IdentityProvider(f"{provider.issuer}/", CLIENT_ID, CLIENT_SECRET, NAME)
    answer = client.post(SIGN_IN)
    assert answer.status_code == 503
    assert "hat nicht geklappt" in answer.text


@pytest.mark.logs_errors
def test_a_provider_that_is_away_holds_nobody_up(client, settings, caplog):
    settings.IDENTITY_PROVIDER = IdentityProvider(f"http://localhost:{free_port()}", CLIENT_ID, CLIENT_SECRET, NAME)
    answer = client.post(SIGN_IN)
    assert answer.status_code == 503
    assert "Auch ein Code an Ihre dienstliche E-Mail" in answer.text
    assert "ConnectionError" in caplog.text


@pytest.mark.logs_errors
@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_a_provider_is_asked_with_the_scheme_of_its_name_alone(client, provider, name):
    """One that is called by https does not get our secret by http."""
    named = dict.fromkeys(("authorization_endpoint", "token_endpoint", "jwks_uri"), f"{provider.issuer}/here")
    provider.describes_itself_as(json.dumps({"issuer": provider.issuer} | named))
    assert client.post(SIGN_IN).status_code == 200

    other = {name: f"https://{urlsplit(provider.issuer).netloc}/here"}
    provider.describes_itself_as(json.dumps({"issuer": provider.issuer} | named | other))
    assert client.post(SIGN_IN).status_code == 503


@pytest.mark.logs_errors
def test_a_provider_that_leads_elsewhere_is_not_followed(client, provider):
    provider.leads_elsewhere()
    assert client.post(SIGN_IN).status_code == 503


@pytest.mark.logs_errors
@pytest.mark.parametrize("answer", ["[]", "{}", '{"issuer": 7}', "no JSON"])
def test_a_provider_that_answers_nonsense_breaks_nothing(client, provider, answer):
    provider.describes_itself_as(answer)
    assert client.post(SIGN_IN).status_code == 503


@pytest.mark.logs_errors
def test_the_log_says_what_kind_of_thing_went_wrong_and_nothing_of_it(client, provider, known, caplog):
    caplog.set_level("WARNING", "accounts")
    address = begin(client)
    client.get(provider.answers(address, SUB, nonce="kanarinonce"))
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("accounts")]
    assert lines == ["The identity provider does not answer as it should: NotBelieved"]


def test_who_breaks_off_is_back_at_the_sign_in(client, provider):
    state = asked(begin(client))["state"]
    answer = client.get(f"{ANSWER}?error=access_denied&state={state}", follow=True)
    assert [address for address, _status in answer.redirect_chain] == [reverse("account_login")]
    assert "abgebrochen" in answer.text


def test_many_sign_ins_from_one_address_are_stopped(client, provider, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "2/m/ip"}
    assert [client.post(SIGN_IN).status_code for _time in range(3)] == [200, 200, 429]

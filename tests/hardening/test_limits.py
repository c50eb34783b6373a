"""Limits on signing in, against somebody who says with each request that she asks from elsewhere."""

from collections.abc import Iterator
from ipaddress import ip_network
from itertools import count
from typing import Any

import pytest
from allauth.core.internal import ratelimit
from django.core.cache import caches
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import override_settings

from config.operation.checks import limits_are_counted_together
from config.settings import base
from tests.accounts.signing_in import BY_PASSWORD, CONFIRM, SIGN_IN, UNKNOWN, ask, code, is_signed_in, wrong
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]

PASSWORD, WRONG = "ein langes Passwort", "falsch"
PROXY, ATTACKER, COLLEAGUE = "192.0.2.1", "198.51.100.7", "198.51.100.8"
NOTED = "A limit on signing in was reached."
CLAIMS = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_CLIENT_IP", "HTTP_X_CLUSTER_CLIENT_IP")

_invented = (f"203.0.113.{number % 250 + 1}" for number in count())


def claims() -> dict[str, str]:
    """What a request without a proxy says about itself: each time another address."""
    return dict.fromkeys(CLAIMS, next(_invented)) | {"REMOTE_ADDR": ATTACKER}


def through_proxy(visitor: str = ATTACKER) -> dict[str, str]:
    """The same, after a proxy has added from whom it had the request."""
    return claims() | {"REMOTE_ADDR": PROXY, "HTTP_X_FORWARDED_FOR": f"{next(_invented)}, {visitor}"}


@pytest.fixture(params=["direct", "behind a proxy"])
def forged(request: pytest.FixtureRequest, settings: Any) -> Any:
    """Return what makes the headers of one more request of the same attacker."""
    settings.TRUSTED_PROXIES = [] if request.param == "direct" else [ip_network(PROXY)]
    return claims if request.param == "direct" else through_proxy


def try_password(email: str, headers: dict[str, str], password: str = WRONG) -> HttpResponse:
    return Client().post(BY_PASSWORD, {"login": email, "password": password}, **headers)


def limit(settings: Any, **limits: str) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | limits


def test_a_flood_from_one_address_is_stopped_and_noted(forged: Any, settings: Any, caplog: Any) -> None:
    limit(settings, login="3/m/ip")
    answers = [try_password(f"{number}@kerpen.example", forged()).status_code for number in range(4)]
    assert answers == [200, 200, 200, 429]
    assert [record.status_code for record in caplog.records] == [429]


def test_codes_for_many_people_from_one_address_are_stopped_and_noted(forged: Any, settings: Any, caplog: Any) -> None:
    limit(settings, request_login_code="3/m/ip")
    answers = [Client().post(SIGN_IN, {"email": f"{number}@kerpen.example"}, **forged()) for number in range(4)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 200]
    assert "zu oft" in answers[-1].text
    assert [record.getMessage() for record in caplog.records] == [NOTED]


def test_wrong_passwords_for_many_people_from_one_address_are_stopped_and_noted(
    forged: Any, settings: Any, caplog: Any
) -> None:
    limit(settings, login_failed="3/m/ip,5/5m/key")
    users = UserFactory.create_batch(4, password=PASSWORD)
    for user in users[:3]:
        try_password(user.email, forged())

    assert NOTED not in caplog.messages
    assert "zu oft" in try_password(users[3].email, forged(), PASSWORD).text
    assert NOTED in caplog.messages


def test_a_colleague_behind_the_same_proxy_is_not_held_up(settings: Any) -> None:
    settings.TRUSTED_PROXIES = [ip_network(PROXY)]
    limit(settings, login="1/m/ip")
    assert [try_password(UNKNOWN, through_proxy()).status_code for _ in range(2)] == [200, 429]

    assert try_password(UNKNOWN, through_proxy(COLLEAGUE)).status_code == 200


def test_one_account_is_protected_wherever_the_attempts_come_from() -> None:
    """Five passwords in five minutes, from as many machines as an attacker has."""
    user = UserFactory(password=PASSWORD)
    for number in range(5):
        try_password(user.email, {"REMOTE_ADDR": f"198.51.100.{number}"})

    client = Client()
    answer = client.post(BY_PASSWORD, {"login": user.email, "password": PASSWORD}, REMOTE_ADDR="198.51.100.99")
    assert "zu oft" in answer.text
    assert not is_signed_in(client)


@pytest.mark.parametrize("known", [True, False])
def test_one_address_gets_three_codes_a_minute_whoever_asks(known: bool) -> None:
    email = UserFactory().email if known else UNKNOWN
    answers = [
        Client().post(SIGN_IN, {"email": email}, REMOTE_ADDR=f"198.51.100.{number}").status_code for number in range(4)
    ]
    assert answers == [302, 302, 302, 200]


def test_a_code_can_be_guessed_three_times(forged: Any) -> None:
    client = Client()
    ask(client, UserFactory().email)
    right = code()
    for _attempt in range(3):
        client.post(CONFIRM, {"code": wrong(right)}, **forged())

    client.post(CONFIRM, {"code": right}, **forged())
    assert not is_signed_in(client)


def test_a_network_of_ipv6_counts_as_one_address(settings: Any) -> None:
    limit(settings, login="2/m/ip")
    answers = [try_password(UNKNOWN, {"REMOTE_ADDR": f"2001:db8:1:2::{number}"}).status_code for number in range(3)]
    assert answers == [200, 200, 429]


@pytest.fixture
def shared_cache(db: None) -> Iterator[None]:
    """Count as real installations do, in the database."""
    with override_settings(CACHES={"default": base.SHARED_CACHE}):
        call_command("createcachetable")
        yield


def attempt(key: str) -> bool:
    rates = {"login_failed": "2/5m/key"}
    request = RequestFactory().post("/")
    return bool(ratelimit.consume(request, app="tests", action="login_failed", config=rates, key=key))


def test_all_processes_count_together(shared_cache: None) -> None:
    """Each process has connections and caches of its own; what they share is the table."""
    assert attempt("anna")
    del caches["default"]
    assert attempt("anna")
    del caches["default"]
    assert not attempt("anna")


def test_attempts_for_many_others_do_not_make_a_count_forgotten(shared_cache: None) -> None:
    """Django's table keeps 300 entries unless it is told otherwise, and throws out others than the oldest."""
    assert attempt("anna")
    assert attempt("anna")
    for number in range(310):
        caches["default"].set(f"somebody:{number}", [1.0], 300)

    assert not attempt("anna")


@pytest.mark.parametrize(
    ("backend", "is_refused"),
    [
        (base.SHARED_CACHE["BACKEND"], False),
        ("django.core.cache.backends.redis.RedisCache", False),
        ("django.core.cache.backends.locmem.LocMemCache", True),
        ("django.core.cache.backends.dummy.DummyCache", True),
    ],
)
def test_an_installation_whose_processes_count_alone_is_refused(backend: str, is_refused: bool, settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": backend}}
    assert bool(limits_are_counted_together()) is is_refused

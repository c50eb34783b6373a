"""Who asks, and how, is believed of trusted proxies alone."""

from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from config.proxies import address_of, visitor

PROXIES = [ip_network("192.0.2.0/28"), ip_network("2001:db8:ffff::1")]
PROXY, SECOND, ELSEWHERE = "192.0.2.1", "192.0.2.2", "203.0.113.9"
VISITOR = "198.51.100.7"


def told(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.META['REMOTE_ADDR']} {request.scheme}")


urlpatterns = [path("gefragt", told)]


@pytest.fixture
def behind_proxies(settings: Any) -> None:
    settings.TRUSTED_PROXIES = PROXIES


def ask(peer: str, forwarded: str | None = None, scheme: str | None = None) -> str:
    given = {"HTTP_X_FORWARDED_FOR": forwarded, "HTTP_X_FORWARDED_PROTO": scheme}
    return (
        Client()
        .get("/gefragt", REMOTE_ADDR=peer, **{name: value for name, value in given.items() if value is not None})
        .text
    )


@pytest.mark.urls(__name__)
@pytest.mark.usefixtures("behind_proxies")
def test_a_trusted_proxy_says_who_asks_and_how() -> None:
    assert ask(PROXY, VISITOR, "https") == f"{VISITOR} https"
    assert ask(PROXY, VISITOR, "http") == f"{VISITOR} http"


@pytest.mark.urls(__name__)
@pytest.mark.usefixtures("behind_proxies")
def test_nobody_else_is_believed() -> None:
    assert ask(ELSEWHERE, VISITOR, "https") == f"{ELSEWHERE} http"
    assert ask("127.0.0.1", VISITOR, "https") == "127.0.0.1 http"


@pytest.mark.urls(__name__)
def test_without_proxies_nobody_is_believed() -> None:
    assert ask("127.0.0.1", VISITOR, "https") == "127.0.0.1 http"


@pytest.mark.urls(__name__)
@pytest.mark.usefixtures("behind_proxies")
@pytest.mark.parametrize("scheme", ["https,http", "HTTPS", "wss", ""])
def test_a_scheme_that_is_not_plainly_https_is_not(scheme: str) -> None:
    assert ask(PROXY, VISITOR, scheme) == f"{VISITOR} http"


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        (VISITOR, VISITOR),
        (f"127.0.0.1, {VISITOR}", VISITOR),
        (f"{PROXY}, {VISITOR}", VISITOR),
        (f"10.0.0.1,{PROXY},10.0.0.2,{VISITOR}, {SECOND}", VISITOR),
        (f"{VISITOR}:4711", VISITOR),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        (f"::ffff:{VISITOR}", VISITOR),
        # A proxy that says nothing, or nothing that can be read, is counted itself.
        ("", PROXY),
        ("unknown", PROXY),
        (f"{VISITOR}, unknown", PROXY),
        (f"{VISITOR}, ' OR 1=1", PROXY),
        (f"unknown, {SECOND}", SECOND),
    ],
)
def test_the_visitor_is_the_nearest_who_is_no_proxy(forwarded: str, expected: str) -> None:
    assert visitor(ip_address(PROXY), forwarded, PROXIES) == ip_address(expected)


def test_a_server_on_ipv6_knows_its_proxy_by_ipv4() -> None:
    assert address_of(f"::ffff:{PROXY}") == ip_address(PROXY)

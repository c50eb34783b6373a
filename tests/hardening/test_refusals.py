"""What is refused or fails: a clean page in our words, with every header, and without a word of what was sent."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as project
from django.core import mail
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from config import urls as site
from tests.factories import UserFactory
from tests.hardening.answers import is_kept, leads_away, missing_headers

WORDS = "Ich-moechte-lernen-nein-zu-sagen"


def raising(error: type[Exception]) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        raise error(f"{WORDS}: {request.POST.get('words')}")

    return view


urlpatterns = [
    path("kaputt/400", raising(SuspiciousOperation)),
    path("kaputt/403", raising(PermissionDenied)),
    path("kaputt/404", raising(Http404)),
    path("kaputt/500", raising(ValueError)),
    *site.urlpatterns,
]

pytestmark = [pytest.mark.django_db, pytest.mark.logs_errors, pytest.mark.urls(__name__)]


@pytest.fixture(params=["stranger", "signed in"])
def asking(request: pytest.FixtureRequest) -> Client:
    client = Client(raise_request_exception=False)
    if request.param == "signed in":
        client.force_login(UserFactory())
    return client


def assert_clean(response: HttpResponse, status: int, heading: str) -> None:
    assert response.status_code == status
    assert heading in response.text
    assert not list(missing_headers(response))
    assert WORDS not in response.text
    assert "Traceback" not in response.text
    assert not mail.outbox


HEADINGS = {
    400: "Diese Anfrage haben wir nicht verstanden",
    403: "Das ist für Ihr Konto nicht freigegeben",
    404: "Diese Seite finden wir nicht",
    500: "Bei uns ist etwas schiefgegangen",
}


@pytest.mark.parametrize("status", HEADINGS)
def test_a_page_that_fails_says_so_and_repeats_nothing(asking: Client, status: int) -> None:
    response = asking.post(f"/kaputt/{status}?words={WORDS}", {"words": WORDS})

    assert_clean(response, status, HEADINGS[status])
    assert asking.cookies.get("sessionid") is None or not is_kept(response)


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "a b", ""])
def test_another_host_name_gets_a_clean_refusal(asking: Client, host: str) -> None:
    response = asking.get("/", headers={"host": host})

    assert_clean(response, 400, HEADINGS[400])
    assert "evil" not in response.text


def test_a_host_name_that_a_request_claims_beside_its_own_is_not_looked_at(asking: Client) -> None:
    response = asking.get("/verwaltung/", headers={"x-forwarded-host": "evil.example"})
    assert not leads_away(response)


def test_a_refusal_before_everything_else_has_the_headers_too(asking: Client, settings: Any) -> None:
    """On the way to https the host is looked at first, before any other middleware."""
    settings.SECURE_SSL_REDIRECT = True

    assert_clean(asking.get("/", headers={"host": "evil.example"}), 400, HEADINGS[400])
    led_on = asking.get("/")
    assert (led_on.status_code, led_on.headers["Location"]) == (301, "https://testserver/")
    assert not list(missing_headers(led_on))


def test_a_form_with_far_too_many_fields_is_refused(asking: Client) -> None:
    response = asking.post("/kaputt/500", {f"{WORDS}{number}": WORDS for number in range(1001)})
    assert_clean(response, 400, HEADINGS[400])


def test_a_form_without_its_token_is_refused_in_words_that_help(asking: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = asking.cookies

    assert_clean(strict.post("/kaputt/500", {"words": WORDS}), 403, "Diese Seite war zu lange geöffnet")


@pytest.mark.parametrize("method", ["put", "delete", "patch", "trace"])
def test_no_address_knows_other_methods(asking: Client, method: str) -> None:
    response = getattr(asking, method)("/")

    assert response.status_code == 405
    assert not list(missing_headers(response))


@pytest.mark.parametrize("address", ["//evil.example", "//evil.example/konto", "/\\evil.example", "/%2fevil.example"])
def test_an_address_that_looks_like_another_site_leads_nowhere(asking: Client, address: str) -> None:
    response = asking.get("/", PATH_INFO=address)

    assert not leads_away(response)
    assert not list(missing_headers(response))


def test_the_admin_refuses_filters_that_it_does_not_know(team_member: Any) -> None:
    client = Client()
    client.force_login(team_member)

    assert_clean(client.get(f"/verwaltung/mentoring/topic/?title__regex={WORDS}"), 400, HEADINGS[400])


def test_nobody_is_written_to_about_errors() -> None:
    """Such mails would repeat what people entered."""
    assert not project.ADMINS
    assert not project.MANAGERS
    assert not [name for name, handler in project.LOGGING["handlers"].items() if "Email" in handler["class"]]


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("css/base.css", "text/css"),
        ("img/mark.svg", "image/svg+xml"),
        ("js/site.js", "javascript"),
    ],
)
def test_static_files_have_the_headers_and_may_be_kept(asking: Client, address: str, kind: str) -> None:
    response = asking.get(f"/static/{address}")
    b"".join(response.streaming_content)

    assert response.status_code == 200
    assert kind in response.headers["Content-Type"]
    assert not list(missing_headers(response))
    assert "no-store" not in response.headers["Cache-Control"]

"""Exactly two cookies, for session and form token, each only once it is needed: so no banner has to ask."""

import pytest
from django.test import Client

from config.settings.base import cookies_for
from portal.models import Page
from tests.accounts.signing_in import CONFIRM, SIGN_IN, SIGN_OUT, ask, code, enter
from tests.factories import UserFactory
from tests.permissions.asking import Everybody, addresses, team_pages
from tests.permissions.world import ROLES, World, build_world

pytestmark = [pytest.mark.django_db, pytest.mark.any_database, pytest.mark.usefixtures("fresh_limits")]

SESSION, TOKEN = "sessionid", "csrftoken"
FORM_FIELD = b'name="csrfmiddlewaretoken"'
HTMX = {"HX-Request": "true"}
EVERYWHERE = ("/", "/konto/", "/nachrichten/", "/barriere-melden/", "/seite/hilfe/", "/verwaltung/")


def test_whoever_only_reads_gets_none(client: Client) -> None:
    for path in ("/", "/barriere-melden/danke/", "/gibt-es-nicht/", *_public_pages()):
        client.get(path)
        assert dict(client.cookies) == {}, path


def _public_pages() -> list[str]:
    return [page.get_absolute_url() for page in Page.objects.filter(is_public=True)]


def test_who_reports_a_barrier_gets_the_token_alone(client: Client) -> None:
    client.get("/barriere-melden/")
    client.post("/barriere-melden/", {"text": ""})
    client.post("/barriere-melden/", {"text": "Der Kontrast ist zu schwach."}, follow=True)

    assert set(client.cookies) == {TOKEN}


def test_the_session_begins_with_the_sign_in(client: Client) -> None:
    user = UserFactory()
    client.get(SIGN_IN)
    assert set(client.cookies) == {TOKEN}
    ask(client, user.email)
    assert set(client.cookies) == {TOKEN, SESSION}
    client.post(CONFIRM, {"code": code()})
    client.get("/")
    signed_in = client.cookies[SESSION].value
    client.post(SIGN_OUT, follow=True)

    assert set(client.cookies) == {TOKEN, SESSION}
    # It carries the goodbye, which is shown by now, and is another one than before.
    assert client.cookies[SESSION].value != signed_in
    assert list(client.session.items()) == []


def test_on_https_both_are_bound_to_this_host(settings: object) -> None:
    for name, value in cookies_for("https://mentoring.example.org").items():
        setattr(settings, name, value)
    client = Client(headers={"host": "testserver"})
    enter(client, UserFactory().email)
    client.get("/", secure=True)

    assert set(client.cookies) == {f"__Host-{SESSION}", f"__Host-{TOKEN}"}
    assert all(cookie["secure"] and cookie["path"] == "/" for cookie in client.cookies.values())
    assert not any(cookie["domain"] for cookie in client.cookies.values())


@pytest.fixture
def world() -> World:
    return build_world()


def test_the_token_comes_with_the_first_form_and_the_session_with_no_page(world: World) -> None:
    everybody = Everybody(world)
    wrong = []
    for url, row in (*addresses(world), *team_pages(world)):
        if not row.is_button:
            answer = everybody.ask("anonymous", "get", url)
            expected = {TOKEN} if not answer.streaming and FORM_FIELD in answer.content else set()
            if set(answer.cookies) != expected:
                wrong.append(f"{url}: {set(answer.cookies)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES)
def test_nobody_gets_a_third_one(world: World, role: str) -> None:
    """`tests/permissions/` asks for every address as everybody; these by htmx, too, as scripts do."""
    everybody = Everybody(world)
    answers = [everybody.ask(role, method, url, headers=HTMX) for url in EVERYWHERE for method in ("get", "post")]

    assert {name for answer in answers for name in answer.cookies} <= {SESSION, TOKEN}

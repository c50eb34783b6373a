"""The frame around every page, and the pages for when something is wrong."""

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from tests.factories import UserFactory
from tests.frontend.elements import Elements
from tests.frontend.gallery import FILLED

pytestmark = pytest.mark.django_db


@pytest.fixture
def jana(client: Client) -> User:
    user = UserFactory(first_name="Jana", last_name="Krüger")
    client.force_login(user)
    return user


def read(client: Client, path: str) -> Elements:
    return Elements(client.get(path).content.decode())


def test_a_page_is_german_and_says_what_it_is(client: Client) -> None:
    page = read(client, "/gallery/widgets/")

    assert page.one("html").attrs["lang"] == "de"
    assert page.one("title").text == "Alle Felder – Internes Mentoringprogramm"
    assert len(page.find("h1")) == len(page.find("main")) == 1


def test_the_title_of_a_refused_form_begins_with_error(client: Client) -> None:
    refused = Elements(client.post("/gallery/widgets/", {"name": "x"}).content.decode())
    accepted = Elements(client.post("/gallery/widgets/", FILLED).content.decode())

    assert refused.one("title").text.startswith("Fehler: Alle Felder")
    assert accepted.one("title").text.startswith("Alle Felder")


def test_the_first_link_jumps_to_the_content(client: Client) -> None:
    page = read(client, "/gallery/widgets/")

    assert page.find("a")[0].attrs["href"] == "#content"
    assert page.one(id="content").tag == "main"


def test_the_page_names_organisation_and_programme(client: Client, settings: object) -> None:
    settings.ORGANISATION_NAME = "Stadt Musterhausen"  # type: ignore[attr-defined]

    header = read(client, "/gallery/widgets/").one("header")

    assert "Stadt Musterhausen" in header.text
    assert "Internes Mentoringprogramm" in header.text


def test_the_page_where_one_is_is_marked_in_the_navigation(client: Client, jana: User) -> None:
    page = read(client, "/gallery/components/")

    links = page.find("a", "m-nav__link")
    assert [link.text for link in links] == ["Start", "Meine Ziele", "Treffen"]
    assert [link.attrs.get("aria-current") for link in links] == ["page", None, None]


def test_who_is_signed_in_sees_her_name_and_can_sign_out(client: Client, jana: User) -> None:
    page = read(client, "/gallery/components/")

    assert "Jana Krüger" in page.one(css_class="m-account__name").text
    assert page.one("form", action=reverse("account_logout")).attrs["method"] == "post"


def test_who_is_not_signed_in_can_sign_in(client: Client) -> None:
    page = read(client, "/gallery/widgets/")

    assert [link.attrs["href"] for link in page.find("a", "m-quiet-link")] == [reverse("account_login")]


def test_help_is_one_click_away_for_who_is_signed_in(client: Client, jana: User) -> None:
    try:
        address = reverse("mentoring:request_new")
    except NoReverseMatch:
        pytest.skip("This site has no requests yet.")

    page = read(client, "/gallery/widgets/")

    assert page.one("a", "m-footer__link", href=address).text == "Vertraulich an das Projektteam schreiben"


def test_messages_say_by_role_how_urgent_they_are(client: Client, jana: User) -> None:
    page = read(client, "/gallery/components/")

    roles = {alert.text: alert.attrs["role"] for alert in page.find(css_class="kern-alert")}
    assert roles == {"Ihr Treffen ist eingetragen.": "status", "Die Seite wurde inzwischen geändert.": "alert"}


def test_pagination_keeps_the_rest_of_the_address(client: Client, jana: User) -> None:
    page = read(client, "/gallery/components/?thema=3&page=2")

    assert page.one("a", rel="next").attrs["href"] == "?thema=3&page=3"
    assert page.one("a", rel="prev").attrs["href"] == "?thema=3&page=1"


def test_a_task_that_is_not_possible_yet_is_no_link(client: Client, jana: User) -> None:
    page = read(client, "/gallery/components/")

    assert [link.text for link in page.find("a", "kern-link--stretched")] == ["1 Motivation", "2 Themen"]


def test_a_page_of_somebody_else_looks_exactly_like_a_missing_one(client: Client, jana: User) -> None:
    somebody_elses = client.get("/gallery/missing/4711/")
    missing = client.get("/gallery/there-is-nothing/")

    assert (somebody_elses.status_code, missing.status_code) == (404, 404)
    assert somebody_elses.content == missing.content
    assert b"4711" not in somebody_elses.content


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_an_error_page_stands_without_any_context(name: str) -> None:
    page = Elements(render_to_string(f"{name}.html"))

    assert page.one("h1").text
    assert page.one("a", "kern-btn--primary").text == "Zur Startseite"


@pytest.mark.logs_errors
def test_a_crash_is_answered_in_german(client: Client) -> None:
    client.raise_request_exception = False

    answer = client.get("/gallery/broken/")

    assert answer.status_code == 500
    assert Elements(answer.content.decode()).one("h1").text == "Bei uns ist etwas schiefgegangen"


def test_a_page_for_others_is_refused_in_german(client: Client, jana: User) -> None:
    answer = client.get("/gallery/forbidden/")

    assert answer.status_code == 403
    assert "nicht freigegeben" in Elements(answer.content.decode()).one("h1").text


def test_a_form_without_its_token_is_refused_in_german() -> None:
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post("/gallery/widgets/", FILLED)

    assert answer.status_code == 403
    assert Elements(answer.content.decode()).one("h1").text == "Diese Seite war zu lange geöffnet"


@pytest.mark.logs_errors
def test_an_unreadable_request_is_refused_in_german(client: Client) -> None:
    answer = client.get("/gallery/widgets/", headers={"host": "somewhere.else"})

    assert answer.status_code == 400
    assert Elements(answer.content.decode()).one("h1").text == "Diese Anfrage haben wir nicht verstanden"


def test_the_layout_needs_no_context_at_all() -> None:
    page = Elements(render_to_string("layout.html"))

    assert page.one("main")
    assert [nav.attrs["aria-label"] for nav in page.find("nav")] == ["Über diese Website"]


def test_the_admin_names_and_links_each_error(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True))

    page = Elements(client.post("/gallery/verwaltung/accounts/orgunit/add/", {}).content.decode())

    targets = [link.attrs["href"].removeprefix("#") for link in page.find("a", "kern-link")]
    assert targets
    assert set(targets) <= set(page.ids)
    assert page.one("title").text.startswith("Fehler:")

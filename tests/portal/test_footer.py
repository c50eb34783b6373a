"""Imprint, privacy notice, accessibility statement and the barrier form are within reach of every page.

`tests/permissions/` looks for them at every address as everybody; here are the pages for when something is wrong.
"""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from accounts.models import Role, User
from tests.factories import RoleAssignmentFactory
from tests.permissions.frame import LINKS, faults_of, is_page, links_of


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
def test_pages_for_when_something_is_wrong_have_them_without_any_context(name: str) -> None:
    assert links_of(render_to_string(f"{name}.html")) == LINKS


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/gibt-es-nicht/", "/verwaltung/gibt-es-nicht/", "/verwaltung/portal/page/9999/change/"]
)
def test_a_missing_page_has_them(client: Client, path: str) -> None:
    client.force_login(RoleAssignmentFactory(role=Role.TEAM).user)
    answer = client.get(path)
    assert (answer.status_code, links_of(answer.content.decode())) == (404, LINKS)


@pytest.mark.django_db
def test_a_window_of_the_admin_that_opens_for_a_moment_needs_none(client: Client, team_member: User) -> None:
    client.force_login(team_member)
    page = client.get("/verwaltung/portal/contact/add/?_popup=1").content.decode()
    assert links_of(page) == []


@pytest.mark.django_db
def test_a_page_without_them_would_be_found(client: Client) -> None:
    answer = client.get("/")
    assert is_page(answer)
    assert list(faults_of(answer)) == []

    answer.content = answer.content.replace(LINKS[0].encode(), b"/")
    answer.set_cookie("third", "1")
    assert list(faults_of(answer)) == ["sets {'third'}", "lacks links below"]

"""Two people who write the same page at once."""

import pytest
from django.urls import reverse

from accounts.errors import Conflict
from portal.actions import pages
from portal.models import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return Page.objects.get(slug="hilfe")


@pytest.fixture
def team(client, team_member):
    client.force_login(team_member)
    return client


def send(team, page, body, version):
    address = reverse("admin:portal_page_change", args=[page.pk])
    return team.post(address, {"title": page.title, "body": body, "position": page.position, "seen_version": version})


def body_of(page):
    return Page.objects.get(pk=page.pk).body


def test_the_second_of_two_sees_what_the_first_saved_and_nothing_is_overwritten(team, page):
    assert (
        f'name="seen_version" value="{page.version}"'
        in team.get(reverse("admin:portal_page_change", args=[page.pk])).content.decode()
    )
    send(team, page, "Der erste Text.", page.version)

    refused = send(team, page, "Der zweite Text.", page.version).content.decode()

    assert body_of(page) == "Der erste Text."
    for words in ("Das wurde inzwischen gespeichert", "Der erste Text.", "Der zweite Text.", "<title>Fehler:"):
        assert words in refused
    # Whoever has seen it may save over it.
    assert f'name="seen_version" value="{page.version + 1}"' in refused
    assert send(team, page, "Beides.", page.version + 1).status_code == 302
    assert body_of(page) == "Beides."


@pytest.mark.parametrize("version", ["", "0", "kein"])
def test_a_page_is_not_saved_without_the_version_that_was_shown(team, page, version):
    before = page.body
    assert send(team, page, "Anders.", version).status_code == 200
    assert body_of(page) == before


def test_the_action_refuses_a_version_that_has_passed(page, team_member):
    pages.save_page(page, by=team_member, version=1)
    page.body = "Zu spät."
    with pytest.raises(Conflict):
        pages.save_page(page, by=team_member, version=1)
    assert body_of(page) != "Zu spät."

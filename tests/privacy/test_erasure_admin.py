"""The team's way to delete somebody's data: whom, what will happen, and done; never without looking first."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Employee, Role, User
from mentoring.models import PairingState
from tests import factories

pytestmark = pytest.mark.django_db

FIND = reverse("admin:privacy_deletion_changelist")


@pytest.fixture
def team(client) -> Client:
    client.force_login(factories.RoleAssignmentFactory(role=Role.TEAM).user)
    return client


def test_from_the_address_to_the_end(team):
    user = factories.UserFactory()

    asked = team.post(FIND, {"email": f" {user.email.upper()} "})
    page = team.get(asked.url).content.decode()

    assert f"Daten von {user.full_name} löschen" in page
    assert "Eigene Notizen zu Treffen" in page
    assert "Ja, endgültig löschen" in page
    assert User.objects.filter(pk=user.pk).exists()
    done = team.post(asked.url, follow=True).content.decode()
    assert "Die Daten sind gelöscht" in done
    assert user.full_name not in done
    assert not User.objects.filter(pk=user.pk).exists()


def test_an_entry_without_account(team):
    entry = factories.EmployeeFactory()

    asked = team.post(FIND, {"email": entry.email})
    page = team.get(asked.url).content.decode()

    assert "Beschäftigtenverzeichnis" in page
    assert "Eigene Notizen" not in page
    assert "Gelöscht wird das Konto" not in page
    team.post(asked.url)
    assert not Employee.objects.filter(pk=entry.pk).exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("nobody@kerpen.example", "Unter dieser Adresse ist hier niemand bekannt."),
        ("no address", "Das sieht nicht wie eine E-Mail-Adresse aus"),
        ("", "Bitte geben Sie die dienstliche E-Mail-Adresse der Person ein."),
    ],
)
def test_an_address_that_leads_nowhere(team, typed, told):
    page = team.post(FIND, {"email": typed}).content.decode()

    assert told in page
    assert "<title>Fehler:" in page
    assert typed in page


def test_what_has_to_end_first_is_said_and_there_is_no_button(team):
    tandem = factories.PairingFactory(state=PairingState.ACTIVE)
    user = tandem.mentee.participation.user
    url = reverse("admin:privacy_deletion_account", args=[user.pk])

    page = team.get(url).content.decode()

    assert "Vorher ist etwas zu tun" in page
    assert "in einem Tandem, das noch läuft" in page
    assert "Ja, endgültig löschen" not in page
    assert "in einem Tandem" in team.post(url, follow=True).content.decode()
    assert User.objects.filter(pk=user.pk, erased_at=None).exists()


def test_what_there_is_of_each_kind_is_not_said(team):
    """Two people of whom there is all and nothing look the same: the team counts nobody's notes."""
    tandem = factories.PairingFactory(state=PairingState.ENDED)
    factories.MeetingFactory(pairing=tandem)
    pages = []
    for user in (tandem.mentee.participation.user, factories.UserFactory()):
        page = team.get(reverse("admin:privacy_deletion_account", args=[user.pk])).content.decode()
        for own in (user.full_name, user.email, str(user.employee.unit), f"/{user.pk}/"):
            page = page.replace(own, "")
        pages.append(page[page.index('id="content-main"') : page.index("<form")])

    assert pages[0] == pages[1]


def test_the_address_stands_in_no_log_and_in_no_link(team, caplog):
    user = factories.UserFactory()
    with caplog.at_level(logging.DEBUG):
        asked = team.post(FIND, {"email": user.email})
        team.post(asked.url)

    assert user.email not in asked.url
    assert user.email not in caplog.text


def test_somebody_erased_is_not_there_any_more(team):
    tandem = factories.PairingFactory(state=PairingState.ENDED)
    url = reverse("admin:privacy_deletion_account", args=[tandem.mentee.participation.user_id])
    team.post(url)

    assert team.get(url).status_code == 404
    assert team.post(url).status_code == 404

"""Links in mails that let an invited person in, once."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import invitations
from accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

GOAL = "/konto/"


@pytest.fixture
def invited() -> User:
    return UserFactory()


def path_for(user: User, goal: str = GOAL) -> str:
    return urlsplit(invitations.link_for(user, goal)).path


def is_signed_in(client: Client) -> bool:
    return client.get(GOAL).status_code == 200


def test_a_link_is_absolute_and_does_not_tell_the_address(invited, settings):
    link = invitations.link_for(invited, GOAL)
    assert link.startswith(f"{settings.BASE_URL}/konto/einladung/")
    assert invited.email not in link


def test_opening_a_link_greets_and_changes_nothing(client, invited):
    page = client.get(path_for(invited))
    assert f"Willkommen, {invited.full_name}" in page.text
    assert not is_signed_in(client)


def test_programmes_that_open_links_use_nothing_up(client, invited):
    path = path_for(invited)
    for _time in range(3):
        Client().get(path)
        Client().head(path)
    assert client.post(path).headers["Location"] == GOAL


def test_the_button_signs_in_and_leads_on(client, invited):
    assert client.post(path_for(invited)).headers["Location"] == GOAL
    assert client.get(GOAL).context["user"] == invited


def test_a_link_lets_in_and_sets_up_no_second_factor(client, invited):
    """It may be two weeks old; a code proves that the mailbox is hers now."""
    client.post(path_for(invited))
    answer = client.get(reverse("mfa_activate_totp"))
    assert answer.status_code == 403
    assert "Bitte melden Sie sich noch einmal an" in answer.text


def test_the_session_gets_another_key(client, invited):
    client.get(path_for(invited))
    session = client.session
    session["seen"] = True
    session.save()
    before = session.session_key
    client.post(path_for(invited))
    assert client.session.session_key != before


def test_a_link_works_once(client, invited):
    path = path_for(invited)
    client.post(path)
    for answer in (Client().get(path), Client().post(path)):
        assert answer.status_code == 410
        assert "gilt nicht mehr" in answer.text


def test_who_is_signed_in_already_is_led_on(client, invited):
    path = path_for(invited)
    client.post(path)
    assert client.get(path).headers["Location"] == GOAL


def test_a_used_link_leads_to_the_sign_in_by_code(client, invited):
    path = path_for(invited)
    client.post(path)
    assert f"/konto/anmelden/?next={GOAL}" in Client().get(path).text


def test_signing_in_by_another_way_ends_a_link(client, invited):
    path = path_for(invited)
    Client().force_login(invited)
    assert client.post(path).status_code == 410


def test_a_link_works_for_two_weeks(client, invited):
    path = path_for(invited)
    with time_machine.travel(timezone.now() + timedelta(days=14, minutes=-1)):
        assert client.get(path).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1)):
        assert client.get(path).status_code == client.post(path).status_code == 410
    assert not is_signed_in(client)


def test_a_link_ends_with_the_address_it_was_sent_to(client, invited):
    path = path_for(invited)
    invited.email = "neu@kerpen.example"
    invited.save()
    assert client.post(path).status_code == 410


@pytest.mark.parametrize("gone", ["user", "employee"])
def test_who_has_left_cannot_use_a_link(client, invited, gone):
    path = path_for(invited)
    thing = invited if gone == "user" else invited.employee
    thing.is_active = False
    thing.save()
    assert client.post(path).status_code == 410
    assert not is_signed_in(client)


def test_a_link_that_was_changed_or_made_up_lets_nobody_in(client, invited):
    path = path_for(invited)
    for bad in (path[:-3] + "xx/", "/konto/einladung/x/", "/konto/einladung/a:b:c/"):
        assert client.get(bad).status_code == client.post(bad).status_code == 410


def test_a_link_signed_for_another_purpose_lets_nobody_in(client, invited):
    token = signing.dumps([invited.pk, "", GOAL], salt="another")
    assert client.post(f"/konto/einladung/{token}/").status_code == 410


def test_somebody_else_who_is_signed_in_makes_way(client, invited):
    client.force_login(UserFactory())
    client.post(path_for(invited))
    assert client.get(GOAL).context["user"] == invited


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example", "konto/", ""])
def test_a_link_leads_to_pages_of_this_site_only(invited, page):
    with pytest.raises(ValueError, match="no page of this site"):
        invitations.link_for(invited, page)


def test_a_link_is_not_for_other_methods(client, invited):
    assert client.put(path_for(invited)).status_code == 405

"""How somebody chooses what reminds her, and what follows from it."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.errors import Refused
from accounts.models import User
from notifications import actions
from notifications.actions import prefer
from notifications.delivery import deliver_due
from notifications.kinds import Choice
from notifications.models import MailPreference, Message, MessageState, Rhythm
from tests.factories import NOW, UserFactory
from tests.notifications.mailing import queued
from tests.support.erasing import erase_while_acting

pytestmark = pytest.mark.django_db

PAGE = reverse("notifications:preferences")


@pytest.fixture
def reader(client):
    reader = UserFactory()
    client.force_login(reader)
    return reader


def test_without_a_choice_the_page_shows_the_defaults(client, reader):
    form = client.get(PAGE).context["form"]

    assert (form["rhythm"].value(), form["wants_tomorrow"].value()) == (Rhythm.AT_ONCE, True)
    assert not MailPreference.objects.exists()


def test_a_choice_is_kept_and_can_be_changed(client, reader):
    client.post(PAGE, {"rhythm": "weekly"})
    kept = MailPreference.objects.get()
    assert (kept.user, kept.rhythm, kept.wants_tomorrow) == (reader, Rhythm.WEEKLY, False)

    client.post(PAGE, {"rhythm": "at_once", "wants_tomorrow": "on"})
    kept = MailPreference.objects.get()
    assert (kept.rhythm, kept.wants_tomorrow) == (Rhythm.AT_ONCE, True)


@pytest.mark.parametrize("sent", [{}, {"rhythm": "hourly"}])
def test_what_is_no_choice_is_refused(client, reader, sent):
    page = client.post(PAGE, sent).content.decode()

    assert "<title>Fehler:" in page
    assert not MailPreference.objects.exists()


def test_the_page_says_what_is_mandatory_and_nothing_of_the_teams_own(client, reader):
    labels = client.get(PAGE).context["labels"]

    assert "Tandem bekannt gegeben" in labels["none"]
    assert "Lange kein Treffen" in labels["weekly"]
    listed = {label for some in labels.values() for label in some}
    assert not listed & {"Eine Adresse ist nicht erreichbar", "Anliegen", "Wochenübersicht"}


def test_the_page_marks_what_is_mandatory_and_sorts_as_germans_do(client, reader):
    page = client.get(PAGE)

    assert "Pflicht: immer sofort" in page.content.decode()
    mandatory = page.context["labels"]["none"]
    assert mandatory.index("Änderung eines Treffens") < mandatory.index("Bewerbung eingegangen")


def test_who_wants_to_be_told_at_once_again_gets_what_was_held(server, note, reader):
    note.choice = Choice.WEEKLY
    prefer(reader, rhythm=Rhythm.WEEKLY, wants_tomorrow=True, now=NOW)
    queued(1, recipient=reader)
    deliver_due()
    assert Message.objects.get().state == MessageState.HELD

    prefer(reader, rhythm=Rhythm.AT_ONCE, wants_tomorrow=True, now=NOW)
    deliver_due()
    assert Message.objects.get().state == MessageState.SENT


def test_nothing_is_kept_for_an_account_that_was_deleted_meanwhile(client, reader, monkeypatch):
    gone = UserFactory()
    User.objects.filter(pk=gone.pk).delete()
    with pytest.raises(Refused, match="gelöscht"):
        prefer(gone, rhythm=Rhythm.WEEKLY, wants_tomorrow=True, now=NOW)

    erase_while_acting(monkeypatch, actions)
    assert "gelöscht" in client.post(PAGE, {"rhythm": "weekly"}, follow=True).text
    assert not MailPreference.objects.exists()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_has_no_barriers(open_page, axe, screenshot, width):
    page = open_page(UserFactory(), width=width)
    page.goto(PAGE)
    axe(page)
    page.get_by_label("Einmal in der Woche, montags").check()
    page.get_by_role("button", name="So behalten").click()

    expect(page.get_by_text("Ihre Auswahl ist gespeichert.")).to_be_visible()
    screenshot(page, f"preferences-{width}")

"""What somebody typed is not lost when her sign-in has expired or the page was open for too long."""

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import RoleAssignment
from accounts.typed_texts import typed_texts
from mentoring.models import MeetingText, PairingState, SupportRequest
from tests.factories import UserFactory
from tests.mentoring.tandems import announced_tandem, meeting_of
from tests.permissions.asking import Everybody, addresses
from tests.permissions.world import build_world
from tests.support.browser import DESKTOP, PHONE

SENTENCE = "Daran habe ich lange geschrieben."
# What is typed there must not be shown again.
PASSWORDS = ("/konto/passwort/", "/konto/bestaetigen/", "/konto/zweiter-faktor/")
HERE = {"Origin": "http://testserver"}


@pytest.fixture
def meeting(db):
    return meeting_of(announced_tandem(PairingState.ACTIVE))


def notes_of(meeting):
    return reverse("mentoring:meeting_shared_notes", args=[meeting.pk])


def test_every_form_behind_the_sign_in_gives_back_what_was_typed(db):
    world = build_world()
    everybody = Everybody(world)
    asked = [url for url, row in addresses(world) if "anonymous" not in row.posting and not url.startswith(PASSWORDS)]
    for url in asked:
        answer = everybody.ask("anonymous", "post", url, {"text": SENTENCE})
        if answer.status_code not in (404, 405):
            assert answer.status_code == 401, url
            assert SENTENCE in answer.text, url
            assert f"{reverse('account_login')}?next={url}" in answer.text
            assert "no-store" in answer.headers["Cache-Control"]
    assert len(asked) > 100


def test_nothing_of_it_is_kept_anywhere(client, meeting):
    answer = client.post(notes_of(meeting), {"text": SENTENCE, "version": 1})

    assert not answer.cookies
    assert not client.session.keys()
    assert MeetingText.objects.get().notes == ""


def test_who_typed_nothing_is_led_to_the_sign_in(client, meeting):
    answer = client.post(notes_of(meeting), {"text": "", "version": "1"})

    assert answer.status_code == 302
    assert answer.url == f"{reverse('account_login')}?next={notes_of(meeting)}"


def test_a_closed_account_gets_its_text_back_and_saves_nothing(client, meeting):
    user = meeting.pairing.mentee.participation.user
    client.force_login(user)
    user.is_active = False
    user.save()

    answer = client.post(notes_of(meeting), {"text": SENTENCE, "version": 1})

    assert SENTENCE in answer.text
    assert MeetingText.objects.get().notes == ""


@pytest.mark.parametrize(
    ("posted", "texts"),
    [
        ("text=Ein+Satz&version=3&kind=conversation", ["Ein Satz"]),
        ("place=Rathaus&starts_at_0=2027-01-20&starts_at_1=10:00&minutes=60", ["Rathaus"]),
        ("csrfmiddlewaretoken=Abc1&password=Mein+Kennwort&code=ABCD-1234&next=/Pfad/", []),
        ("words_1=Ja!&words_2=%20&goals=1&goals=2", ["Ja!"]),
        ("text=danke&kind=practice&rhythm=at_once&confirmed=yes&all=on", ["danke"]),
        ("text=12.30&other=02237+58-123&third=a_b", ["12.30", "02237 58-123", "a_b"]),
        ("text=Ja&_save=Sichern&initial-roles=Alle", ["Ja"]),
    ],
)
def test_what_counts_as_a_text(posted, texts):
    assert typed_texts(QueryDict(posted)) == texts


def test_what_was_typed_is_shown_as_text_and_never_as_markup(client, meeting):
    answer = client.post(notes_of(meeting), {"text": "</textarea><script>alert(1)</script>"})

    assert "<script>alert" not in answer.text
    assert "&lt;/textarea&gt;&lt;script&gt;" in answer.text


def test_a_page_that_was_open_for_too_long_gives_back_what_was_typed(meeting):
    client = Client(enforce_csrf_checks=True)
    client.force_login(meeting.pairing.mentee.participation.user)

    answer = client.post(notes_of(meeting), {"text": SENTENCE}, headers=HERE)

    assert answer.status_code == 403
    assert SENTENCE in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    assert MeetingText.objects.get().notes == ""


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}])
def test_a_form_of_another_site_puts_no_words_on_ours(meeting, headers):
    client = Client(enforce_csrf_checks=True)
    client.force_login(meeting.pairing.mentee.participation.user)

    answer = client.post(notes_of(meeting), {"text": SENTENCE}, headers=headers)

    assert answer.status_code == 403
    assert SENTENCE not in answer.text


@pytest.fixture
def refused(meeting):
    """Return a function that sends words to a tandem that is somebody else's by now, and returns the answer."""
    client = Client()
    client.force_login(UserFactory())

    def send(url="", headers=HERE):
        return client.post(url or notes_of(meeting), {"text": SENTENCE, "version": 1}, headers=headers)

    return send


def test_what_is_no_longer_hers_gives_back_what_was_typed(refused, meeting):
    answer = refused()

    assert answer.status_code == 404
    assert SENTENCE in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    assert MeetingText.objects.get().notes == ""


def test_it_says_the_same_of_what_was_never_there(refused, meeting):
    missing = reverse("mentoring:meeting_shared_notes", args=[meeting.pk + 1])

    assert refused(missing).content == refused().content


def test_a_role_that_is_gone_gives_back_what_was_typed(team_member):
    client = Client()
    client.force_login(team_member)
    RoleAssignment.objects.filter(user=team_member).delete()

    answer = client.post(reverse("admin:portal_page_add"), {"text": SENTENCE}, headers=HERE)

    assert (answer.status_code, SENTENCE in answer.text) == (403, True)


def test_another_site_and_an_address_without_a_page_get_no_words_shown(refused):
    assert SENTENCE not in refused(headers={}).text
    assert SENTENCE not in refused(headers={"Origin": "https://elsewhere.example"}).text
    assert SENTENCE not in refused("/gibt-es-nicht/").text


def test_what_is_sent_where_there_is_no_page_is_not_even_read(db, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1

    assert Client().post("/gibt-es-nicht/", {"eins": "1", "zwei": "2"}, headers=HERE).status_code == 404


@pytest.mark.browser
@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_words_for_a_tandem_that_ended_meanwhile_can_be_copied(open_page, axe, screenshot, meeting, width):
    page = open_page(meeting.pairing.mentor.participation.user, width=width)
    page.goto(notes_of(meeting))
    page.get_by_role("textbox").first.fill(SENTENCE)
    meeting.pairing.delete()

    page.get_by_role("button", name="Speichern").click()

    expect(page.get_by_label("Ihr Text")).to_have_value(SENTENCE)
    axe(page)
    screenshot(page, f"typed-texts-not-found-{width}")


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_a_request_for_help_survives_an_expired_sign_in(open_page, axe, script):
    tandem = announced_tandem(PairingState.ACTIVE)
    page = open_page(tandem.mentee.participation.user, java_script_enabled=script)
    page.goto("/hilfe/schreiben/")
    page.get_by_label("Ihre Nachricht").fill(SENTENCE)
    page.context.clear_cookies(name="sessionid")

    page.get_by_role("button", name="Nachricht absenden").click()

    expect(page.get_by_label("Ihr Text")).to_have_value(SENTENCE)
    with page.context.expect_page() as sign_in:
        page.get_by_role("link", name="Anmelden (neuer Tab)").click()
    expect(sign_in.value.get_by_label("E-Mail")).to_be_visible()
    expect(page.get_by_label("Ihr Text")).to_have_value(SENTENCE)
    assert not SupportRequest.objects.exists()
    if script:
        axe(page)
        assert SENTENCE not in page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")

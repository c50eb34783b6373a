"""Somebody reports a barrier without signing in; the team reads it, settles it, and a year later it is gone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Refused, Stale
from accounts.models import AuditEntry
from mentoring.models import PairingState
from notifications import kinds
from notifications.models import Message
from portal.actions import barriers
from portal.actions.retention import remove_expired_reports
from portal.forms import TRAP
from portal.models import BarrierReport
from portal.models.barriers import WHERE_LENGTH
from portal.waiting import barriers_to_answer
from reporting import cockpit
from tests.factories import UserFactory
from tests.frontend.elements import Elements
from tests.mentoring.tandems import announced_tandem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]

FORM = "/barriere-melden/"
THANKS = "/barriere-melden/danke/"
LIST = "/verwaltung/portal/barrierreport/"
WORDS = "Der Knopf „Weiter“ ist mit der Tastatur nicht zu erreichen."
SENT = {"text": WORDS, "where": "/workshops/", "reply_to": "jemand@kerpen.example"}


@pytest.fixture
def team(client, team_member):
    client.force_login(team_member)
    return client


@pytest.fixture
def reported():
    return barriers.report(WORDS, where="/workshops/", reply_to="jemand@kerpen.example")


def page_of(reported: BarrierReport) -> str:
    return reverse("admin:portal_barrierreport_change", args=[reported.pk])


def text_of(response) -> str:
    return response.content.decode()


def values_of(response) -> dict[str, str]:
    """Return what stands in the fields of the form."""
    page = Elements(text_of(response))
    found = {name: page.one("input", id=f"id_{name}").attrs.get("value", "") for name in ("where", "reply_to", TRAP)}
    return found | {"text": page.one("textarea").text}


# --- reporting ------------------------------------------------------------------------------------


def test_anybody_reports_a_barrier(client):
    answer = client.post(FORM, SENT)

    assert (answer.status_code, answer.headers["Location"]) == (302, THANKS)
    reported = BarrierReport.objects.get()
    assert (reported.text, reported.where, reported.reply_to, reported.state) == (*SENT.values(), "open")
    assert "Danke für Ihre Meldung" in text_of(client.get(THANKS))


def test_only_what_is_in_the_way_is_needed(client):
    client.post(FORM, {"text": WORDS})
    assert BarrierReport.objects.get().reply_to == ""


def test_it_is_nowhere_noted_who_reported_it(client):
    client.force_login(UserFactory())
    client.post(FORM, SENT)

    assert not [field.name for field in BarrierReport._meta.get_fields() if field.is_relation]
    assert not AuditEntry.objects.exists()


def test_the_team_is_told_and_the_mail_says_nothing_of_it(client):
    client.post(FORM, SENT)
    message = Message.objects.get()

    assert (message.kind, message.recipient) == ("barrier-report", None)
    assert message.references == {"report": BarrierReport.objects.get().pk}


def test_what_was_written_stands_in_the_database_as_ciphertext_alone(reported):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM portal_barrierreport")
        row = " ".join(map(str, cursor.fetchone()))
    assert "Knopf" not in row
    assert "workshops" not in row
    assert "kerpen.example" not in row


def test_the_page_says_who_reads_it(client, settings):
    assert settings.TEAM_EMAIL in text_of(client.get(FORM))


# --- what is refused loses nothing ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"text": "  "}, "Bitte füllen Sie dieses Feld aus."),
        ({"text": "x" * 4001}, "höchstens 4000"),
        ({"where": "x" * (WHERE_LENGTH + 1)}, f"höchstens {WHERE_LENGTH}"),
        ({"reply_to": "keine Adresse"}, "gültige E-Mail-Adresse"),
        ({"reply_to": f"{'x' * 250}@kerpen.example"}, "höchstens 254"),
        ({"text": "Nichts\x00"}, "Nullzeichen"),
        ({TRAP: "https://werbung.example"}, "noch einmal"),
    ],
)
def test_a_refusal_says_why_and_keeps_what_was_typed(client, changed, sentence):
    answer = client.post(FORM, SENT | changed)

    page = text_of(answer)
    assert "<title>Fehler:" in page
    assert sentence in page
    kept = {name: value for name, value in (SENT | changed).items() if name != TRAP and value.strip()}
    if "\x00" not in "".join(kept.values()):
        assert {name: values_of(answer)[name] for name in kept} == kept
    assert not BarrierReport.objects.exists()
    assert not Message.objects.exists()


def test_what_a_browser_filled_in_by_itself_is_empty_at_the_second_try(client):
    answer = client.post(FORM, SENT | {TRAP: "x"})
    fields = values_of(answer)
    assert fields[TRAP] == ""

    assert client.post(FORM, fields).status_code == 302
    assert BarrierReport.objects.get().text == WORDS


def test_the_hidden_field_is_hidden_and_no_stop_for_the_keyboard(client):
    page = text_of(client.get(FORM))

    assert f'<div hidden><label for="id_{TRAP}">' in page
    assert Elements(page).one("input", id=f"id_{TRAP}").attrs["tabindex"] == "-1"


def test_who_sends_too_much_keeps_the_text_and_is_told_to_wait(client, settings):
    settings.ACCOUNT_RATE_LIMITS |= {"barrier_report": "2/h/ip"}
    for _ in range(2):
        client.post(FORM, SENT)
    client.post(FORM, {"text": ""})

    answer = client.post(FORM, SENT)

    assert answer.status_code == 429
    assert "in einer Stunde" in text_of(answer)
    assert values_of(answer)["text"] == WORDS
    assert BarrierReport.objects.count() == 2


def test_another_network_is_not_held_back(client, settings):
    settings.ACCOUNT_RATE_LIMITS |= {"barrier_report": "1/h/ip"}
    client.post(FORM, SENT)
    assert client.post(FORM, SENT, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_an_action_refuses_an_empty_report():
    with pytest.raises(Refused):
        barriers.report(" ")


# --- where one comes from ---------------------------------------------------------------------------


def from_page(client, address: str) -> str:
    return values_of(client.get(FORM, headers={"referer": address}))["where"]


@pytest.mark.parametrize("path", ["/", "/workshops/", "/seite/hilfe/", "/treffen/17/", "/verwaltung/mentoring/mentee/"])
def test_the_page_one_comes_from_stands_there(client, path):
    assert from_page(client, f"http://testserver{path}") == path


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://testserver/barriere-melden/",
        "http://testserver/gibt-es-nicht/",
        "http://elsewhere.example/workshops/",
        "http://testserver.elsewhere.example/workshops/",
        "http://testserver@elsewhere.example/workshops/",
        "ftp://testserver/workshops/",
        "javascript://testserver/workshops/",
        "//testserver/workshops/",
        "/workshops/",
        "http://[",
        # Addresses that let their reader in.
        "http://testserver/konto/einladung/geheim/",
    ],
)
def test_nothing_else_stands_there(client, address):
    assert from_page(client, address) == ""


def test_what_stands_behind_the_path_stays_out(client):
    assert from_page(client, "http://testserver/workshops/?q=geheim#geheim") == "/workshops/"


# --- the team ---------------------------------------------------------------------------------------


def test_the_words_stand_on_their_page_and_not_in_the_list(team, reported):
    listed = text_of(team.get(LIST))
    assert f"Gemeldete Barriere {reported.pk}" in listed
    page = text_of(team.get(page_of(reported)))
    for words in SENT.values():
        assert words not in listed.partition("<main")[2]
        assert words in page
    assert WORDS not in str(reported)


def test_opening_a_report_is_recorded(team, team_member, reported):
    team.get(page_of(reported))
    entry = AuditEntry.objects.get(action="barrier.read")
    assert (entry.actor_id, entry.subject_id, entry.details) == (team_member.pk, reported.pk, {})


def test_what_is_done_is_noted_once(team, team_member, reported):
    assert "ist als erledigt vermerkt" in text_of(team.post(page_of(reported), follow=True))
    reported.refresh_from_db()
    assert (reported.state, reported.settled_at is None) == ("settled", False)
    assert "Als erledigt vermerken" not in text_of(team.get(page_of(reported)))

    assert "inzwischen etwas geändert" in text_of(team.post(page_of(reported), follow=True))
    with pytest.raises(Stale):
        barriers.settle(reported, by=team_member, now=timezone.now())
    assert AuditEntry.objects.filter(action="barrier.settled").count() == 1


@pytest.mark.parametrize("role", ["hr_member", "administrator", "adviser"])
def test_nobody_else_settles_it(role, request, reported):
    with pytest.raises(Refused):
        barriers.settle(reported, by=request.getfixturevalue(role), now=timezone.now())


@pytest.mark.logs_errors
@pytest.mark.parametrize("guess", ["text__startswith=D", "reply_to__isnull=0", "where__contains=w"])
def test_the_words_cannot_be_guessed_at_by_the_address(team, reported, guess):
    assert team.get(f"{LIST}?{guess}").status_code == 400


def test_a_report_waits_until_it_is_settled(team_member, hr_member, now, reported):
    def waiting(user) -> list[str]:
        return [task.url for task in cockpit.for_user(user, now=now).tasks]

    assert page_of(reported) in waiting(team_member)
    assert page_of(reported) not in waiting(hr_member)
    second = barriers.report(WORDS)
    assert LIST in waiting(team_member)

    for one in (reported, second):
        barriers.settle(one, by=team_member, now=now)
    assert waiting(team_member) == []


def test_the_mail_is_true_until_it_is_settled(team_member, now, reported):
    message = Message.objects.get()
    kind = kinds.get("barrier-report")
    assert kind.is_still_true(message, now)
    barriers.settle(reported, by=team_member, now=now)
    assert not kind.is_still_true(message, now)


# --- keeping ----------------------------------------------------------------------------------------


def test_it_goes_a_year_after_it_was_settled_and_not_before(clock, team_member, now, reported):
    barriers.settle(reported, by=team_member, now=now)
    clock.move_to(now + timedelta(days=364, hours=23))
    remove_expired_reports(timezone.now())
    assert BarrierReport.objects.exists()

    clock.move_to(now + timedelta(days=365, hours=1))
    remove_expired_reports(timezone.now())
    assert not BarrierReport.objects.exists()


def test_what_nobody_settles_goes_a_year_after_it_was_reported_and_waits_with_the_team_until_then(
    clock, team_member, now, reported
):
    reported_at = reported.created_at
    clock.move_to(reported_at + timedelta(days=364, hours=23))
    remove_expired_reports(timezone.now())
    assert len(list(barriers_to_answer(team_member))) == 1

    clock.move_to(reported_at + timedelta(days=365, hours=1))
    remove_expired_reports(timezone.now())
    assert not BarrierReport.objects.exists()
    assert not list(barriers_to_answer(team_member))


@pytest.mark.parametrize("wrong", [{"state": "settled"}, {"settled_at": timezone.now}, {"state": "away"}])
def test_the_database_refuses_what_makes_no_sense(reported, wrong):
    values = {name: value() if callable(value) else value for name, value in wrong.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        BarrierReport.objects.filter(pk=reported.pk).update(**values)


def test_a_partner_reports_from_the_page_of_her_meeting(client):
    tandem = announced_tandem(PairingState.ACTIVE)
    client.force_login(tandem.mentee.participation.user)
    path = reverse("mentoring:tandem_detail", args=[tandem.pk])
    assert from_page(client, f"http://testserver{path}") == path

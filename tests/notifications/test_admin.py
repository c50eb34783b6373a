"""The team's page of messages: counts, and addresses that cannot be reached."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.errors import Refused
from accounts.models import AuditEntry, User
from mentoring.models import Cohort
from notifications import actions, outbox, overview
from notifications.models import Message, MessageState
from tests.factories import CohortFactory, UserFactory

pytestmark = pytest.mark.django_db

COUNTS = "admin:notifications_message_changelist"
RESEND = "admin:notifications_message_resend"
OF_TANDEMS = "Zu Tandems und an einzelne Personen"


@pytest.fixture
def team(client: Client, team_member: User) -> Client:
    client.force_login(team_member)
    return client


def a_message(
    kind: str = "decision", state: MessageState = MessageState.QUEUED, *, recipient: User | None = None, **fields: Any
) -> Message:
    message = outbox.draft(kind, str(Message.objects.count()), recipient=recipient, scope=fields.pop("scope", ""))
    message.state = state
    for name, value in fields.items():
        setattr(message, name, value)
    if state == MessageState.SENT:
        message.sent_at = message.due_at
    if state == MessageState.SENDING:
        message.leased_until = message.due_at
    message.save()
    return message


def failed(recipient: User | None, error: str = "smtp-550", kind: str = "meeting-unanswered") -> Message:
    return a_message(kind, MessageState.FAILED, recipient=recipient, attempts=8, error=error)


def words_of(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


# --- counts ------------------------------------------------------------------------------------


def test_messages_are_counted_per_kind_and_state(team: Client) -> None:
    a_message("decision", MessageState.QUEUED)
    a_message("decision", MessageState.SENDING)
    a_message("decision", MessageState.SENT)
    a_message("help-request", MessageState.SENT)
    a_message("meeting-tomorrow", MessageState.OBSOLETE)

    assert [(str(row.label), row.counts) for row in overview.counts()] == [
        ("Bitte um Hilfe", [0, 1, 0, 0]),
        ("Neuigkeiten zur Bewerbung", [2, 1, 0, 0]),
        ("Zusammen", [2, 2, 0, 0]),
        (OF_TANDEMS, [None] * 4),
    ]
    words = words_of(team.get(reverse(COUNTS)))
    assert "Neuigkeiten zur Bewerbung 2 1 0 0" in words
    assert f"{OF_TANDEMS} – – – –" in words


def test_how_many_mails_tell_of_tandems_changes_nothing_on_the_page(team: Client) -> None:
    """Each planned meeting writes one: neither kinds, nor a sum, nor a row that is there or not may count them."""
    rabia = UserFactory(first_name="Rabia", last_name="Steinhäuser")
    failed(rabia, kind="decision")
    before = overview.counts()
    for state in (MessageState.SENT, MessageState.SENT, MessageState.HELD):
        a_message("meeting-planned", state)
    failed(rabia, kind="silence")

    assert overview.counts() == before
    page = words_of(team.get(reverse(COUNTS)))
    assert "Steinhäuser" in page
    assert "2 Nachrichten noch einmal senden" in page
    assert "Treffen geplant" not in page
    assert "Lange kein Treffen" not in page


def test_even_alone_a_mail_that_tells_of_a_tandem_is_not_counted(team: Client) -> None:
    failed(UserFactory(), kind="silence")

    assert [(str(row.label), row.counts) for row in overview.counts()] == [(OF_TANDEMS, [None] * 4)]


def test_every_state_is_counted_in_one_column() -> None:
    assert sorted(state for _title, states in overview.COLUMNS for state in states) == sorted(MessageState)


def test_counts_can_be_read_for_one_year(team: Client, cohort: Cohort) -> None:
    other = CohortFactory()
    a_message("decision", scope=f"cohort:{cohort.pk}")
    a_message("step-back", scope=f"cohort:{other.pk}")

    words = words_of(team.get(reverse(COUNTS), {"scope": f"cohort:{cohort.pk}"}))

    assert "Neuigkeiten zur Bewerbung" in words
    assert "Rücktritt von einem Tandem" not in words
    assert cohort.title in words
    assert other.title in words  # the way to the other year


@pytest.mark.parametrize("scope", ["cohort:0", "cohort:x", "pairing:1", "'"])
def test_a_year_that_does_not_exist_is_no_page(team: Client, scope: str) -> None:
    assert team.get(reverse(COUNTS), {"scope": scope}).status_code == 404


def test_nobody_is_shown_who_got_which_message(team: Client) -> None:
    rabia = UserFactory(first_name="Rabia", last_name="Steinhäuser")
    for state in (MessageState.QUEUED, MessageState.SENT, MessageState.OBSOLETE):
        a_message("meeting-tomorrow", state, recipient=rabia)

    words = words_of(team.get(reverse(COUNTS)))

    assert "Steinhäuser" not in words
    assert rabia.email not in words
    for page in ("change", "delete", "history"):
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:notifications_message_{page}", args=[1])
    assert team.get(reverse(COUNTS) + "1/change/").status_code == 404


def test_an_empty_outbox_says_what_will_appear(team: Client) -> None:
    assert "Noch keine Nachrichten" in words_of(team.get(reverse(COUNTS)))


@pytest.mark.parametrize("count", [3, 30])
def test_the_page_takes_as_many_statements_with_many_as_with_few(
    team: Client, django_assert_max_num_queries: Any, count: int
) -> None:
    for number in range(count):
        failed(UserFactory())
        a_message("decision", scope=f"cohort:{CohortFactory().pk}" if number < 5 else "")

    with django_assert_max_num_queries(9):
        team.get(reverse(COUNTS))


# --- addresses that cannot be reached ----------------------------------------------------------


def test_an_address_that_cannot_be_reached_is_shown_with_the_reason_and_not_with_the_message(team: Client) -> None:
    anna = UserFactory(first_name="Anna", last_name="Pütz")
    failed(anna)
    failed(anna)

    page = team.get(reverse(COUNTS))

    part = words_of(page).partition("Wen Nachrichten nicht erreicht haben")[2].partition("Wie viele")[0]
    assert "Anna Pütz" in part
    assert anna.email in part
    assert "nimmt für diese Adresse keine Mails an" in part
    assert "2 Nachrichten noch einmal senden" in part
    assert "stattgefunden" not in part


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("smtp-550", "keine Mails an"),
        ("smtp-554", "keine Mails an"),
        ("smtp-451", "mehrfach abgewiesen"),
        ("no-answer", "mehrfach abgewiesen"),
        ("no-text", "konnte nicht geschrieben werden"),
        ("unknown-kind", "konnte nicht geschrieben werden"),
        ("gave-up", "konnte nicht geschrieben werden"),
    ],
)
def test_every_failure_has_words(code: str, words: str) -> None:
    assert words in str(overview.reason_of(code))


def test_what_failed_goes_out_again(team: Client, team_member: User, mailoutbox: list[Any], now: datetime) -> None:
    anna, frank = UserFactory(), UserFactory()
    message = failed(anna)
    other = failed(frank)

    response = team.post(reverse(RESEND), {"recipient": anna.pk}, follow=True)

    assert "1 Nachricht geht noch einmal hinaus." in words_of(response)
    again = Message.objects.get(pk=message.pk)
    assert (again.state, again.attempts, again.error) == (MessageState.QUEUED, 0, "")
    assert (again.message_id, again.dedupe_key) == (message.message_id, message.dedupe_key)
    assert Message.objects.get(pk=other.pk).state == MessageState.FAILED
    entry = AuditEntry.objects.get(action="message.resent")
    assert (entry.actor_id, entry.subject_id) == (team_member.pk, message.pk)


def test_what_the_teams_own_mailbox_missed_goes_out_again(team: Client) -> None:
    message = failed(None)
    other = failed(UserFactory())

    assert "Postfach des Projektteams" in words_of(team.get(reverse(COUNTS)))
    team.post(reverse(RESEND), {"recipient": ""})

    assert Message.objects.get(pk=message.pk).state == MessageState.QUEUED
    assert Message.objects.get(pk=other.pk).state == MessageState.FAILED


def test_nothing_to_send_again_is_said_and_not_done(team: Client, team_member: User, now: datetime) -> None:
    anna = UserFactory()
    a_message("decision", MessageState.SENT, recipient=anna)

    with pytest.raises(Refused):
        actions.resend(anna, by=team_member, now=now)
    assert "Es gibt nichts" in words_of(team.post(reverse(RESEND), {"recipient": anna.pk}, follow=True))
    assert Message.objects.get().state == MessageState.SENT


@pytest.mark.parametrize("recipient", ["0", "x", "-1"])
def test_somebody_who_does_not_exist_is_no_recipient(team: Client, recipient: str) -> None:
    failed(UserFactory())

    assert team.post(reverse(RESEND), {"recipient": recipient}).status_code == 404
    assert Message.objects.get().state == MessageState.FAILED


# --- who may -----------------------------------------------------------------------------------


def test_sending_again_is_never_done_by_a_link(team: Client) -> None:
    assert team.get(reverse(RESEND)).status_code == 405


@pytest.mark.parametrize("somebody", ["hr_member", "administrator"])
def test_others_in_the_admin_neither_see_nor_send(
    client: Client, request: pytest.FixtureRequest, somebody: str
) -> None:
    client.force_login(request.getfixturevalue(somebody))
    anna = UserFactory()
    failed(anna)

    assert client.get(reverse(COUNTS)).status_code == 403
    assert client.post(reverse(RESEND), {"recipient": anna.pk}).status_code == 403
    assert "Nachrichten" not in words_of(client.get(reverse("admin:index"))).partition("Alle Bereiche")[2]
    assert Message.objects.get().state == MessageState.FAILED


def test_a_superuser_is_no_back_door(client: Client) -> None:
    client.force_login(User.objects.create_superuser("root@kerpen.example", first_name="Ro", last_name="Ot"))

    assert client.get(reverse(COUNTS)).status_code == 403

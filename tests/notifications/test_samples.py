"""The team looks at every kind of message beforehand: in words, and as the mail it will be."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from accounts.models import User
from mentoring.models import Cohort
from notifications import catalogue, kinds, preview
from notifications.kinds import Choice
from notifications.models import Message
from tests.factories import UserFactory
from tests.notifications.mailing import Note
from tests.notifications.test_admin import words_of
from tests.notifications.test_kinds import CODES, ENGLISH, EXAMPLES, LINK

pytestmark = pytest.mark.django_db

LIST = "admin:notifications_message_kinds"
PAGE = "admin:notifications_message_kind"
FRAME = "admin:notifications_message_kind_html"


@pytest.fixture
def team(client: Client, team_member: User) -> Client:
    client.force_login(team_member)
    return client


# --- every kind has a sample --------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_a_sample_is_the_mail_that_is_sent(code: str, now: datetime) -> None:
    sent = EXAMPLES[code]()[0]
    sample = preview.sample(kinds.get(code), UserFactory(), now)

    assert sample.mail.subject == preview.render(sent).subject
    assert (sample.recipient is None) == (sent.recipient is None)
    assert list(sample.files) == [file.filename for file in kinds.get(code).attachments(sent)]
    assert [_page_of(link) for link in LINK.findall(sample.mail.text)] == [
        _page_of(link) for link in LINK.findall(preview.render(sent).text)
    ]
    # Paragraph by paragraph, but for the names, days and figures in it, and what waits for the team.
    assert code == "team-digest" or sample.mail.text.count("\n\n") == preview.render(sent).text.count("\n\n")


@pytest.mark.parametrize("code", CODES)
def test_a_sample_writes_nothing_and_reads_no_more_than_a_year(code: str, now: datetime, cohort: Cohort) -> None:
    reader = UserFactory()

    with CaptureQueriesContext(connection) as statements:
        preview.sample(kinds.get(code), reader, now)

    asked = [statement["sql"] for statement in statements]
    assert [sql for sql in asked if not sql.startswith('SELECT "mentoring_cohort"')] == []
    assert not Message.objects.exists()


@pytest.mark.parametrize("code", CODES)
def test_a_sample_needs_no_year_and_no_participant(code: str, now: datetime) -> None:
    sample = preview.sample(kinds.get(code), UserFactory(), now)

    assert sample.mail.text.startswith("Guten Tag")
    assert ENGLISH.findall(sample.mail.text) == []


@pytest.mark.parametrize("code", CODES)
def test_a_sample_shows_nobody_but_its_reader_and_lets_nobody_in(code: str, now: datetime) -> None:
    reader = UserFactory(first_name="Clara", last_name="Team")
    EXAMPLES[code]()

    mail = preview.sample(kinds.get(code), reader, now).mail

    others = User.objects.exclude(pk=reader.pk)
    everything = "\n".join([mail.subject, mail.text, mail.html])
    assert [user.full_name for user in others if user.full_name in everything or user.email in everything] == []
    assert all(_page_of(link) != "accounts:invitation" for link in LINK.findall(everything))


def test_a_sample_shows_the_newest_year_as_it_is_set_up(now: datetime, cohort: Cohort) -> None:
    text = preview.sample(kinds.get("application-received"), UserFactory(), now).mail.text

    assert f"{cohort.applications_close_on:%d.%m.%Y}" in text


@pytest.mark.parametrize("missing", ["audience", "occasion", "sample"])
def test_a_kind_without_words_or_sample_cannot_be_made(missing: str) -> None:
    incomplete = type("Incomplete", (Note,), {missing: getattr(kinds.Kind, missing)})

    with pytest.raises(TypeError, match=missing):
        incomplete()


# --- every kind in words ------------------------------------------------------------------------


def test_every_kind_says_in_german_to_whom_it_goes_and_when() -> None:
    entries = [entry for group in catalogue.groups() for entry in group.entries]

    assert sorted(entry.code for entry in entries) == CODES
    for entry in entries:
        words = [str(entry.label), str(entry.audience), str(entry.occasion), str(entry.choice)]
        assert all(words)
        assert [word for word in words if ENGLISH.search(word) or "{" in word] == []


def test_what_goes_to_the_team_is_addressed_to_its_mailbox(now: datetime) -> None:
    reader = UserFactory()
    for kind in kinds.registered():
        goes_to_office = "Projektteam" in str(kind.audience)
        assert (kind.sample(reader, now).recipient is None) is goes_to_office, kind.code


def test_every_choice_has_words() -> None:
    assert set(catalogue.CHOICES) == set(Choice)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("draft-lapsing", "8 Tage und 1 Tag vor Bewerbungsschluss"),
        ("mentor-invitation-reminder", "Einmal, 7 Tage nach"),
        ("meeting-unanswered", "3 Tage nach"),
        ("silence", "2 Wochen über"),
    ],
)
def test_days_are_those_that_a_year_begins_with(code: str, words: str) -> None:
    assert words in str(kinds.get(code).occasion)


# --- the pages ----------------------------------------------------------------------------------


def test_the_counts_lead_to_the_list_and_the_list_to_every_kind(team: Client) -> None:
    assert reverse(LIST) in team.get(reverse("admin:notifications_message_changelist")).content.decode()

    page = team.get(reverse(LIST)).content.decode()

    assert [code for code in CODES if reverse(PAGE, args=[code]) not in page] == []
    assert "Sofort oder wöchentlich, je nach Wahl" in page


@pytest.mark.parametrize("code", CODES)
def test_a_page_shows_the_mail_to_whoever_asks(team: Client, team_member: User, code: str, now: datetime) -> None:
    page = team.get(reverse(PAGE, args=[code]))
    frame = team.get(reverse(FRAME, args=[code]))

    kind = kinds.get(code)
    words = words_of(page)
    assert str(kind.label) in words
    assert kind.sample(team_member, now).recipient is None or f"Guten Tag {team_member.full_name}," in words
    assert f'src="{reverse(FRAME, args=[code])}"' in page.content.decode()
    assert preview.sample(kind, team_member, now).mail.subject in frame.content.decode()
    assert not Message.objects.exists()


def test_a_page_names_the_files_that_go_with_the_mail(team: Client) -> None:
    assert "termin.ics" in words_of(team.get(reverse(PAGE, args=["workshop-registered"])))
    assert "Anhänge" not in words_of(team.get(reverse(PAGE, args=["decision"])))


def test_the_html_part_may_look_as_it_does_and_nothing_more(team: Client) -> None:
    frame = team.get(reverse(FRAME, args=["decision"]))
    page = team.get(reverse(PAGE, args=["decision"]))

    assert _policy_of(frame) == {
        "default-src": "'none'",
        "style-src-attr": "'unsafe-inline'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'self'",
    }
    assert frame.headers["X-Frame-Options"] == "SAMEORIGIN"
    # The page around it is as strict as any.
    assert "style-src-attr" not in _policy_of(page)
    assert _policy_of(page)["frame-ancestors"] == "'none'"
    assert page.headers["X-Frame-Options"] == "DENY"
    [sandbox] = re.findall(r'<iframe[^>]* sandbox="([^"]*)"', page.content.decode())
    assert sandbox == "allow-same-origin"


@pytest.mark.parametrize("name", [PAGE, FRAME])
@pytest.mark.parametrize("code", ["unknown", "base"])
def test_a_kind_that_does_not_exist_has_no_page(team: Client, name: str, code: str) -> None:
    assert team.get(reverse(name, args=[code])).status_code == 404


@pytest.mark.parametrize(
    "address", [reverse(LIST), reverse(PAGE, args=["decision"]), reverse(FRAME, args=["decision"])]
)
def test_the_pages_are_there_to_read(team: Client, address: str) -> None:
    assert team.post(address).status_code == 405


@pytest.mark.parametrize("somebody", ["hr_member", "administrator"])
@pytest.mark.parametrize("code", ["decision", "unknown"])
def test_others_in_the_admin_see_no_kind_and_not_which_there_are(
    client: Client, request: pytest.FixtureRequest, somebody: str, code: str
) -> None:
    client.force_login(request.getfixturevalue(somebody))

    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(reverse(PAGE, args=[code])).status_code == 403
    assert client.get(reverse(FRAME, args=[code])).status_code == 403


def _page_of(link: str) -> str:
    return resolve(urlsplit(link).path).view_name


def _policy_of(response: Any) -> dict[str, str]:
    directives = (part.strip().partition(" ") for part in response.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _blank, value in directives}

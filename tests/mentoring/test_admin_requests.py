"""Confidential messages in the admin: on one page alone, opened on the record, answered once (R13)."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from mentoring.actions import requests
from mentoring.models import RequestKind, SupportRequest
from mentoring.models.requests import RequestRecipient
from notifications.models import Message
from tests.factories import MentorFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST = "/verwaltung/mentoring/supportrequest/"
WORDS = "Ich komme mit meiner Mentorin nicht zurecht."


@pytest.fixture
def team(client, team_member):
    client.force_login(team_member)
    return client


@pytest.fixture
def message(cohort):
    return requests.send(UserFactory(), WORDS, kind=RequestKind.TANDEM, cohort=cohort)


def page_of(message: SupportRequest) -> str:
    return reverse("admin:mentoring_supportrequest_change", args=[message.pk])


def text_of(response) -> str:
    return response.content.decode()


def test_the_words_stand_on_their_page_and_not_in_the_list(team, message):
    listed = text_of(team.get(LIST))
    assert str(message.sender) in listed
    assert WORDS not in listed
    assert WORDS not in str(message)
    page = text_of(team.get(page_of(message)))
    assert WORDS in page
    assert "15.01.2027, 10:00 Uhr" in page


def test_opening_a_message_is_recorded(team, team_member, message):
    team.get(page_of(message))
    entry = AuditEntry.objects.get(action="request.read")
    assert (entry.actor_id, entry.subject_id, entry.details) == (team_member.pk, message.pk, {})


def test_an_answer_is_kept_and_the_mail_says_only_that_it_is_there(team, message):
    team.post(page_of(message), {"text": "Wir rufen Sie morgen an."})

    message.refresh_from_db()
    assert (message.state, message.answer) == ("answered", "Wir rufen Sie morgen an.")
    assert Message.objects.filter(kind="request-answered", recipient=message.sender).count() == 1
    page = text_of(team.get(page_of(message)))
    assert "Wir rufen Sie morgen an." in page
    assert "<textarea" not in page


def test_an_empty_answer_is_refused_on_the_page(team, message):
    page = text_of(team.post(page_of(message), {"text": " "}))
    assert "<title>Fehler:" in page
    assert "Bitte schreiben Sie eine Antwort." in page


def test_a_second_answer_is_refused_and_the_first_one_shown(team, message):
    team.post(page_of(message), {"text": "Erste Antwort"})

    page = text_of(team.post(page_of(message), {"text": "Zweite Antwort"}))

    assert "Hier hat sich inzwischen etwas geändert." in page
    message.refresh_from_db()
    assert message.answer == "Erste Antwort"


def test_open_messages_come_first(team, cohort, message):
    newer = requests.send(UserFactory(), "x", kind=RequestKind.OTHER, cohort=cohort)
    team.post(page_of(newer), {"text": "Antwort"})
    listed = team.get(LIST).context["cl"].result_list
    assert [one.pk for one in listed] == [message.pk, newer.pk]


def test_what_was_written_to_the_adviser_does_not_exist_here(team, cohort):
    mentor = MentorFactory(cohort=cohort).participation.user
    private = requests.send(mentor, "Nur für die Beratung", kind="other", recipient=RequestRecipient.ADVISER)
    assert team.get(page_of(private)).status_code == 404
    assert team.post(page_of(private), {"text": "x"}).status_code == 404
    assert str(mentor) not in text_of(team.get(LIST))


@pytest.mark.parametrize("role", ["hr_member", "administrator"])
def test_messages_are_closed_to_everybody_else(client, message, request, role):
    client.force_login(request.getfixturevalue(role))
    for address in (LIST, page_of(message)):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403


@pytest.mark.logs_errors
@pytest.mark.parametrize("probe", ["text__isnull=0", "text__startswith=I", "answer__isnull=1", "q=zurecht"])
def test_the_address_cannot_be_used_to_guess(team, message, probe):
    response = team.get(f"{LIST}?{probe}")
    assert response.status_code in (302, 400) or "result_list" in text_of(response)
    assert WORDS not in text_of(response)

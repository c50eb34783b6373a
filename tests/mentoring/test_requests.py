"""Confidential messages and their answers (R13)."""

import pytest
from django.db import connection
from django.urls import reverse

from accounts.errors import Refused, Stale
from accounts.models import Role
from mentoring import access
from mentoring.actions import requests
from mentoring.models import RequestKind, SupportRequest
from mentoring.models.requests import RequestRecipient
from mentoring.request_access import requests_to_adviser, requests_to_team
from notifications.models import Message
from tests import factories
from tests.mentoring.tandems import announced_tandem

pytestmark = pytest.mark.django_db


@pytest.fixture
def tandem():
    return announced_tandem()


@pytest.fixture
def mentee(tandem):
    return tandem.mentee.participation.user


@pytest.fixture
def mentor(tandem):
    return tandem.mentor.participation.user


def test_a_request_reaches_the_team_and_nobody_else(mentee, mentor, team_member, adviser, hr_member, administrator):
    request = requests.send(mentee, "Es ist schwierig.", kind=RequestKind.TANDEM)
    assert requests_to_team(team_member).get() == request
    assert access.own_requests(mentee).get() == request
    for user in (mentor, adviser, hr_member, administrator):
        assert not requests_to_team(user).exists()
        assert not requests_to_adviser(user).exists()
        assert not access.own_requests(user).exists()
    assert [message.recipient for message in Message.objects.filter(kind="help-request")] == [None]


def test_a_mentor_may_write_to_the_adviser_whom_the_team_cannot_read(mentor, team_member, adviser):
    requests.send(mentor, "Eine Frage.", kind=RequestKind.QUESTION, recipient=RequestRecipient.ADVISER)
    assert requests_to_adviser(adviser).exists()
    assert not requests_to_team(team_member).exists()
    assert not requests_to_adviser(team_member).exists()
    assert [message.recipient for message in Message.objects.filter(kind="help-request")] == [adviser]


def test_a_mentee_writes_to_the_team_only(mentee):
    with pytest.raises(Refused):
        requests.send(mentee, "Eine Frage.", kind=RequestKind.QUESTION, recipient=RequestRecipient.ADVISER)


def test_an_empty_request_or_answer_is_refused(mentee, team_member, now):
    with pytest.raises(Refused):
        requests.send(mentee, "  ", kind=RequestKind.OTHER)
    request = requests.send(mentee, "Eine Frage.", kind=RequestKind.OTHER)
    with pytest.raises(Refused):
        requests.answer(request, " ", by=team_member, now=now)


def test_a_request_is_answered_once_by_those_it_was_sent_to(mentee, team_member, hr_member, now):
    request = requests.send(mentee, "Eine Frage.", kind=RequestKind.QUESTION)
    with pytest.raises(Refused):
        requests.answer(request, "Antwort", by=hr_member, now=now)
    requests.answer(request, "Antwort", by=team_member, now=now)
    with pytest.raises(Stale):
        requests.answer(request, "Noch eine", by=team_member, now=now)
    assert SupportRequest.objects.get().answer == "Antwort"
    assert [message.recipient for message in Message.objects.filter(kind="request-answered")] == [mentee]


def test_the_text_stands_encrypted_in_the_database(mentee):
    requests.send(mentee, "Streng vertraulich", kind=RequestKind.TANDEM)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM mentoring_supportrequest")
        assert "vertraulich" not in cursor.fetchone()[0]


def test_the_message_to_the_team_holds_ids_alone(mentee, cohort):
    requests.send(mentee, "Streng vertraulich", kind=RequestKind.TANDEM, cohort=cohort)
    message = Message.objects.get(kind="help-request")
    assert set(message.references) == {"request"}


def test_somebody_without_any_part_in_the_programme_can_write_to_the_team(team_member):
    outsider = factories.UserFactory()
    requests.send(outsider, "Wann geht es wieder los?", kind=RequestKind.QUESTION)
    assert requests_to_team(team_member).exists()


def test_a_message_sent_twice_waits_once_and_any_other_is_another(mentee, mentor, team_member, now):
    sent = requests.send(mentor, "Es ist schwierig.", kind=RequestKind.TANDEM)
    with pytest.raises(Refused):
        requests.send(mentor, "Es ist schwierig.", kind=RequestKind.TANDEM)
    requests.send(mentor, "Es ist einfach.", kind=RequestKind.TANDEM)
    requests.send(mentor, "Es ist schwierig.", kind=RequestKind.QUESTION)
    requests.send(mentor, "Es ist schwierig.", kind=RequestKind.TANDEM, recipient=RequestRecipient.ADVISER)
    requests.send(mentee, "Es ist schwierig.", kind=RequestKind.TANDEM)
    requests.answer(sent, "Wir melden uns.", by=team_member, now=now)
    requests.send(mentor, "Es ist schwierig.", kind=RequestKind.TANDEM)


def test_nobody_answers_what_went_to_somebody_else_while_another_waits_for_her(mentor, team_member, adviser, now):
    to_team = requests.send(mentor, "An Sie.", kind=RequestKind.QUESTION)
    to_adviser = requests.send(mentor, "An Sie.", kind=RequestKind.QUESTION, recipient=RequestRecipient.ADVISER)
    for request, by in ((to_adviser, team_member), (to_team, adviser)):
        with pytest.raises(Refused):
            requests.answer(request, "Antwort", by=by, now=now)


class TestSomebodyOfTheTeamWhoIsAlsoAnAdviser:
    @pytest.fixture
    def both(self):
        user = factories.RoleAssignmentFactory(role=Role.TEAM).user
        return factories.RoleAssignmentFactory(role=Role.ADVISER, user=user).user

    def test_reads_each_where_it_belongs(self, client, mentor, both):
        to_team = requests.send(mentor, "An das Team.", kind=RequestKind.QUESTION)
        to_adviser = requests.send(mentor, "An Sie.", kind=RequestKind.QUESTION, recipient=RequestRecipient.ADVISER)
        client.force_login(both)

        assert list(client.get(reverse("mentoring:request_inbox")).context["requests"]) == [to_adviser]
        assert client.get(reverse("mentoring:request_answer", args=[to_adviser.pk])).status_code == 200
        assert client.get(reverse("mentoring:request_answer", args=[to_team.pk])).status_code == 404
        assert list(requests_to_team(both)) == [to_team]
        assert client.get(reverse("admin:mentoring_supportrequest_change", args=[to_adviser.pk])).status_code == 404

    def test_answers_both(self, mentor, both, now):
        for recipient in RequestRecipient:
            sent = requests.send(mentor, "Eine Frage.", kind=RequestKind.QUESTION, recipient=recipient)
            requests.answer(sent, "Antwort", by=both, now=now)

"""Confidential messages and their answers (R13)."""

import pytest
from django.db import connection
from django.urls import reverse

from accounts.errors import Refused, Stale
from accounts.models import Role, User
from mentoring import access, request_access
from mentoring.actions import requests
from mentoring.models import Pairing, PairingState, RequestKind, SupportRequest
from mentoring.models.requests import RequestRecipient
from mentoring.request_access import requests_to_adviser, requests_to_team
from notifications import kinds
from notifications.models import Message
from reporting import cockpit
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


class TestSomebodyWhoTakesPart:
    """Whoever has a role and a tandem reads nothing that her partner has written in confidence."""

    @pytest.fixture(params=["team", "adviser"])
    def recipient(self, request):
        return RequestRecipient(request.param)

    @pytest.fixture(params=[state for state in PairingState if state not in ("proposed", "withdrawn")])
    def state(self, request):
        return request.param

    def test_reads_nothing_of_her_partner(self, mentee, mentor, recipient, now):
        """The adviser gets messages of mentors alone; the team those of both."""
        other = factories.RoleAssignmentFactory(role=recipient).user
        for reader, sender in ((mentor, mentee), (mentee, mentor)):
            if recipient == RequestRecipient.ADVISER and sender == mentee:
                continue
            factories.RoleAssignmentFactory(role=recipient, user=reader)
            sent = requests.send(sender, "Ich will weg.", kind=RequestKind.CHANGE, recipient=recipient)
            assert not readable(reader, recipient).exists()
            assert readable(other, recipient).get() == sent
            with pytest.raises(Refused):
                requests.answer(sent, "Antwort", by=reader, now=now)
            requests.answer(sent, "Antwort", by=other, now=now)
            assert not readable(reader, recipient).exists()
            sent.delete()

    def test_nor_of_whoever_was_it_however_it_ended(self, cohort, state):
        former = factories.PairingFactory(cohort=cohort, state=state, announced=True)
        mentor = factories.RoleAssignmentFactory(role=Role.TEAM, user=former.mentor.participation.user).user
        factories.RoleAssignmentFactory(role=Role.TEAM)
        requests.send(former.mentee.participation.user, "Ich wollte weg.", kind=RequestKind.CHANGE)
        assert not requests_to_team(mentor).exists()

    def test_reads_what_everybody_else_writes(self, tandem, mentor, recipient):
        factories.RoleAssignmentFactory(role=recipient, user=mentor)
        other = announced_tandem(cohort=tandem.mentee.participation.cohort)
        sent = requests.send(other.mentor.participation.user, "Frage", kind=RequestKind.QUESTION, recipient=recipient)
        assert readable(mentor, recipient).get() == sent

    def test_is_not_kept_from_a_partner_of_whom_nobody_was_told(self, cohort):
        """What she could not see would tell her."""
        proposed = factories.PairingFactory(cohort=cohort, state=PairingState.APPROVED)
        reader, sender = proposed.mentor.participation.user, proposed.mentee.participation.user
        factories.RoleAssignmentFactory(role=Role.TEAM, user=reader)
        requests.send(sender, "Frage", kind=RequestKind.QUESTION)
        assert requests_to_team(reader).exists()

    def test_does_not_answer_herself(self, mentor, recipient, now):
        factories.RoleAssignmentFactory(role=recipient, user=mentor)
        factories.RoleAssignmentFactory(role=recipient)
        sent = requests.send(mentor, "Frage", kind=RequestKind.QUESTION, recipient=recipient)
        assert not readable(mentor, recipient).exists()
        with pytest.raises(Refused):
            requests.answer(sent, "Antwort", by=mentor, now=now)

    def test_is_told_by_no_mail_and_has_no_page_of_it(self, client, tandem, mentee, mentor, now):
        adviser = factories.RoleAssignmentFactory(role=Role.ADVISER).user
        factories.RoleAssignmentFactory(role=Role.ADVISER, user=mentee)
        factories.RoleAssignmentFactory(role=Role.TEAM, user=mentor)
        factories.RoleAssignmentFactory(role=Role.TEAM)
        to_adviser = requests.send(mentor, "Frage", kind=RequestKind.TANDEM, recipient=RequestRecipient.ADVISER)
        to_team = requests.send(mentee, "Wunsch", kind=RequestKind.CHANGE)
        assert {one.recipient for one in Message.objects.filter(kind="help-request")} == {adviser, None}

        client.force_login(mentee)
        assert client.get(reverse("mentoring:request_answer", args=[to_adviser.pk])).status_code == 404
        assert not client.get(reverse("mentoring:request_inbox")).context["requests"]
        client.force_login(mentor)
        assert client.get(reverse("admin:mentoring_supportrequest_change", args=[to_team.pk])).status_code == 404
        listed = client.get(reverse("admin:mentoring_supportrequest_changelist")).context["cl"]
        assert (listed.result_count, listed.full_result_count) == (0, 0)
        assert not any("Nachricht" in task.button for task in cockpit.for_user(mentor, now=now).tasks)

    def test_a_mail_that_waits_is_dropped_once_she_is_the_partner(self, cohort, now):
        proposed = factories.PairingFactory(cohort=cohort, state=PairingState.APPROVED)
        sender, adviser = proposed.mentor.participation.user, proposed.mentee.participation.user
        factories.RoleAssignmentFactory(role=Role.ADVISER, user=adviser)
        requests.send(sender, "Frage", kind=RequestKind.QUESTION, recipient=RequestRecipient.ADVISER)
        message = Message.objects.get(kind="help-request", recipient=adviser)
        assert kinds.get(message.kind).is_still_true(message, now)
        Pairing.objects.update(announced_at=now)
        assert not kinds.get(message.kind).is_still_true(message, now)

    def test_nobody_writes_to_whom_alone_she_cannot_write(self, client, mentee, mentor):
        factories.RoleAssignmentFactory(role=Role.TEAM, user=mentor)
        client.force_login(mentee)
        sent = {"kind": "change", "text": "Ich möchte ein anderes Tandem."}
        page = client.post(reverse("mentoring:request_new"), sent).content.decode()
        assert "Im Moment könnte das niemand lesen" in page
        assert sent["text"] in page
        assert not SupportRequest.objects.exists()
        factories.RoleAssignmentFactory(role=Role.TEAM)
        requests.send(mentee, sent["text"], kind=RequestKind.CHANGE)


class TestAnAdviserWhoComesLater:
    @pytest.fixture
    def predecessor(self):
        return factories.RoleAssignmentFactory(role=Role.ADVISER).user

    def ask(self, mentor, text="Eine Frage."):
        return requests.send(mentor, text, kind=RequestKind.QUESTION, recipient=RequestRecipient.ADVISER)

    def test_reads_nothing_that_her_predecessor_has_answered(self, client, mentor, predecessor, now):
        requests.answer(self.ask(mentor, "Nur für Sie."), "Unter uns.", by=predecessor, now=now)
        predecessor.roles.all().delete()
        successor = factories.RoleAssignmentFactory(role=Role.ADVISER).user
        waiting = self.ask(mentor, "Für wen auch immer.")

        assert list(requests_to_adviser(successor)) == [waiting]
        client.force_login(successor)
        answered = SupportRequest.objects.exclude(pk=waiting.pk).get()
        assert client.get(reverse("mentoring:request_answer", args=[answered.pk])).status_code == 404
        assert not requests_to_adviser(User.objects.get(pk=predecessor.pk)).exists()

    def test_reads_and_answers_what_still_waits(self, mentor, predecessor, now):
        waiting = self.ask(mentor)
        predecessor.roles.all().delete()
        successor = factories.RoleAssignmentFactory(role=Role.ADVISER).user
        assert requests_to_adviser(successor).get() == waiting
        requests.answer(waiting, "Eine Antwort.", by=successor, now=now)
        assert requests_to_adviser(successor).get() == waiting

    def test_is_told_when_another_was_quicker(self, mentor, predecessor, now):
        other = factories.RoleAssignmentFactory(role=Role.ADVISER).user
        sent = self.ask(mentor)
        requests.answer(sent, "Eine Antwort.", by=predecessor, now=now)
        with pytest.raises(Stale):
            requests.answer(sent, "Noch eine.", by=other, now=now)

    def test_the_sender_is_told_beforehand_who_reads_it(self, client, mentor):
        client.force_login(mentor)
        page = client.get(reverse("mentoring:request_new")).content.decode()
        assert "bis eine davon geantwortet hat; danach nur diese" in page


class TestWhoReads:
    def test_answers_the_one_and_not_whatever_else_there_is(self, tandem, mentee, mentor):
        herself = factories.RoleAssignmentFactory(role="team", user=mentor).user
        factories.RoleAssignmentFactory(role="team")
        of_partner = requests.send(mentee, "Von ihrer Mentee.", kind=RequestKind.QUESTION)
        other = requests.send(factories.UserFactory(), "Von jemand anderem.", kind=RequestKind.QUESTION)

        assert not request_access.may_answer(herself, of_partner)
        assert request_access.may_answer(herself, other)

    def test_is_nobody_whose_account_is_closed_and_never_the_sender(self, mentor):
        reader = factories.RoleAssignmentFactory(role="adviser").user
        closed = factories.RoleAssignmentFactory(role="adviser", user__is_active=False).user
        factories.RoleAssignmentFactory(role="adviser", user=mentor)

        assert closed not in request_access.with_role(RequestRecipient.ADVISER)
        assert list(request_access.readers_for(mentor, RequestRecipient.ADVISER)) == [reader]


def readable(user, recipient):
    """Read roles anew: an account remembers them for a request."""
    user = User.objects.get(pk=user.pk)
    return requests_to_team(user) if recipient == RequestRecipient.TEAM else requests_to_adviser(user)

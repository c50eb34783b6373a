"""What `tests/fuzz/` has found, each by itself: input that broke a page, or that a page did not give back."""

import pytest
from django.contrib import messages
from django.test import Client
from django.urls import reverse

from accounts.actions import directory
from accounts.errors import Refused
from accounts.models import Employee
from matching import tasks
from mentoring.actions import goals, meetings, pairings, requests
from mentoring.models import MeetingState, MenteeState, MentorState, PairingState, RequestKind
from tests import factories
from tests.factories import NOW, MenteeFactory, MentorFactory, OrganisationFactory, UserFactory
from tests.matching.factories import ProposalFactory, RunFactory
from tests.mentoring.tandems import announced_tandem, meeting_of
from tests.workshops.factories import RegistrationFactory, WorkshopFactory

pytestmark = pytest.mark.django_db

SUMMARY = "m-error-summary"
SENTENCE = "Daran habe ich lange geschrieben."
# More than a column holds, and more than Python reads.
TOO_GREAT, TOO_LONG = str(10**20), "9" * 5000
NO_NUMBERS = ["²", "None", "[]", TOO_GREAT, TOO_LONG, "\x00"]


@pytest.fixture
def team(client: Client, team_member) -> Client:
    client.force_login(team_member)
    return client


@pytest.fixture
def mentee_of(client: Client):
    """Return a function that signs in the mentee of a tandem."""

    def sign_in(tandem) -> Client:
        client.force_login(tandem.mentee.participation.user)
        return client

    return sign_in


# --- numbers that no row has ---------------------------------------------------------------------


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_messages_to_nobody_are_not_sent_again(team, number):
    assert team.post(reverse("admin:notifications_message_resend"), {"recipient": number}).status_code == 404


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_a_run_starts_whatever_its_page_had_seen(team, cohort, number, monkeypatch):
    monkeypatch.setattr(tasks.compute, "apply_async", lambda **options: None)
    answer = team.post(reverse("admin:matching_start", args=[cohort.pk]), {"seen": number})
    assert answer.status_code == 302


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_a_list_of_participants_that_is_none_is_refused(client, adviser, number):
    workshop = WorkshopFactory(host=adviser, starts_at=NOW)
    RegistrationFactory(workshop=workshop)
    client.force_login(adviser)

    answer = client.post(reverse("workshops:attendance", args=[workshop.pk]), {"listed": f"1,{number}"})

    assert answer.status_code == 200
    assert SUMMARY in answer.text


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_a_field_that_completes_itself_takes_no_nonsense(team, number):
    sent = {"first_name": SENTENCE, "unit": number, "superior": number, "level": number}

    answer = team.post(reverse("admin:accounts_employee_add"), sent)

    assert SUMMARY in answer.text
    assert SENTENCE in answer.text


@pytest.mark.parametrize("number", ["0", *NO_NUMBERS])
@pytest.mark.parametrize(
    ("model", "action"),
    [
        ("mentoring_mentee", "accept_selected"),
        ("mentoring_mentor", "confirm_selected"),
        ("accounts_employee", "merge_two"),
    ],
)
def test_an_action_on_rows_that_are_not_there_says_so(team, model, action, number):
    MenteeFactory(), MentorFactory()
    answer = team.post(
        reverse(f"admin:{model}_changelist"), {"action": action, "_selected_action": number, "index": "0"}
    )

    assert answer.status_code == 302
    assert [message.level for message in messages.get_messages(answer.wsgi_request)] == [messages.WARNING]


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_goals_and_people_that_cannot_be_are_wrong_choices(client, team_member, cohort, number):
    held = meeting_of(announced_tandem(PairingState.ACTIVE, cohort=cohort), state=MeetingState.HELD)
    factories.EmployeeFactory(level__rank=factories.MENTOR_RANK)
    client.force_login(held.pairing.mentee.participation.user)
    sent = {"goals": number, "kind": "network", "version": 1}
    assert SUMMARY in client.post(reverse("mentoring:meeting", args=[held.pk]), sent).text

    client.force_login(team_member)
    assert SUMMARY in client.post(reverse("admin:mentoring_mentor_invite"), {"people": number}).text


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_an_organisation_that_cannot_be_filters_nothing(team, number):
    OrganisationFactory()
    assert team.get(reverse("admin:accounts_employee_changelist"), {"organisation": number}).status_code == 200


@pytest.mark.parametrize(
    "signed", [TOO_LONG, "[" * 100_000, '{"id": 1}', '{"response": {"clientDataJSON": ".ö"}}', "\x00"]
)
def test_what_no_passkey_has_signed_is_refused_in_words(client, signed):
    client.force_login(UserFactory())
    url = reverse("mfa_add_webauthn")
    client.get(url)

    answer = client.post(url, {"name": "Dienstrechner", "credential": signed})

    assert answer.status_code == 200
    assert SUMMARY in answer.text
    assert "Dienstrechner" in answer.text


# --- texts that a page did not give back ---------------------------------------------------------


def test_an_entry_of_the_admin_that_an_action_refuses_keeps_what_was_typed(team, monkeypatch):
    def refuse(*args, **kwargs):
        raise Refused("Das geht gerade nicht.")

    monkeypatch.setattr(directory, "save_employee", refuse)
    employee = factories.EmployeeFactory()
    sent = {
        "email": employee.email,
        "first_name": SENTENCE,
        "last_name": "Weiß",
        "unit": employee.unit_id,
        "level": employee.level_id,
        "is_active": "on",
    }

    answer = team.post(reverse("admin:accounts_employee_change", args=[employee.pk]), sent)

    assert answer.status_code == 200
    assert SUMMARY in answer.text
    assert "Das geht gerade nicht." in answer.text
    assert SENTENCE in answer.text
    assert not Employee.objects.filter(first_name=SENTENCE).exists()


def test_a_reason_for_which_there_is_no_exception_any_more_is_given_back(team):
    tandem = announced_tandem(PairingState.ACTIVE)
    answer = team.post(reverse("admin:mentoring_pairing_keep", args=[tandem.pk]), {"reason": SENTENCE})

    assert SENTENCE in answer.text
    assert "Dieses Tandem verstößt gegen keine Regel" in answer.text


def test_a_reason_for_a_mentor_who_is_not_there_is_given_back(team):
    mentee = MenteeFactory(state=MenteeState.ACCEPTED)
    url = reverse("admin:matching_candidates", args=[mentee.pk])
    for mentor in ("0", "x", MentorFactory().pk):
        answer = team.post(url, {"mentor": mentor, "reason": SENTENCE})

        assert SENTENCE in answer.text
        assert SUMMARY in answer.text


def test_a_reason_for_a_move_that_is_not_possible_any_more_is_given_back(team, cohort):
    proposal = ProposalFactory(run=RunFactory(cohort=cohort))
    url = reverse("admin:matching_move", args=[proposal.pk, MentorFactory(cohort=cohort).pk])

    assert SENTENCE in team.post(url, {"revision": 1, "reason": SENTENCE}).text


def test_a_profile_that_was_closed_meanwhile_gives_back_what_was_typed(client):
    mentor = MentorFactory(state=MentorState.WITHDRAWN)
    client.force_login(mentor.participation.user)

    assert SENTENCE in client.post(reverse("mentoring:mentor_profile"), {"introduction": SENTENCE}).text


def test_a_meeting_that_took_place_meanwhile_gives_back_what_was_typed(mentee_of):
    meeting = meeting_of(announced_tandem(PairingState.ACTIVE), state=MeetingState.HELD)
    client = mentee_of(meeting.pairing)

    assert SENTENCE in client.post(reverse("mentoring:meeting_change", args=[meeting.pk]), {"place": SENTENCE}).text


def test_a_year_that_does_not_say_how_many_criteria_it_has_is_refused_and_gives_back_what_was_typed(
    client, team_member
):
    cohort = factories.CohortFactory()
    client.force_login(team_member)

    page = client.post(reverse("admin:mentoring_cohort_change", args=[cohort.pk]), {"introduction": SENTENCE}).text

    assert SENTENCE in page
    assert "m-error-summary" in page
    cohort.refresh_from_db()
    assert cohort.introduction != SENTENCE


# --- forms that are sent twice -------------------------------------------------------------------


def test_the_same_goal_meeting_and_message_are_taken_once():
    tandem = announced_tandem(PairingState.ACTIVE)
    user, topic = tandem.mentee.participation.user, factories.some_topic()
    twice = [
        lambda: goals.add(tandem.mentee, topic, by=user, words="Sicherer auftreten"),
        lambda: meetings.log(tandem, by=user, starts_at=NOW, now=NOW),
        lambda: requests.send(user, "Wann beginnt der Workshop?", kind=RequestKind.QUESTION),
    ]
    for send in twice:
        send()
        with pytest.raises(Refused):
            send()


def test_other_words_another_time_and_another_message_are_something_else(now, team_member):
    tandem = announced_tandem(PairingState.ACTIVE)
    user, topic = tandem.mentee.participation.user, factories.some_topic()
    for words in ("", "Sicherer auftreten", "Besser verhandeln"):
        goals.add(tandem.mentee, topic, by=user, words=words)
        requests.send(user, f"Noch eine Frage: {words}", kind=RequestKind.QUESTION)
    first = meetings.plan(tandem, by=user, starts_at=now.replace(day=20), now=now)
    meetings.cancel(first, by=user)
    meetings.plan(tandem, by=user, starts_at=now.replace(day=20), now=now)
    pairings.rest(tandem, by=team_member)

"""A form that is sent twice at once, on PostgreSQL: one thing comes of it, and the other answer can be read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from mentoring.actions import agreements
from mentoring.models import (
    Goal,
    Meeting,
    MenteeState,
    MentorState,
    PairingState,
    Participation,
    SupportRequest,
)
from notifications.models import Message
from tests import factories
from tests.factories import NOW, GoalFactory, MenteeFactory, MentorFactory, UserFactory, some_topic
from tests.mentoring.tandems import announced_tandem, meeting_of
from tests.support.races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

SUMMARY = "m-error-summary"
AT = {"starts_at_0": "2027-01-14", "starts_at_1": "10:00", "kind": "conversation"}


@pytest.fixture(autouse=True)
def no_delivery(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notifications.outbox.nudge", lambda: None)


@dataclass(frozen=True)
class Form:
    """Who sends what where, and what there must be one of afterwards."""

    user: User
    url: str
    sent: dict[str, object]
    made: Callable[[], QuerySet]
    # How many of two are told that it was done already.
    refused: frozenset[int] = frozenset({1})


def beginning() -> Form:
    cohort = factories.CohortFactory()
    return Form(UserFactory(), reverse("mentoring:application_begin", args=[cohort.pk]), {}, Participation.objects.all)


def sending_an_application() -> Form:
    mentee = MenteeFactory(state=MenteeState.DRAFT)
    GoalFactory(mentee=mentee)
    return Form(
        mentee.participation.user,
        reverse("mentoring:application_review", args=[mentee.pk]),
        {"meets_requirements": "on"},
        lambda: AuditEntry.objects.filter(action="application.submitted"),
    )


def adding_a_goal() -> Form:
    tandem = announced_tandem(PairingState.ACTIVE)
    sent = {"topic": some_topic().pk, "words": "Sicherer auftreten"}
    return Form(tandem.mentee.participation.user, reverse("mentoring:goal_add"), sent, Goal.objects.all)


def logging_a_meeting() -> Form:
    tandem = announced_tandem(PairingState.ACTIVE)
    url = reverse("mentoring:meeting_log", args=[tandem.pk])
    return Form(tandem.mentee.participation.user, url, AT, Meeting.objects.all)


def planning_a_meeting() -> Form:
    tandem = announced_tandem(PairingState.ACTIVE)
    url = reverse("mentoring:meeting_plan", args=[tandem.pk])
    sent = AT | {"starts_at_0": "2027-01-20"}
    return Form(tandem.mentor.participation.user, url, sent, Meeting.objects.all)


def marking_a_meeting_held() -> Form:
    tandem = announced_tandem(PairingState.ACTIVE)
    meeting = meeting_of(tandem, starts_at=NOW - timedelta(days=1))
    url = reverse("mentoring:meeting_held", args=[meeting.pk])
    return Form(tandem.mentee.participation.user, url, {}, lambda: Meeting.objects.filter(state="held", version=2))


def asking_for_help() -> Form:
    sent = {"kind": "question", "text": "Wann beginnt der Workshop?"}
    mentee = MenteeFactory()
    return Form(mentee.participation.user, reverse("mentoring:request_new"), sent, SupportRequest.objects.all)


def answering_an_invitation() -> Form:
    mentor = MentorFactory(state=MentorState.INVITED, topics=[some_topic()])
    points = ("has_experience", "respects", "takes_time", "is_equal", "is_no_coach")
    return Form(
        mentor.participation.user,
        reverse("mentoring:mentor_submit"),
        dict.fromkeys(points, "on"),
        lambda: AuditEntry.objects.filter(action="mentor.submitted"),
        # Whoever comes a little later is led to the profile, which says that it was sent.
        frozenset({0, 1}),
    )


def declining_an_invitation() -> Form:
    mentor = MentorFactory(state=MentorState.INVITED)
    url = reverse("mentoring:mentor_withdraw")
    return Form(mentor.participation.user, url, {}, lambda: AuditEntry.objects.filter(action="mentor.withdrawn"))


def confirming_an_agreement() -> Form:
    tandem = announced_tandem()
    agreements.confirm(tandem, by=tandem.mentee.participation.user, version=1, now=NOW)
    return Form(
        tandem.mentor.participation.user,
        reverse("mentoring:agreement", args=[tandem.pk]),
        {"version": 1, "keeps_confidential": "on", "has_no_authority": "on"},
        lambda: AuditEntry.objects.filter(action="pairing.active"),
        frozenset({0}),
    )


FORMS = (
    *(beginning, sending_an_application, adding_a_goal, logging_a_meeting, planning_a_meeting, marking_a_meeting_held),
    *(asking_for_help, answering_an_invitation, declining_an_invitation, confirming_an_agreement),
)


@pytest.mark.parametrize("prepared", [pytest.param(form, id=form.__name__) for form in FORMS])
def test_what_is_sent_twice_at_once_is_done_once(prepared: Callable[[], Form]) -> None:
    form = prepared()
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(form.user)

    answers = at_once([lambda client=client: client.post(form.url, form.sent) for client in clients])

    assert form.made().count() == 1
    assert Message.objects.count() <= 1
    assert sum(map(is_refused_in_words, answers)) in form.refused


def is_refused_in_words(answer: HttpResponse) -> bool:
    """Say whether an answer tells why nothing was done: on the page itself, or on the one it leads to."""
    told = [message for message in messages.get_messages(answer.wsgi_request) if message.level >= messages.WARNING]
    assert answer.status_code in (200, 302)
    assert not (answer.status_code == 200 and SUMMARY not in answer.text), "a page that says nothing"
    return bool(told) or answer.status_code == 200

"""The team approves on the page of the admin, several at once, on PostgreSQL: the right number, and each is told."""

from collections.abc import Iterable

import pytest
from django.contrib import messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from mentoring.models import MenteeState, Pairing
from tests.factories import MenteeFactory, MentorFactory, PairingFactory, RoleAssignmentFactory
from tests.support.races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

URL = reverse("admin:mentoring_pairing_approve")


def clients_of_the_team(number: int) -> list[Client]:
    """Return so many browsers of so many people."""
    clients = [Client() for _number in range(number)]
    for client in clients:
        client.force_login(RoleAssignmentFactory().user)
    return clients


def approving(clients: list[Client], proposals: Iterable[Pairing]) -> list[HttpResponse]:
    """Let each approve one proposal, all at the same moment."""
    calls = [
        lambda client=client, pk=proposal.pk: client.post(f"{URL}?id={pk}", {"proposals": [pk]})
        for client, proposal in zip(clients, proposals, strict=True)
    ]
    return at_once(calls)


def told(answer: HttpResponse) -> list[str]:
    """Return what the next page says was not done, and why; a page that was refused says it itself."""
    if answer.status_code == 200:
        assert "m-error-summary" in answer.text
        return ["refused on the page"]
    found = messages.get_messages(answer.wsgi_request)
    return [str(message) for message in found if message.level == messages.WARNING]


def test_two_admins_approve_the_same_mentee(cohort):
    mentee = MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED)
    proposals = [PairingFactory(mentee=mentee, mentor=MentorFactory(cohort=cohort)) for _number in range(2)]

    answers = approving(clients_of_the_team(2), proposals)

    assert Pairing.objects.live().count() == 1
    assert sorted(len(told(answer)) for answer in answers) == [0, 1]


def test_twenty_approvals_at_once_give_a_mentor_of_three_places_three_mentees(cohort):
    mentor = MentorFactory(cohort=cohort, capacity=3)
    proposals = [PairingFactory(cohort=cohort, mentor=mentor) for _number in range(20)]

    answers = approving(clients_of_the_team(20), proposals)

    assert sorted(Pairing.objects.live().values_list("seat", flat=True)) == [1, 2, 3]
    reasons = [told(answer) for answer in answers]
    assert reasons.count([]) == 3
    assert all(len(reason) == 1 and str(mentor) in reason[0] for reason in reasons if reason)

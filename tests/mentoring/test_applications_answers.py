"""What an applicant reads after sending, and what she can still do, page by page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mentoring.actions import applications
from mentoring.models import (
    Mentee,
    MenteeState,
    PairingState,
)
from tests import factories
from tests.factories import (
    CriterionFactory,
    GoalFactory,
    MenteeFactory,
    MentorFactory,
    PairingFactory,
    UserFactory,
    some_topic,
)
from tests.mentoring.application_pages import GETS, page, signed_in, url

pytestmark = pytest.mark.django_db


def test_what_was_sent_can_be_changed_until_it_is_decided(client, cohort):
    mentee = MenteeFactory(cohort=cohort)
    GoalFactory(mentee=mentee)
    signed_in(client, mentee)
    assert "Bewerbung ändern" in page(client, url("detail", mentee))
    response = client.post(url("motivation", mentee), {"motivation": "Neu überlegt", "version": 1})
    assert response.url == url("steps", mentee)
    response = client.post(url("motivation", mentee), {"motivation": "", "version": 2})
    assert "<title>Fehler:" in response.content.decode()
    mentee.refresh_from_db()
    assert mentee.motivation == "Neu überlegt"


@pytest.mark.parametrize(
    "state",
    [MenteeState.ACCEPTED, MenteeState.WAITLISTED, MenteeState.DECLINED],
)
def test_before_the_announcement_every_decision_looks_the_same(client, cohort, state):
    """Compared byte for byte, but for what belongs to the person and the request."""
    seen = []
    for decided in (MenteeState.ACCEPTED, state):
        mentee = MenteeFactory(
            cohort=cohort, state=decided, criterion=CriterionFactory(cohort=cohort, text="Kriterium X")
        )
        GoalFactory(mentee=mentee)
        if decided == MenteeState.ACCEPTED:
            PairingFactory(mentee=mentee, state=PairingState.APPROVED, announced=False)
        signed_in(client, mentee)
        texts = []
        for address in [url(name, mentee) for name in GETS] + [
            reverse("mentoring:goals"),
            reverse("mentoring:goal_add"),
        ]:
            text = page(client, address)
            assert "Kriterium X" not in text
            for own in (mentee.participation.user.full_name, str(mentee.participation.user.employee.unit)):
                text = text.replace(own, "…")
            texts.append(_without_numbers(text))
        seen.append(texts)
    assert seen[0] == seen[1]


def _without_numbers(text: str) -> str:
    lines = text.splitlines()
    kept = [line for line in lines if "csrf" not in line and "person" not in line and "02237" not in line]
    return "".join("#" if char.isdigit() else char for line in kept for char in line).replace("##", "#")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (MenteeState.ACCEPTED, "Sie sind dabei"),
        (MenteeState.WAITLISTED, "Sie stehen auf der Warteliste"),
        (MenteeState.DECLINED, "Dieses Jahr hat es nicht geklappt"),
        (MenteeState.NO_TANDEM, "Im nächsten Mentoring-Jahr hat Ihre Bewerbung Vorrang"),
        (MenteeState.WITHDRAWN, "Sie haben Ihre Bewerbung zurückgezogen"),
    ],
)
def test_each_answer_has_its_own_words(client, cohort, state, words):
    mentee = MenteeFactory(cohort=cohort, state=state, announced=state != MenteeState.WITHDRAWN)
    assert words in page(signed_in(client, mentee), url("detail", mentee))


def test_a_decline_names_the_criterion_and_offers_a_talk(client, cohort):
    criterion = CriterionFactory(cohort=cohort, text="Nähe zu einer Führungsaufgabe")
    mentee = MenteeFactory(cohort=cohort, state=MenteeState.DECLINED, criterion=criterion, announced=True)
    text = page(signed_in(client, mentee), url("detail", mentee))
    assert "Nähe zu einer Führungsaufgabe" in text
    assert "Um ein Gespräch bitten" in text
    assert "zurückziehen" not in text


def test_an_accepted_mentee_is_led_to_her_tandem_once_it_is_announced(client, cohort):
    pairing = PairingFactory(cohort=cohort, state=PairingState.APPROVED, announced=True)
    text = page(signed_in(client, pairing.mentee), url("detail", pairing.mentee))
    assert str(pairing.mentor) in text
    assert reverse("mentoring:tandem_detail", args=[pairing.pk]) in text
    assert "zurückziehen" not in text


def test_after_a_tandem_that_ended_nobody_promises_a_new_one(client, cohort):
    mentee = MenteeFactory(cohort=cohort, state=MenteeState.ACCEPTED, announced=True)
    PairingFactory(mentee=mentee, state=PairingState.DECLINED)
    text = page(signed_in(client, mentee), url("detail", mentee))
    assert "Das Projektteam meldet sich bei Ihnen" in text
    assert "Jetzt suchen wir" not in text


def test_withdrawing_asks_once_and_says_what_will_happen(client, cohort):
    mentee = MenteeFactory(cohort=cohort)
    signed_in(client, mentee)
    assert "nicht noch einmal bewerben" in page(client, url("withdraw", mentee))
    mentee.refresh_from_db()
    assert mentee.state == MenteeState.SUBMITTED
    client.post(url("withdraw", mentee))
    mentee.refresh_from_db()
    assert mentee.state == MenteeState.WITHDRAWN
    assert client.post(url("withdraw", mentee)).url == url("detail", mentee)


def test_discarding_asks_once_and_leads_to_a_new_beginning(as_owner, draft):
    assert "Möchten Sie Ihren Entwurf löschen?" in page(as_owner, url("discard", draft))
    assert as_owner.post(url("discard", draft)).url == reverse("mentoring:application_new")
    assert not Mentee.objects.exists()


def test_a_draft_after_the_close_says_that_it_is_too_late(as_owner, clock, cohort, draft):
    applications.save_motivation(draft, "Da bin ich.")
    applications.choose_topics(draft, [some_topic()])
    clock.move_to(factories.NOW + timedelta(days=30))
    signed_in(as_owner, draft)
    assert "Die Bewerbungsfrist endete am 31.01.2027" in page(as_owner, url("steps", draft))
    assert "meets_requirements" not in page(as_owner, url("review", draft))
    as_owner.post(url("review", draft), {"meets_requirements": "on"})
    draft.refresh_from_db()
    assert draft.state == MenteeState.DRAFT


def test_the_address_without_a_number_leads_to_the_latest_year_that_is_not_over(client, cohort):
    user = UserFactory()
    over = factories.CohortFactory(
        applications_open_on=cohort.applications_open_on - timedelta(days=800),
        applications_close_on=cohort.applications_close_on - timedelta(days=800),
        starts_on=cohort.starts_on - timedelta(days=800),
        acquaintance_ends_on=cohort.acquaintance_ends_on - timedelta(days=800),
        ends_on=cohort.ends_on - timedelta(days=800),
    )
    former = MenteeFactory(cohort=over, user=user, state=MenteeState.DECLINED, announced=True)
    client.force_login(user)
    assert client.get(reverse("mentoring:application")).url == url("detail", former)
    assert f"Sich bewerben: {cohort}" in page(client, url("detail", former))
    present = MenteeFactory(cohort=cohort, user=user)
    assert client.get(reverse("mentoring:application")).url == url("detail", present)
    assert over.ends_on < timezone.localdate()


def test_wishes_need_as_many_statements_for_thirty_mentors_as_for_three(as_owner, cohort, draft):
    counts = []
    for number in (3, 27):
        for _ in range(number):
            MentorFactory(cohort=cohort, is_shown_to_applicants=True, topics=[some_topic(1), some_topic(2)])
        with CaptureQueriesContext(connection) as captured:
            page(as_owner, url("wishes", draft))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 30

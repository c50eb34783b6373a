"""Tandems in the admin: approved, ended, rested, and what no page of it shows (R9)."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from accounts.models import Employee
from mentoring.models import (
    Agreement,
    AgreementText,
    Exclusion,
    Goal,
    GoalShare,
    GoalText,
    Meeting,
    MeetingNote,
    MeetingText,
    MentorState,
    Pairing,
    PairingState,
)
from tests.factories import MENTOR_RANK, CohortFactory, LevelFactory, MenteeFactory, MentorFactory, PairingFactory
from tests.mentoring.tandems import announced_tandem, meeting_of

pytestmark = pytest.mark.django_db

LIST = "/verwaltung/mentoring/pairing/"
APPROVE = "/verwaltung/mentoring/pairing/freigeben/"


@pytest.fixture
def team(client, team_member):
    client.force_login(team_member)
    return client


def page_of(pairing: Pairing) -> str:
    return reverse("admin:mentoring_pairing_change", args=[pairing.pk])


def step_of(pairing: Pairing, name: str) -> str:
    return reverse(f"admin:mentoring_pairing_{name}", args=[pairing.pk])


def text_of(response) -> str:
    return response.content.decode()


# --- approving -------------------------------------------------------------------------------


def test_the_approval_page_names_everybody_and_exceptions_with_their_reason(team, cohort):
    level = LevelFactory(rank=MENTOR_RANK)
    pairing = PairingFactory(
        mentee=MenteeFactory(cohort=cohort, state="accepted", level=level),
        mentor=MentorFactory(cohort=cohort, level=level),
        overridden_rules=["level_distance"],
        override_reason="Beide wünschen es.",
    )
    page = text_of(team.get(APPROVE))
    for words in (str(pairing.mentee), str(pairing.mentor), "Ausnahme (Abstand der Ebenen): Beide wünschen es."):
        assert words in page


def test_what_is_ticked_is_approved_and_what_is_refused_is_reported(team, cohort):
    good, left = PairingFactory(cohort=cohort), PairingFactory(cohort=cohort)
    bad = PairingFactory(cohort=cohort, mentor=MentorFactory(cohort=cohort, state=MentorState.PAUSED))

    page = text_of(team.post(APPROVE, {"proposals": [good.pk, bad.pk]}, follow=True))

    assert "1 Tandem freigegeben." in page
    assert f"1 übersprungen: {bad}. Dieses Tandem ist nicht möglich: {bad.mentor} pausiert" in page
    states = {one.pk: one.state for one in Pairing.objects.all()}
    assert states == {good.pk: "approved", left.pk: "proposed", bad.pk: "proposed"}


def test_two_proposals_for_one_mentee_become_one_tandem(team, cohort):
    first = PairingFactory(cohort=cohort)
    second = PairingFactory(mentee=first.mentee, mentor=MentorFactory(cohort=cohort))

    page = text_of(team.post(APPROVE, {"proposals": [first.pk, second.pk]}, follow=True))

    assert "1 Tandem freigegeben." in page
    assert f"{first.mentee} hat bereits ein Tandem." in page
    assert Pairing.objects.live().count() == 1


def test_the_approval_page_keeps_to_one_year_and_to_what_was_selected(team, cohort):
    here, there = PairingFactory(cohort=cohort), PairingFactory(cohort=CohortFactory())

    assert str(there) not in text_of(team.get(f"{APPROVE}?cohort={cohort.pk}"))
    response = team.post(LIST, {"action": "approve_selected", "_selected_action": [there.pk]})
    page = text_of(team.get(response.url))

    assert str(there.mentee) in page
    assert str(here.mentee) not in page


def test_nothing_ticked_is_an_error_on_the_page(team, cohort):
    PairingFactory(cohort=cohort)
    assert "<title>Fehler:" in text_of(team.post(APPROVE, {}))


def test_a_proposal_that_is_gone_makes_the_page_ask_again(team, cohort):
    gone = PairingFactory(cohort=cohort, state=PairingState.WITHDRAWN)
    PairingFactory(cohort=cohort)
    assert "Die Liste hat sich inzwischen geändert" in text_of(team.post(APPROVE, {"proposals": [gone.pk]}))


# --- the steps of one tandem -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "announced", "step", "after"),
    [
        ("proposed", False, "withdraw", "withdrawn"),
        ("approved", False, "undo", "proposed"),
        ("approved", True, "end", "ended"),
        ("active", True, "end", "ended"),
        ("active", True, "rest", "resting"),
        ("resting", True, "resume", "active"),
        ("resting", True, "end", "ended"),
    ],
)
def test_each_step_is_offered_asked_and_taken(team, cohort, before, announced, step, after):
    pairing = PairingFactory(cohort=cohort, state=before, announced=announced)
    assert step_of(pairing, step) in text_of(team.get(page_of(pairing)))

    question = text_of(team.get(step_of(pairing, step)))
    assert str(pairing.mentee) in question
    assert str(pairing.mentor) in question
    assert Pairing.objects.get().state == before
    assert team.post(step_of(pairing, step)).url == page_of(pairing)
    assert Pairing.objects.get().state == after


@pytest.mark.parametrize("step", ["withdraw", "undo", "rest", "resume", "end"])
def test_a_step_that_is_not_possible_is_neither_offered_nor_taken(team, cohort, step):
    pairing = PairingFactory(cohort=cohort, state=PairingState.COMPLETED)

    assert step_of(pairing, step) not in text_of(team.get(page_of(pairing)))
    page = text_of(team.post(step_of(pairing, step), follow=True))

    assert "Hier hat sich inzwischen etwas geändert." in page
    assert Pairing.objects.get().state == PairingState.COMPLETED


def test_a_tandem_that_breaks_a_rule_now_says_so_in_the_list_and_on_its_page(team, cohort):
    tandem = PairingFactory(cohort=cohort, state=PairingState.ACTIVE)
    boss = tandem.mentor.participation.user.employee
    Employee.objects.filter(pk=tandem.mentee.participation.user.employee.pk).update(superior=boss)

    for address in (LIST, page_of(tandem)):
        assert "(Dienstweg)" in text_of(team.get(address))


# --- what stays the partners' own ------------------------------------------------------------


def test_nothing_of_the_tandems_sphere_is_on_any_page(team, cohort):
    tandem = announced_tandem(state=PairingState.ACTIVE, cohort=cohort)
    AgreementText.objects.update(focus="Vertraulicher Schwerpunkt", place="Geheimer Ort")
    meeting_of(tandem, state="held")
    for address in (LIST, page_of(tandem)):
        page = text_of(team.get(address))
        for secret in ("Vertraulicher Schwerpunkt", "Geheimer Ort", "Raum 12", "agreement "):
            assert secret not in page
        assert "02.03.2027" not in page


def test_models_of_tandem_and_own_sphere_are_in_no_admin():
    closed = {Agreement, AgreementText, Exclusion, Goal, GoalShare, GoalText, Meeting, MeetingNote, MeetingText}
    assert closed <= set(apps.get_app_config("mentoring").get_models())
    assert not closed & set(admin.site._registry)
    shown = {inline.model for one in admin.site._registry.values() for inline in one.inlines}
    assert not closed & shown


@pytest.mark.logs_errors
@pytest.mark.parametrize(
    "probe",
    [
        "agreement__text__focus__isnull=1",
        "meetings__starts_at__gte=2027-01-01",
        "meetings__isnull=0",
        "goal_shares__isnull=0",
        "override_reason__startswith=B",
        "mentee__motivation__contains=x",
        "mentor__participation__exclusions__isnull=0",
    ],
)
def test_the_address_cannot_be_used_to_guess(team, cohort, probe):
    announced_tandem(state=PairingState.ACTIVE, cohort=cohort)
    assert team.get(f"{LIST}?{probe}").status_code in (302, 400)


@pytest.mark.parametrize("role", ["hr_member", "administrator"])
def test_tandems_are_closed_to_everybody_else(client, cohort, request, role):
    pairing = PairingFactory(cohort=cohort)
    client.force_login(request.getfixturevalue(role))
    steps = [step_of(pairing, name) for name in ("withdraw", "undo", "rest", "resume", "end")]
    for address in (LIST, APPROVE, page_of(pairing), *steps):
        assert client.get(address).status_code == 403, address
        assert client.post(address).status_code == 403, address


def test_the_stock_pages_that_would_write_are_closed(team, cohort):
    pairing = PairingFactory(cohort=cohort)
    assert team.get(LIST + "add/").status_code == 403
    assert team.get(f"{LIST}{pairing.pk}/delete/").status_code == 403
    assert team.get(f"{LIST}{pairing.pk}/history/").status_code == 404
    assert team.get(f"{LIST}999999/change/").status_code == 404
